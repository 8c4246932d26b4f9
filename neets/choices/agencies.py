"""Who deals with young people, how, and what they assess."""

from django.db import models


class AgencyKind(models.TextChoices):
    """The submission counts at least 24 agencies and names these kinds; it does not list the agencies themselves."""

    CONNEXIONS = "connexions", "Connexions or youth support"
    JOBCENTRE = "jobcentre", "Jobcentre Plus"
    COUNCIL = "council", "Council"
    FUNDER = "funder", "Learning and skills funder"
    SCHOOL = "school", "School"
    COLLEGE = "college", "College"
    UNIVERSITY = "university", "University"
    TRAINING = "training", "Training provider"
    YOUTH_OFFENDING = "youth_offending", "Youth offending team or probation"
    POLICE = "police", "Police"
    HEALTH = "health", "Health service"
    HOUSING = "housing", "Housing association or hostel"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    EMPLOYER = "employer", "Employer or chamber of commerce"
    OTHER = "other", "Other"


class Audience(models.TextChoices):
    """Who an agency answers for. The pilot found two tracking the same people at 18."""

    SIXTEEN_SEVENTEEN = "16_17", "16 and 17"
    EIGHTEEN_TWENTY_FOUR = "18_24", "18 to 24"
    ALL = "16_24", "16 to 24"


class ContactKind(models.TextChoices):
    """How contact was made or tried."""

    MEETING = "meeting", "Meeting"
    TELEPHONE = "telephone", "Telephone"
    MESSAGE = "message", "Text message"
    EMAIL = "email", "Email"
    LETTER = "letter", "Letter"
    VISIT = "visit", "Home visit"
    TRACKING = "tracking", "Tracking only, nobody spoken to"


class ContactResult(models.TextChoices):
    """Whether it reached her."""

    REACHED = "reached", "Reached"
    NO_ANSWER = "no_answer", "No answer"
    REFUSED = "refused", "Did not want contact"
    MOVED = "moved", "No longer there"


class Domain(models.TextChoices):
    """What an assessment asks about. The submission wants one shared assessment, on the model of the Common Assessment
    Framework with the weight on employability; this division is ours."""

    LEARNING = "learning", "Learning and qualifications"
    LITERACY = "literacy", "Reading, writing and numbers"
    EMPLOYABILITY = "employability", "Skills for work"
    ASPIRATION = "aspiration", "Hopes and career plans"
    HEALTH = "health", "Health and disability"
    WELLBEING = "wellbeing", "Feelings and confidence"
    SUBSTANCES = "substances", "Alcohol and drugs"
    HOUSING = "housing", "Housing"
    FAMILY = "family", "Family and caring"
    MONEY = "money", "Money and benefits"
    OFFENDING = "offending", "Offending"
    TRAVEL = "travel", "Travel"


class ReferralStatus(models.TextChoices):
    """Where a referral from one agency to another stands."""

    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    ATTENDED = "attended", "Attended"
    NO_REPLY = "no_reply", "No reply"


class PlanStepStatus(models.TextChoices):
    """Where a next step of an action plan stands."""

    TO_DO = "to_do", "To do"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"
