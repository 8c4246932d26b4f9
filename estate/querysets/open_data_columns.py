"""The columns of the Transparency Code's land and building file: what the Code asks for, and the SQL that answers it.

Headings are those of published registers (Trafford's and Cheltenham's) where they have one, else the Code's own words.
Each expression reads `r`, a row of open_data.ROW_FIELDS with `is_vacant` and `running_cost`; NULL is unknown or
withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from estate.choices import Category, Holding, LocationSource, Suitability, Tenure, Use
from totalplace.importing.neutral import NEEDS_APOSTROPHE, PLAIN


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """One column: its heading, what of the Code's list it answers, and how. `part` is one of the three below.

    `is_free` says that a cell holds what somebody wrote, which could begin like a formula.
    """

    heading: str
    part: str
    asked: str
    note: str
    sql: str
    is_free: bool = False


def _words(column: str, words: Mapping[str, str]) -> str:
    cases = " ".join(f"WHEN '{code}' THEN '{text.replace(chr(39), chr(39) * 2)}'" for code, text in words.items())
    return f"CASE r.{column} {cases} END"


def _address(expression: str) -> str:
    """What is left empty for a vacant property."""
    return f"CASE WHEN NOT r.is_vacant THEN {expression} END"


# A point that came from the postcode says where the postcode is, not the property.
PLACE = _address(f"CASE WHEN r.location_source <> '{LocationSource.POSTCODE}' THEN r.location END")

OCCUPIED, GROUND, LICENCE, VACANT = (
    "Occupied by the local authority",
    "Ground leasehold",
    "Licence",
    "Vacant",
)
# The Code lists other characteristics of a leasehold than of a freehold: what a body leases and lets is sub-let.
DETAIL = f"""CASE WHEN r.is_vacant THEN '{VACANT}'
         WHEN r.holding IN ('{Holding.LET}', '{Holding.SUB_LET}')
         THEN CASE r.tenure WHEN '{Tenure.LEASEHOLD}' THEN 'Sub leasehold' ELSE 'Leasehold' END
         ELSE {_words("holding", {Holding.OCCUPIED: OCCUPIED, Holding.GROUND_LEASE: GROUND, Holding.LICENCE: LICENCE})}
    END"""
TENURES = {
    Tenure.FREEHOLD: "Freehold",
    Tenure.LEASEHOLD: "Leasehold",
    Tenure.LICENCE: "Other",
    Tenure.PFI: "Other",
    Tenure.OTHER: "Other",
}
OTHER = {Tenure.LICENCE: Tenure.LICENCE.label, Tenure.PFI: Tenure.PFI.label}
# Classes of building; of "non-operational" and of none, only a floor area shows that there is a building.
BUILDINGS = ", ".join(f"'{each}'" for each in (Category.SPECIALIST, Category.OFFICE, Category.ACCESS, Category.DEPOT))
LAND_OR_BUILDING = f"""CASE WHEN r.category = '{Category.LAND}' THEN 'Land'
         WHEN r.category IN ({BUILDINGS}) OR r.gross_internal_area_m2 > 0 THEN 'Land and buildings' END"""
USES = {each: each.label for each in Use}

REQUIRED, RECOMMENDED, ABOUT = "required", "recommended", "about"

COLUMNS = (
    OpenColumn("Organisation", ABOUT, "Who publishes", "The body’s name.", "%(name)s::text", is_free=True),
    OpenColumn(
        "Organisation Label", ABOUT, "Who publishes: code", "The body’s code in this register.", "%(code)s::text"
    ),
    OpenColumn(
        "OrganisationURI",
        ABOUT,
        "Who publishes: address in a public list",
        "Empty where the body has given none.",
        "nullif(%(uri)s::text, '')",
    ),
    OpenColumn(
        "EffectiveDate",
        ABOUT,
        "Date of the extract",
        "The day on which the content last changed.",
        "%(effective_on)s::date",
    ),
    OpenColumn("UPRN", REQUIRED, "Unique Property Reference Number", "", _address("nullif(r.uprn, '')")),
    OpenColumn(
        "AssetCode",
        REQUIRED,
        "Unique asset identity",
        "The body’s own reference, else this register’s (WP-000123). With the body’s code in Organisation Label it is "
        "unique in the county.",
        "coalesce(nullif(r.local_reference, ''), r.reference)",
        is_free=True,
    ),
    OpenColumn(
        "PropertyName", REQUIRED, "Name of the building, land or both", "", _address("nullif(r.name, '')"), is_free=True
    ),
    OpenColumn(
        "StreetNumber", REQUIRED, "Street number or numbers", "", _address("nullif(r.street_number, '')"), is_free=True
    ),
    OpenColumn("StreetName", REQUIRED, "Street name", "", _address("nullif(r.street, '')"), is_free=True),
    OpenColumn("PostTown", REQUIRED, "Post town", "", "nullif(r.post_town, '')", is_free=True),
    OpenColumn(
        "PostCode",
        REQUIRED,
        "United Kingdom postcode",
        "Of vacant properties the first part alone.",
        "nullif(CASE WHEN r.is_vacant THEN split_part(r.postcode, ' ', 1) ELSE r.postcode END, '')",
    ),
    OpenColumn(
        "CoordinateReferenceSystem",
        REQUIRED,
        "Map reference: which system is used",
        "British National Grid (EPSG:27700), the Ordnance Survey’s.",
        f"CASE WHEN {PLACE} IS NOT NULL THEN 'British National Grid' END",
    ),
    OpenColumn(
        "GeoX",
        REQUIRED,
        "Map reference: easting",
        "Metres. Empty where only the postcode’s point is known.",
        f"trim_scale(round(ST_X({PLACE})::numeric, 2))",
    ),
    OpenColumn("GeoY", REQUIRED, "Map reference: northing", "Metres.", f"trim_scale(round(ST_Y({PLACE})::numeric, 2))"),
    OpenColumn(
        "TenureType",
        REQUIRED,
        "Whether the authority owns the freehold or a lease",
        "Freehold, Leasehold or Other.",
        _words("tenure", TENURES),
    ),
    OpenColumn(
        "TenureDetail",
        REQUIRED,
        "The characteristics that apply",
        f"{OCCUPIED}; {GROUND}; Leasehold (of a freehold); Sub leasehold (of a leasehold); {LICENCE}; {VACANT}.",
        DETAIL,
    ),
    OpenColumn(
        "OtherDetail", REQUIRED, "For other assets, a description", "Licence; PFI or managed.", _words("tenure", OTHER)
    ),
    OpenColumn(
        "HoldingType",
        REQUIRED,
        "Land only, or land with a permanent building",
        "Land, or Land and buildings.",
        LAND_OR_BUILDING,
    ),
    OpenColumn(
        "BuildingSize",
        RECOMMENDED,
        "Size: gross internal area of buildings",
        "Square metres.",
        "trim_scale(r.gross_internal_area_m2)",
    ),
    OpenColumn("LandArea", RECOMMENDED, "Size: land", "Hectares.", "trim_scale(r.site_area_ha)"),
    OpenColumn(
        "Services offered",
        RECOMMENDED,
        "Services offered from the asset",
        "The main use, in this register’s words. Empty for vacant properties.",
        f"CASE WHEN NOT r.is_vacant THEN {_words('use', USES)} END",
    ),
    OpenColumn(
        "Reason for holding",
        RECOMMENDED,
        "Reason for holding the asset",
        "As the body wrote it.",
        _address("nullif(r.reason_for_holding, '')"),
        is_free=True,
    ),
    OpenColumn(
        "Asset of community value",
        RECOMMENDED,
        "Whether it is listed as an asset of community value",
        "Yes or No.",
        "CASE r.is_community_asset WHEN true THEN 'Yes' WHEN false THEN 'No' END",
    ),
    OpenColumn(
        "Total building operation (revenue) costs",
        RECOMMENDED,
        "Total building operation (revenue) costs",
        "Pounds, of the latest year known.",
        "trim_scale(r.running_cost)",
    ),
    OpenColumn(
        "Required maintenance",
        RECOMMENDED,
        "Required maintenance",
        "Pounds.",
        "trim_scale(r.required_maintenance)",
    ),
    OpenColumn(
        "Functional suitability rating",
        RECOMMENDED,
        "Functional suitability rating",
        "Good; Satisfactory; Poor; Unsuitable.",
        _words("functional_suitability", {each: each.label for each in Suitability}),
    ),
    OpenColumn(
        "EnergyRating",
        RECOMMENDED,
        "Energy performance rating",
        "A+ to G, as certified.",
        "nullif(r.energy_rating, '')",
    ),
)
HEADINGS = tuple(column.heading for column in COLUMNS)

COLUMNS_SQL = ", ".join(f'{column.sql} AS "{column.heading}"' for column in COLUMNS)


def _cell(column: OpenColumn) -> str:
    """A cell of the CSV. Text that a spreadsheet would run gets an apostrophe before it, as in every file that we
    write; ours takes it away."""
    value = f'c."{column.heading}"'
    if not column.is_free:
        return value
    escaped = f"CASE WHEN {value} ~ %(formula)s AND {value} !~ %(number)s THEN '''' || {value} ELSE {value} END"
    return f'{escaped} AS "{column.heading}"'


FORMULA = {"formula": NEEDS_APOSTROPHE.pattern, "number": PLAIN.pattern}

# The order says nothing that is not in the file.
_ORDERED = f'FROM ({{rows}}) r CROSS JOIN LATERAL (SELECT {COLUMNS_SQL}) c ORDER BY c."AssetCode", r.id'
CSV = f"SELECT {', '.join(map(_cell, COLUMNS))} {_ORDERED}"
# One feature a line, in WGS 84 as the format wants it; all but the first begin with the comma that parts them.
GEOJSON = f"""
SELECT CASE WHEN row_number() OVER (ORDER BY c."AssetCode", r.id) > 1 THEN ',' ELSE '' END || json_build_object(
           'type', 'Feature',
           'geometry', ST_AsGeoJSON(ST_Transform({PLACE}, 4326), 6)::json,
           'properties', row_to_json(c))::text {_ORDERED}
"""
