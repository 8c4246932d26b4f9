"""What is recorded of a young person's circumstances, in the caseload system's codes."""

from django.db import models


class Characteristic(models.TextChoices):
    """Each with a date from and to, and a basis in law of its own: several are special categories of personal data."""

    LOOKED_AFTER = "110", "Looked after"
    OWN_CHILD = "120", "Caring for own child"  # the code's number is inferred from its neighbours
    REFUGEE = "130", "Refugee or asylum seeker"
    CARER = "140", "Carer, not of own child"
    SUBSTANCE_MISUSE = "150", "Substance misuse"
    CARE_LEAVER = "160", "Care leaver"
    YOUTH_OFFENDING = "170", "Supervised by the youth offending team"
    PREGNANT = "180", "Pregnant"  # the code's number is inferred from its neighbours
    PARENT_NOT_CARING = "190", "Parent, not caring for own child"
    ALTERNATIVE_PROVISION = "200", "Was in alternative provision"
    MENTAL_HEALTH = "210", "Mental health need"


class Need(models.TextChoices):
    """How much support an adviser judged to be needed."""

    INTENSIVE = "1", "Intensive support"
    EXTRA = "2", "Extra support"
    MINIMUM = "3", "Minimum support"
