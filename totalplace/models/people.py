"""People, and the roles they hold in organisations."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac

from totalplace.choices import Role
from totalplace.models.base import Versioned, tracked, version_trigger

# Signing in writes these, and no one may read from the history when a person came or that her password changed.
OF_SIGN_IN = ("password", "last_login")
# Django's own, which nothing here reads.
NOT_OURS = ("is_staff", "is_superuser", "first_name", "last_name", "date_joined")


@tracked(exclude=[*OF_SIGN_IN, *NOT_OURS])
class User(Versioned, AbstractUser):
    """A person who signs in. What she may do comes from her memberships alone, never from `is_staff`.

    `sessions_ended_at` is part of what each session is signed with: moving it ends all of them, wherever they are.
    """

    display_name = models.CharField("name", max_length=120, blank=True)
    invited_at = models.DateTimeField("link to set a password made", null=True, blank=True)
    sessions_ended_at = models.DateTimeField("signed out everywhere", null=True, blank=True)
    two_step_reset_at = models.DateTimeField("two-step sign-in reset", null=True, blank=True)

    class Meta(AbstractUser.Meta):
        triggers = [version_trigger(derived=OF_SIGN_IN)]

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What Django compares a session with: the password, and when the sessions were last ended."""
        ended = self.sessions_ended_at.isoformat() if self.sessions_ended_at else ""
        salt = "totalplace.models.people.User"
        return salted_hmac(salt, self.password + ended, secret=secret, algorithm="sha256").hexdigest()


@tracked()
class Membership(models.Model):
    """One role of one person, in one organisation where the role is about one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        "totalplace.Organisation", on_delete=models.PROTECT, related_name="memberships", null=True, blank=True
    )
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], name="membership_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=[Role.OFFICER, Role.CASEWORKER]) | models.Q(organisation__isnull=False),
                name="membership_officer_needs_a_body",
                violation_error_message="An officer or caseworker belongs to one organisation: choose which.",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation}" if self.organisation else self.get_role_display()
