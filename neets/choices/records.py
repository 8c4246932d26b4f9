"""Code lists of how records are kept, counted and looked at."""

from django.db import models


class Sex(models.TextChoices):
    """As agencies record it; "" is not known."""

    FEMALE = "female", "Female"
    MALE = "male", "Male"


class AgeBasis(models.TextChoices):
    """Which age a definition means."""

    ACTUAL = "actual", "Age on the last day of the month"
    ACADEMIC = "academic", "Age on 31 August before the academic year"


class Purpose(models.TextChoices):
    """What the rows of young people are opened for. The database shows none until one of these is named."""

    CASEWORK = "casework", "One caseworker and her agency's clients"
    COUNTING = "counting", "Counts that leave through disclosure control"
    LOADING = "loading", "Loading what agencies sent"
    STEWARDSHIP = "stewardship", "Matching, retention and subject access"


class OptOutScope(models.TextChoices):
    """What a young person, or her parent, has said no to (Education and Skills Act 2008, section 72 among others)."""

    SHARING = "sharing", "Sharing with other agencies"
    ALL = "all", "Any use but what the law requires"


class MatchStatus(models.TextChoices):
    """Whether two young people are one."""

    OPEN = "open", "To be decided"
    SAME = "same", "The same person"
    OTHERS = "others", "Two people"


class Looking(models.TextChoices):
    """What was looked at."""

    JOURNEY = "journey", "One young person's journey"
    TELL_US_ONCE = "tell_once", "What other agencies assessed"
    IDENTITY = "identity", "Who a pseudonym is"
    SUBJECT_ACCESS = "subject", "A copy for the young person herself"
    REFUSED = "refused", "Refused: another agency’s client"


class Band(models.TextChoices):
    """The ages that counts are let out for, each as one published definition means them."""

    PILOT = "16_24", "16 to 24"
    NI_117 = "16_18", "16 to 18"
    DFE = "16_17", "Academic age 16 and 17"


class Column(models.TextChoices):
    """The columns of a count let out. They add up to the cohort."""

    COHORT = "cohort", "Young people"
    NEET = "neet", "Not in education, employment or training"
    NOT_KNOWN = "not_known", "Not known"
    OTHER = "other", "In education, employment, training or elsewhere"


class IdentificationAnswer(models.TextChoices):
    """What the second person said to a request to find out who a pseudonym is."""

    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"
