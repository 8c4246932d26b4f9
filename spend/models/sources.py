"""Where figures come from. No figure stands in spend without its source and its place in it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from spend.querysets import SpendQuerySet
from totalplace.models.base import Versioned, tracked

KEY = r"^[a-z][a-z0-9-]{1,39}$"


class SourceQuerySet(SpendQuerySet):
    """Documents: everybody may know of the public ones."""

    public = Q(is_public=True)


@tracked()
class Source(Versioned):
    """A document, file or return that figures are taken from. `key` is short and stable: files and the API name it."""

    key = models.CharField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(KEY, "A key is small letters, digits and hyphens, beginning with a letter.")],
    )
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=160, blank=True)
    published_on = models.DateField(null=True, blank=True)
    # As the document names its own day, where that is no full date.
    dated = models.CharField(max_length=60, blank=True)
    address = models.URLField(max_length=400, blank=True)
    licence = models.CharField(max_length=120, blank=True)
    # Whether people who have not signed in may see what was taken from it.
    is_public = models.BooleanField(default=False)

    objects = SourceQuerySet.as_manager()

    class Meta(Versioned.Meta):
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(key__regex=KEY),
                name="source_key_form",
                violation_error_message="A key is small letters, digits and hyphens, beginning with a letter.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A figure's source, and the page, table or chapter in it where it can be read."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=200)

    class Meta:
        abstract = True


def has_place(model: str) -> models.CheckConstraint:
    """The constraint that a figure says where in its source it stands."""
    return models.CheckConstraint(
        condition=~Q(place=""),
        name=f"{model}_has_a_place",
        violation_error_message="Say where in the source it stands, such as a page or a table.",
    )
