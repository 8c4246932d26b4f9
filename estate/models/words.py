"""The words of names and addresses, by which the search box finds parts of words and words spelt otherwise."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class SearchWord(models.Model):
    """A word that stands, or once stood, in the name or address of a property. Derived: kept by triggers on Property.

    `written` is the word as the properties' search words hold it: small letters, with the punctuation it stands in
    ("st.", "upton-on-severn"). `plain` is what people type for it: without accents, apostrophes or punctuation, and a
    space before, between and after (" st ", " upton on severn "). A word may be there twice; numbers are not there, and
    a word may stay when no property has it any more: estate_words_again() collects them anew. Words of sensitive sites
    are among them, so nobody is shown anything for being here, only for being in a property that she may see.
    """

    written = models.TextField()
    plain = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["written"], name="searchword_written"),
            GinIndex(OpClass("plain", name="gin_trgm_ops"), name="searchword_plain"),
        ]

    def __str__(self) -> str:
        return self.written
