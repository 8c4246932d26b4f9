"""The analyses of journeys that are let out once a month."""

from django.db import models


class Analysis(models.TextChoices):
    """Each is one page's figures."""

    JOURNEYS = "journeys", "Typical journeys"
    DUPLICATION = "duplication", "Duplication"
    GUARANTEES = "guarantees", "Guarantees"
    SEGMENTS = "segments", "What they are like"
    PROVISION = "provision", "Provision against need"
    STRANDS = "strands", "Spend by strand"
    AGENCIES = "agencies", "Data gaps by agency"


class Ended(models.TextChoices):
    """What became of a guarantee by the day of counting (calc.guarantees has the rule)."""

    MADE = "made", "Made in time"
    LATE = "late", "Made late"
    UNSUITABLE = "unsuitable", "Only an unsuitable offer"
    OVERDUE = "overdue", "Overdue"
    NOT_DUE = "not_due", "Not due yet"


class Way(models.TextChoices):
    """The level of a later spell of learning beside the highest before it."""

    UP = "up", "A higher level"
    SAME = "same", "The same level again"
    LOWER = "lower", "A lower level"


class Reached(models.TextChoices):
    """What somebody on a strand reached."""

    BOTH = "both", "Both"
    OUTPUT = "output", "An output alone"
    OUTCOME = "outcome", "Work or learning alone"
    NEITHER = "neither", "Neither"


class Kept(models.TextChoices):
    """How well an agency knows what a young person is doing."""

    CURRENT = "current", "Ascertained, and still current"
    LAPSED = "lapsed", "Due to be checked again"
    NEVER_ASKED = "never_asked", "Never ascertained"
    NOT_KNOWN = "not_known", "Not known"
