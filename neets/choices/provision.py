"""What is offered to young people, what it leads to, how it is paid for."""

from __future__ import annotations

from django.db import models

from .guarantees import Guarantee


class Strand(models.TextChoices):
    """The strands of the offer against which the pilot meant to lay need and spend: what each guarantee promises, and
    what leads there."""

    EDUCATION = "education", "Education"
    EMPLOYMENT = "employment", "Employment"
    TRAINING = "training", "Training"
    WORK_EXPERIENCE = "work_experience", "Work experience"
    ENGAGEMENT = "engagement", "Engagement and personal development"
    ADVICE = "advice", "Information, advice and guidance"
    SUPPORT = "support", "Support with health, housing and caring"
    ADMINISTRATION = "administration", "Administration and tracking"


# 16 and 17: education, employment, training (conference slides of 2009, "Model for Mapping"). 18 to 24: job, training
# or work experience (HM Treasury 2010, summary); the submission says a job alone, a difference shown and not settled.
STRANDS_OF = {
    Guarantee.SEPTEMBER: (Strand.EDUCATION, Strand.EMPLOYMENT, Strand.TRAINING),
    Guarantee.JANUARY: (Strand.EDUCATION, Strand.EMPLOYMENT, Strand.TRAINING),
    Guarantee.YOUNG_PERSON: (Strand.EMPLOYMENT, Strand.TRAINING, Strand.WORK_EXPERIENCE),
}


class Level(models.TextChoices):
    """The level of learning, in the order of the national frameworks. "none" leads to no qualification."""

    NONE = "none", "No qualification"
    ENTRY = "entry", "Entry level"
    ONE = "1", "Level 1"
    TWO = "2", "Level 2"
    THREE = "3", "Level 3"
    FOUR_UP = "4", "Level 4 and above"

    @property
    def rank(self) -> int | None:
        """Its place in the order, entry level 0; None for learning without a level, which compares with nothing."""
        return {"none": None, "entry": 0}.get(self.value, int(self.value) if self.value.isdigit() else None)


class PaymentBasis(models.TextChoices):
    """What a provider is paid for. The submission blames payment by output for training repeated at the same level."""

    OUTPUT = "output", "By output"
    OUTCOME = "outcome", "By outcome"
    BLOCK = "block", "Grant or block contract"
    NOT_KNOWN = "not_known", "Not known"


class EnrolmentResult(models.TextChoices):
    """How a spell of learning ended."""

    CONTINUING = "continuing", "Continuing"
    ACHIEVED = "achieved", "Completed and achieved"
    COMPLETED = "completed", "Completed, not achieved"
    LEFT = "left", "Left early"
    TRANSFERRED = "transferred", "Moved to other learning"
    NOT_KNOWN = "not_known", "Not known"


class EmploymentStatus(models.TextChoices):
    """The individualised learner record's codes."""

    PAID = "10", "In paid employment"
    LOOKING = "11", "Not in paid employment, looking and available"
    NOT_LOOKING = "12", "Not in paid employment, not looking or not available"
    NOT_KNOWN = "98", "Not known"


class Destination(models.TextChoices):
    """The individualised learner record's codes of outcome."""

    EMPLOYMENT = "EMP", "Paid employment"
    EDUCATION = "EDU", "Education"
    NOT_PAID = "NPE", "Not in paid employment"
    VOLUNTARY = "VOL", "Voluntary work"
    GAP_YEAR = "GAP", "Gap year"
    SOCIAL = "SDE", "Social destination"
    OTHER = "OTH", "Other"


class SpendKind(models.TextChoices):
    """What a sum spent on young people is: the pilot counts administration apart, and benefits beside the programme."""

    PROGRAMME = "programme", "Programme"
    ADMINISTRATION = "administration", "Administration"
    BENEFIT = "benefit", "Benefits and Jobcentres"


class CostKind(models.TextChoices):
    """What a unit cost counts. Figures of different kinds are shown beside each other and never added."""

    FISCAL = "fiscal", "Fiscal: what public bodies pay or lose"
    ECONOMIC = "economic", "Economic: what the young person and the economy lose"
    RESOURCE = "resource", "Resource: the economy's loss over a lifetime"
    ASSUMPTION = "assumption", "Pilot assumption"
