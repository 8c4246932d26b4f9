"""Code lists of total spend. The stored code is short and never changes; the label is what people read."""

from django.db import models


class Sector(models.TextChoices):
    """What kind of body spends the money."""

    CENTRAL = "central", "Central government and its agencies"
    COUNTY = "county", "County council"
    DISTRICT = "district", "District councils"
    PARISH = "parish", "Town and parish councils"
    HEALTH = "health", "Health"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    JUSTICE = "justice", "Courts, prisons and probation"
    EDUCATION = "education", "Colleges and universities"
    HOUSING = "housing", "Housing associations"
    TRANSPORT = "transport", "Transport"
    OTHER = "other", "Other public bodies"


class Stage(models.TextChoices):
    """How deep a count goes: all spending in outline, or one theme through every body."""

    HIGH_LEVEL = "high_level", "High-level count"
    DEEP_DIVE = "deep_dive", "Deep dive"


class Direction(models.TextChoices):
    EXPENDITURE = "expenditure", "Expenditure"
    INCOME = "income", "Income"


class Basis(models.TextChoices):
    """Whether income was taken off before the figure was given."""

    GROSS = "gross", "Gross"
    NET = "net", "Net of income"
    NOT_STATED = "not_stated", "Not stated"


class Certainty(models.TextChoices):
    OUTTURN = "outturn", "Outturn"
    ESTIMATE = "estimate", "Estimate"
    NOT_STATED = "not_stated", "Not stated"


class Account(models.TextChoices):
    REVENUE = "revenue", "Revenue"
    CAPITAL = "capital", "Capital"
    BOTH = "both", "Revenue and capital"
    NOT_STATED = "not_stated", "Not stated"


class Method(models.TextChoices):
    """How a figure came to belong to its place."""

    ACTUAL = "actual", "Actual spending there"
    CLIENT = "client", "Shared out by clients"
    POPULATION = "population", "Shared out by population"
    NEED = "need", "Shared out by need"
    OTHER = "other", "Shared out otherwise"
    NOT_STATED = "not_stated", "Not stated"


class Confidence(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"
    NOT_STATED = "not_stated", "Not stated"


class Control(models.TextChoices):
    """Who decides what a pound is spent on."""

    LOCAL_ELECTED = "local_elected", "Elected locally"
    LOCAL_BOARD = "local_board", "Local board"
    NATIONAL_MANAGED = "national_managed", "Managed nationally"
    PERSONAL_ENTITLEMENT = "personal_entitlement", "Paid to people by right"
    NOT_STATED = "not_stated", "Not stated"


class Ringfence(models.TextChoices):
    """How far a funder ties a stream to its purpose."""

    NONE = "none", "Not ringfenced"
    SOFT = "soft", "Tied by targets or reporting"
    HARD = "hard", "Ringfenced"
    NOT_STATED = "not_stated", "Not stated"


class OverheadKind(models.TextChoices):
    OVERHEAD = "overhead", "Running the organisation"
    INSPECTION = "inspection", "Inspection"
    REPORTING = "reporting", "Reporting"
    SUPPORT = "support", "Support services"


class Unit(models.TextChoices):
    """What a published figure counts."""

    POUNDS = "pounds", "£"
    PER_HEAD = "per_head", "£ per head"
    PERCENT = "percent", "%"
    COUNT = "count", "number"


class Comparator(models.TextChoices):
    """How the document put it."""

    EXACTLY = "exactly", ""
    ABOUT = "about", "about"
    OVER = "over", "over"
    UNDER = "under", "just under"
    AT_LEAST = "at_least", "at least"


class MergeEvidence(models.TextChoices):
    """Why two suppliers are thought to be one."""

    COMPANY = "company", "The same company number"
    PLAIN = "plain", "The same but for Ltd, and, the or punctuation"
    ALIKE = "alike", "Alike in spelling"


class MergeStatus(models.TextChoices):
    """What became of the thought that two suppliers are one."""

    PROPOSED = "proposed", "To be reviewed"
    ACCEPTED = "accepted", "One supplier"
    REFUSED = "refused", "Two suppliers"
    UNDONE = "undone", "Taken back"


class ClaimKind(models.TextChoices):
    """What a claim is about."""

    COUNT = "count", "Total spend"
    CONTROL = "control", "Local control and ringfences"
    PEERS = "peers", "Comparison with other places"
    OVERHEADS = "overheads", "Overheads and inspection"
    STREAMS = "streams", "Funding streams and programmes"
    NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"
    NEET = "neet", "Young people (NEET)"
    REOFFENDING = "reoffending", "Re-offending"
    FEW = "few", "What the few cost"
    ESTATE = "estate", "Public estate"
    SAVINGS = "savings", "Savings"
    OTHER = "other", "Something else"


class ClaimWording(models.TextChoices):
    """How a claim states its figure. What each allows is in spend/calc/verdicts.py."""

    EXACTLY = "exactly", "exactly"
    ABOUT = "about", "about"
    OVER = "over", "over"
    JUST_OVER = "just_over", "just over"
    ALMOST = "almost", "almost"
    UP_TO = "up_to", "up to"
    BETWEEN = "between", "from … to"
    WITHIN = "within", "within"


class ClaimVerdict(models.TextChoices):
    AGREES = "agrees", "Agrees"
    DIFFERS = "differs", "Differs"
    UNTESTABLE = "untestable", "Cannot be tested"


class ClaimUnit(models.TextChoices):
    """What the numbers of a claim are in."""

    POUNDS = "gbp", "£"
    POUNDS_EACH = "gbp_each", "£ each"
    POUNDS_PER_M2 = "gbp_per_m2", "£ for each m²"
    PEOPLE = "people", "people"
    PERCENT = "percent", "%"
    NUMBER = "number", "number"
    RATIO = "ratio", "times"
    YEARS = "years", "years"
    SQUARE_METRES = "m2", "m²"


class Service(models.TextChoices):
    """What a planned change is about: the blocks of a council's outturn return, with the services of other bodies."""

    EDUCATION = "education", "Education and skills"
    CHILDREN = "children", "Children's social care"
    ADULTS = "adults", "Adult social care"
    HEALTH = "health", "Health services"
    PUBLIC_HEALTH = "public_health", "Public health"
    HOUSING = "housing", "Housing and homelessness"
    BENEFITS = "benefits", "Benefits and employment support"
    TRANSPORT = "transport", "Highways and transport"
    CULTURE = "culture", "Libraries, culture and leisure"
    ENVIRONMENT = "environment", "Environment and waste"
    REGULATION = "regulation", "Regulation and licensing"
    PLANNING = "planning", "Planning and the local economy"
    YOUTH = "youth", "Youth services"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    JUSTICE = "justice", "Courts, prisons and probation"
    VOLUNTARY = "voluntary", "Grants to the third sector"
    CENTRAL = "central", "Central and support services"
    OTHER = "other", "Other services"


class ChangeKind(models.TextChoices):
    """How a planned change alters a budget."""

    SAVING = "saving", "Saving without a change to the service"
    CUT = "cut", "Cut to the service"
    CLOSURE = "closure", "Closure"
    FEE = "fee", "New or higher charge"
    GROWTH = "growth", "Growth or new cost"
    TRANSFER = "transfer", "Transfer to another body"
    OTHER = "other", "Other change"


class Group(models.TextChoices):
    """Who is affected. `EVERYONE` is all who live there, and so every other group too."""

    EVERYONE = "everyone", "Everybody who lives there"
    CHILDREN = "children", "Children under 5 and their parents"
    SCHOOL = "school", "Children of school age"
    YOUNG = "young", "Young people aged 16 to 24"
    OLDER = "older", "Older people"
    DISABLED = "disabled", "Disabled people"
    MENTAL_HEALTH = "mental_health", "People with mental ill health"
    LONG_TERM_ILL = "long_term_ill", "People with a long-term illness"
    CARERS = "carers", "Carers"
    LOOKED_AFTER = "looked_after", "Looked-after children and care leavers"
    LOW_INCOME = "low_income", "People on low incomes"
    UNEMPLOYED = "unemployed", "People out of work"
    HOMELESS = "homeless", "People who are homeless or may become so"
    TENANTS = "tenants", "Tenants of social housing"
    RURAL = "rural", "People in rural places without a car"
    MINORITY = "minority", "People of minority ethnic groups"
    WOMEN = "women", "Women"
    OFFENDERS = "offenders", "Offenders and their families"
    BUSINESSES = "businesses", "Businesses"
    VOLUNTARY = "voluntary", "Third sector organisations"


class ChangeStatus(models.TextChoices):
    """Whether partners see a planned change yet."""

    DRAFT = "draft", "Draft: only your own body and the programme team see it"
    ENTERED = "entered", "Entered: every partner sees it"


class Decision(models.TextChoices):
    ADOPTED = "adopted", "Adopted as planned"
    CHANGED = "changed", "Adopted with changes"
    DROPPED = "dropped", "Dropped"


class Position(models.TextChoices):
    """What a partner body answers."""

    NONE = "none", "No effect on us"
    SUPPORT = "support", "We support it"
    CONCERN = "concern", "We have concerns"
    COST = "cost", "It costs us money"
    TALK = "talk", "We ask to talk before it is decided"


class AlarmKind(models.TextChoices):
    """What is found by comparing what the bodies entered."""

    SHUNTING = "shunting", "A saving here that is a cost there"
    COMMUNITY = "community", "One community hit by several bodies"
    LATE = "late", "Entered too late to be talked about"
