"""The three guarantees that the pilot's agencies had to keep, and what becomes of an offer."""

from django.db import models


class Guarantee(models.TextChoices):
    """Dated rules of who is owed what by when; the rules are data (fixtures/reference/neets/guarantees.csv)."""

    SEPTEMBER = "september", "September Guarantee"
    JANUARY = "january", "January Guarantee"
    YOUNG_PERSON = "young_person", "Young Person's Guarantee"


class OfferStatus(models.TextChoices):
    """What became of an offer."""

    MADE = "made", "Made"
    ACCEPTED = "accepted", "Accepted"
    STARTED = "started", "Started"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Suitability(models.TextChoices):
    """Whether the offer fitted the young person: level, place, date, need."""

    SUITABLE = "suitable", "Suitable"
    UNSUITABLE = "unsuitable", "Not suitable"
    NOT_ASSESSED = "not_assessed", "Not assessed"


class SeptemberStatus(models.TextChoices):
    """How the caseload system records the September Guarantee."""

    MADE = "made", "Offer made"
    NOT_APPROPRIATE = "not_appropriate", "Offer not appropriate"
    NONE = "none", "No offer"
    NOT_RECORDED = "not_recorded", "Not recorded"
