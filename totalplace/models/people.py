"""People, and the roles they hold in organisations."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from totalplace.choices import Role
from totalplace.models.base import tracked


class User(AbstractUser):
    """A person who signs in. What she may do comes from her memberships alone, never from `is_staff`."""

    display_name = models.CharField(max_length=120, blank=True)

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username


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
