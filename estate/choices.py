"""Code lists of the estate, in the words of the pilot, the Transparency Code and the profession."""

from django.db import models


class Category(models.TextChoices):
    """The pilot's classes of building, with the two that hold no service."""

    SPECIALIST = "specialist", "Specialist"
    OFFICE = "office", "Office for administration"
    ACCESS = "access", "Public access service point"
    DEPOT = "depot", "Warehouse or depot"
    NON_OPERATIONAL = "non_operational", "Non-operational"
    LAND = "land", "Land only"


class Use(models.TextChoices):
    """What the building or land is used for today."""

    SCHOOL = "school", "School"
    NURSERY = "nursery", "Nursery or children's centre"
    COLLEGE = "college", "College"
    UNIVERSITY = "university", "University"
    LIBRARY = "library", "Library"
    HUB = "hub", "Contact centre or hub"
    OFFICE = "office", "Office"
    HOSPITAL = "hospital", "Hospital"
    SURGERY = "surgery", "Surgery or health centre"
    POLICE = "police", "Police station"
    FIRE = "fire", "Fire station"
    AMBULANCE = "ambulance", "Ambulance station"
    COURT = "court", "Court"
    PRISON = "prison", "Prison or probation"
    JOB_CENTRE = "job_centre", "Job centre"
    POSTAL = "postal", "Post or sorting office"
    CARE_HOME = "care_home", "Care home"
    DAY_CENTRE = "day_centre", "Day centre"
    REFUGE = "refuge", "Refuge or secure home"
    HOUSING = "housing", "Housing"
    COMMUNITY = "community", "Community centre or hall"
    YOUTH = "youth", "Youth centre"
    LEISURE = "leisure", "Leisure centre"
    CULTURE = "culture", "Museum, theatre or gallery"
    DEPOT = "depot", "Depot or store"
    WASTE = "waste", "Waste site"
    HIGHWAYS = "highways", "Highways or transport"
    CAR_PARK = "car_park", "Car park"
    TOILETS = "toilets", "Public toilets"
    CEMETERY = "cemetery", "Cemetery or crematorium"
    PARK = "park", "Park or open space"
    ALLOTMENTS = "allotments", "Allotments"
    FARM = "farm", "Smallholding or farm land"
    INDUSTRIAL = "industrial", "Industrial or business unit"
    SHOP = "shop", "Shop or market"
    MONUMENT = "monument", "Monument or heritage"
    LAND = "land", "Other land"
    OTHER = "other", "Other"


class Status(models.TextChoices):
    OPERATIONAL = "operational", "Operational"
    VACANT = "vacant", "Vacant"
    CONSTRUCTION = "construction", "Under construction"
    SURPLUS = "surplus", "Surplus"
    SOLD = "sold", "Sold"
    LEASE_ENDED = "lease_ended", "Lease ended"
    DEMOLISHED = "demolished", "Demolished"
    CLOSED = "closed", "Closed"


CLOSED_STATUSES = (Status.SOLD, Status.LEASE_ENDED, Status.DEMOLISHED, Status.CLOSED)
# In which somebody may be there still: a surplus site is often used until it is sold.
IN_USE_STATUSES = (Status.OPERATIONAL, Status.SURPLUS)


class Tenure(models.TextChoices):
    FREEHOLD = "freehold", "Freehold"
    LEASEHOLD = "leasehold", "Leasehold"
    LICENCE = "licence", "Licence"
    PFI = "pfi", "PFI or managed"
    OTHER = "other", "Other"


class Holding(models.TextChoices):
    """How it is held: the Transparency Code's second question about tenure."""

    OCCUPIED = "occupied", "Occupied by the body"
    GROUND_LEASE = "ground_lease", "Ground leasehold"
    LET = "let", "Leasehold (let out)"
    SUB_LET = "sub_let", "Sub-leasehold"
    LICENCE = "licence", "Licence"
    VACANT = "vacant", "Vacant"


class Condition(models.TextChoices):
    A = "A", "A: good"
    B = "B", "B: satisfactory"
    C = "C", "C: poor"
    D = "D", "D: bad"


class Suitability(models.TextChoices):
    GOOD = "good", "Good"
    SATISFACTORY = "satisfactory", "Satisfactory"
    POOR = "poor", "Poor"
    UNSUITABLE = "unsuitable", "Unsuitable"


class EnergyRating(models.TextChoices):
    A_PLUS = "A+", "A+"
    A = "A", "A"
    B = "B", "B"
    C = "C", "C"
    D = "D", "D"
    E = "E", "E"
    F = "F", "F"
    G = "G", "G"


class ValuationBasis(models.TextChoices):
    EUV = "euv", "Existing use value"
    EUV_SH = "euv_sh", "Existing use value, social housing"
    DRC = "drc", "Depreciated replacement cost"
    FAIR = "fair", "Fair value"
    HISTORIC = "historic", "Historic cost"


class ValuationMethod(models.TextChoices):
    FULL = "full", "Full valuation"
    DESKTOP = "desktop", "Desktop valuation"
    INDEXED = "indexed", "Indexed"


class Rag(models.TextChoices):
    """The likelihood of sharing or disposal. The words always stand with the colour."""

    RED = "red", "Red – core"
    AMBER = "amber", "Amber – possible change"
    GREEN = "green", "Green – surplus or available"


class RagReason(models.TextChoices):
    NO_CHANGE = "no_change", "No change to the service expected"
    SERVICE_CHANGE = "service_change", "Service change"
    LEASE_EXPIRY = "lease_expiry", "Lease expiry"
    OUTSIDE_INFLUENCE = "outside_influence", "Adjoining redevelopment or other outside influence"
    DECLARED_SURPLUS = "declared_surplus", "Declared surplus"
    DISPOSAL = "disposal", "For disposal"
    RE_USE = "re_use", "Available for re-use"
    SHARED_USE = "shared_use", "Available for shared use"
    OTHER = "other", "Another reason, given in the note"
    IMPORTED = "imported", "As given in the body's file"


# The reasons a person may give for each rating, in the order offered. What a file gave is no person's reason.
REASONS = {
    Rag.RED: (RagReason.NO_CHANGE, RagReason.OTHER),
    Rag.AMBER: (RagReason.SERVICE_CHANGE, RagReason.LEASE_EXPIRY, RagReason.OUTSIDE_INFLUENCE, RagReason.OTHER),
    Rag.GREEN: (
        RagReason.DECLARED_SURPLUS,
        RagReason.DISPOSAL,
        RagReason.RE_USE,
        RagReason.SHARED_USE,
        RagReason.OTHER,
    ),
}
# Months after which a rating should be looked at again, unless the person says otherwise.
REVIEW_MONTHS = {Rag.RED: 12, Rag.AMBER: 12, Rag.GREEN: 6}


class SharingPotential(models.TextChoices):
    NONE = "none", "None"
    POSSIBLE = "possible", "Possible"
    WANTED = "wanted", "Wanted"


class LocationSource(models.TextChoices):
    """Where a property's point came from: a postcode's point is never passed off as surveyed."""

    GIVEN = "given", "Given by the body"
    BOUNDARY = "boundary", "Inside its boundary"
    POSTCODE = "postcode", "The postcode's point, not the building's"


class LeaseRole(models.TextChoices):
    TENANT = "tenant", "Tenant"
    LANDLORD = "landlord", "Landlord"


class RepairLiability(models.TextChoices):
    FULL = "full", "Full repairing and insuring"
    INTERNAL = "internal", "Internal repairs"
    LANDLORD = "landlord", "Landlord repairs"


class TitleClass(models.TextChoices):
    ABSOLUTE = "absolute", "Absolute"
    GOOD_LEASEHOLD = "good_leasehold", "Good leasehold"
    POSSESSORY = "possessory", "Possessory"
    QUALIFIED = "qualified", "Qualified"


class EstateInterest(models.TextChoices):
    FREEHOLD = "freehold", "Freehold"
    LEASEHOLD = "leasehold", "Leasehold"


class OccupationUse(models.TextChoices):
    FRONT_OFFICE = "front_office", "Front office"
    BACK_OFFICE = "back_office", "Back office"
    PUBLIC_ACCESS = "public_access", "Public access"
    DEPOT = "depot", "Depot"
    SPECIALIST = "specialist", "Specialist"


class CostHeading(models.TextChoices):
    TOTAL = "total", "All running costs"
    RENT = "rent", "Rent"
    RATES = "rates", "Rates"
    ENERGY = "energy", "Energy and water"
    HARD_FM = "hard_fm", "Repairs and building services"
    SOFT_FM = "soft_fm", "Cleaning, caretaking and grounds"
    SECURITY = "security", "Security"
    UNITARY = "unitary", "Unitary charge"
    OTHER = "other", "Other"


class Fuel(models.TextChoices):
    ELECTRICITY = "electricity", "Electricity"
    GAS = "gas", "Gas"
    OIL = "oil", "Oil"
    BIOMASS = "biomass", "Biomass"
    OTHER = "other", "Other"


class Gravity(models.TextChoices):
    """How much harm a fault in a record does to those who decide by it."""

    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class Dimension(models.TextChoices):
    """What is wrong with the data, in the words of the government's data quality framework."""

    COMPLETENESS = "completeness", "Completeness"
    VALIDITY = "validity", "Validity"
    CONSISTENCY = "consistency", "Consistency"
    UNIQUENESS = "uniqueness", "Uniqueness"
    TIMELINESS = "timeliness", "Timeliness"


# More at once than this, and nobody looks at what will change: that is what an import is for.
MOST_IN_BULK = 5_000


class BulkStatus(models.TextChoices):
    """How far a change of many properties has come."""

    DRAFT = "draft", "Being prepared"
    APPLIED = "applied", "Done"
    UNDONE = "undone", "Taken back"


# As many parts one property can be split into, and as many can be merged into one: what a person can look at.
MOST_PARTS = 10


class SuccessionKind(models.TextChoices):
    """How one property came out of another."""

    SPLIT = "split", "Split"
    MERGE = "merge", "Merge"


class ChangeKind(models.TextChoices):
    """What a change may touch: a property, or what belongs to one. The order is that in which a change is told."""

    PROPERTY = "property", "Properties"
    RATING = "rating", "Ratings"
    WITHDRAWAL = "withdrawal", "Ratings taken back"
    TITLE = "title", "Titles"
    LEASE = "lease", "Leases"
    BREAK = "break", "Lease breaks"
    REVIEW = "review", "Rent reviews"
    OCCUPATION = "occupation", "Occupations"
    COST = "cost", "Running costs"
    VALUATION = "valuation", "Valuations"
    ENERGY = "energy", "Energy use"
    WAIVER = "waiver", "Faults waived"
    NOTE = "note", "Notes"
    ATTACHMENT = "attachment", "Attachments"


class OpenDataForm(models.TextChoices):
    """The formats that the public may have the published file in."""

    CSV = "csv", "CSV"
    GEOJSON = "geojson", "GeoJSON"
