"""Code lists of the shared core. The stored code is short and never changes; the label is what people read."""

from django.db import models


class Role(models.TextChoices):
    """What a membership lets a person do (design 5). A person may hold several."""

    PARTNER = "partner", "Partner"
    OFFICER = "officer", "Property officer"
    PROGRAMME = "programme", "Programme team"
    ANALYST = "analyst", "Analyst"
    CASEWORKER = "caseworker", "NEET caseworker"
    NEET_LEAD = "neet_lead", "NEET lead"
    ADMINISTRATOR = "administrator", "Administrator"


class OrganisationKind(models.TextChoices):
    COUNTY = "county", "County council"
    DISTRICT = "district", "District or borough council"
    PARISH = "parish", "Town or parish council"
    HEALTH = "health", "Health body"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    JUSTICE = "justice", "Courts, prisons and probation"
    EDUCATION = "education", "College or university"
    CENTRAL = "central", "Central government or agency"
    HOUSING = "housing", "Housing association"
    TRANSPORT = "transport", "Transport body"
    OTHER = "other", "Other public body"


class AreaLevel(models.TextChoices):
    COUNTY = "county", "County"
    DISTRICT = "district", "District"
    WARD = "ward", "Ward"
    MSOA = "msoa", "Middle layer super output area"
    LSOA = "lsoa", "Lower layer super output area"
    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"


# How the kinds of imports begin whose files nobody may keep as they came.
CONFIDENTIAL_KINDS = "young_"


class ImportStatus(models.TextChoices):
    """Where an import stands; the order is the order of the pages."""

    UPLOADED = "uploaded", "Uploaded"
    STAGING = "staging", "Being checked"
    STAGED = "staged", "Ready to preview"
    APPLYING = "applying", "Being applied"
    APPLIED = "applied", "Applied"
    UNDOING = "undoing", "Being taken back"
    UNDONE = "undone", "Taken back"
    FAILED = "failed", "Stopped"
    ABANDONED = "abandoned", "Abandoned"


class ImportAction(models.TextChoices):
    """What an import would do with one row of its file."""

    NEW = "new", "New"
    CHANGED = "changed", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    REFUSED = "refused", "Refused"
    SKIPPED = "skipped", "Skipped"
    CONFLICT = "conflict", "Conflict"


class Severity(models.TextChoices):
    ERROR = "error", "Error"
    WARNING = "warning", "Warning"


class JobStatus(models.TextChoices):
    WAITING = "waiting", "Waiting to start"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Stopped"


class DigestRhythm(models.TextChoices):
    """How often a person is told by e-mail."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Once a week"
    NEVER = "never", "Never: I read them here"
