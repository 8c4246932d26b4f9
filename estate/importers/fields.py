"""The fields of a property that a file can fill: headings officers use for them, and how each cell is read."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from estate import choices
from estate.calc import cells as parsers
from estate.importers import synonyms
from estate.importers.field_kinds import (
    NOT_LAND,
    PLAIN_DATE,
    PLAIN_MONEY,
    PLAIN_NUMBER,
    PLAIN_TEXT,
    PLAIN_UPRN,
    coded,
    label_of,
    of,
    position,
    share,
    text,
)
from estate.selectors.file_columns import FILE_COLUMNS
from totalplace.calc.grid import parse_grid_reference
from totalplace.calc.identifiers import WRITTEN_POSTCODE
from totalplace.calc.values import (
    parse_boolean,
    parse_date,
    parse_postcode,
    parse_text,
    parse_uprn,
    parse_year,
)
from totalplace.importing.targets import ImportField

# The columns of an export, in order; one declaration for both ways.
EXPORT_FIELDS = FILE_COLUMNS


IDENTITY = (
    of(
        "reference",
        partial(parse_text, max_length=20),
        "reference",
        "register reference|total place reference|total place ref|wp reference|wp ref",
        help="This register's own reference, as WP-000123. Leave it out for properties that are new.",
        looks_like=share(r"[A-Z]{1,6}-\d{6,}"),
    ),
    text(
        "local_reference",
        "asset code|assetcode|asset reference|asset ref|asset id|asset number|asset no|property reference|property ref"
        "|property id|property number|property code|unique asset identity|unique asset id|unique asset identity osapr"
        "|site reference|site ref|sitereference|site|site code|our reference|our ref|ref|ref no|reference number|uid"
        "|unique id|unique identifier|estate code|terrier number|terrier ref|building code|building id|id|urn|osapr"
        "|local ref|local reference|location code|real property asset name|installation id",
        help="Your body's own reference. A row is matched by it first.",
        tells_apart=True,
    ),
    of(
        "uprn",
        parse_uprn,
        "uprn",
        "uprn|unique property reference number|unique property reference|nlpg uprn|llpg uprn|uprn number",
        PLAIN_UPRN,
        looks_like=share(r"0*(1000|1001|2000|2001|1002|1003|1004|1009)\d{8}|\d{9,12}"),
    ),
    of(
        "title_numbers",
        parsers.titles,
        "list",
        "title|title number|title no|titles|land registry title|lr title|title nos",
    ),
)

ADDRESS = (
    text(
        "name",
        "property name|propertyname|name of premises|premises|premises name|site name|building name|asset name"
        "|asset description|name of the building land or both|name of building land|property|building|asset"
        "|title of asset"
        "|establishment|establishment name|school name|name of building|name of property|installation name",
        warn_if_blank=True,
        tells_apart=True,
    ),
    ImportField(
        "address",
        "Whole address in one column",
        partial(parse_text, max_length=400),
        "address",
        ("address", "site address", "property address", "full address", "site name address", "sitenameaddress"),
        "Parted into street, town and postcode as far as that is certain.",
        "Address",
        plain=PLAIN_TEXT,
        max_length=400,
        staged=False,
    ),
    text(
        "street_number",
        "street number s|streetnumber|number|no|house number|house no|building number|street numbers|street no|paon",
    ),
    text("street", "street name|streetname|road|road name|address line 1|address 1|address1|thoroughfare"
        "|street address"),
    text("locality", "local area|village|area|district|address line 2|address 2|address2|suburb|dependent locality"),
    text("post_town", "posttown|town|town city|city|address line 3|address 3|address3|post town name|locality town"),
    of(
        "postcode",
        parse_postcode,
        "postcode",
        "post code|united kingdom postcode|uk postcode|post code full|pcode|postal code",
        WRITTEN_POSTCODE,
        warn_if_blank=True,
        looks_like=share(r"[A-Z]{1,2}\d[A-Z\d]? ?\d?[A-Z]{0,2}", re.IGNORECASE),
    ),
    ImportField("description", label_of("description"), parsers.long_text, "long", (
        "details", "notes", "comments", "remarks", "further details", "property description", "other detail",
        "otherdetail", "site information", "siteinformation", "services offered",
        "services offered under fire functions", "narrative",
    ), plain=PLAIN_TEXT, max_length=10_000),
)  # fmt: skip

POSITION = (
    position(
        "easting", "Easting",
        "eastings|easting x|x|geo x|x coordinate|x coord|grid east|map reference eastings|os easting|coord x"
        "|geox|oseast",
        "Metres east on the National Grid; degrees are recognised too.",
    ),
    position(
        "northing", "Northing",
        "northings|northing y|y|geo y|y coordinate|y coord|grid north|map reference northings|os northing"
        "|coord y|geoy|osnorth",
    ),
    position("latitude", "Latitude", "lat|y lat|wgs84 latitude|decimal latitude"),
    position("longitude", "Longitude", "long|lon|lng|x long|wgs84 longitude|decimal longitude"),
    position(
        "grid_reference", "Grid reference", "grid ref|os grid reference|os grid ref|ngr|national grid reference"
        "|map reference|os ref|map ref",
        "An Ordnance Survey reference, as SO 849 548.", parse_grid_reference,
        looks_like=share(r"[HNSTO][A-HJ-Z] ?\d{2,5} ?\d{2,5}", re.IGNORECASE),
    ),
    position("wkt", "Boundary", "wkt|geometry|polygon|geom|point|boundary wkt|shape wkt|site plan wkt"
        "|outline", "A point or polygon as well-known text.",
              partial(parse_text, max_length=10_000_000),
              looks_like=share(r"(SRID=\d+;)?\s*(MULTI)?(POINT|POLYGON)\b.*", re.IGNORECASE | re.DOTALL)),
    position("crs", "Coordinate system", "coordinate reference system|coordinatereferencesystem"
        "|coordinate system|srid|srs|epsg", "",
              partial(parse_text, max_length=500)),
    coded(
        "location_source", choices.LocationSource, {"uprn": "given", "surveyed": "given", "given by the body": "given"},
        "location source|position source", group="Where it is",
    ),
)  # fmt: skip

USE = (
    coded("category", choices.Category, synonyms.CATEGORY,
           "land only land and permanent buildings|land only land and permament buildings|property category"
           "|asset category|category of asset|class|asset class|classification|building category",
           warn_if_blank=True, otherwise=""),
    coded("use", choices.Use, synonyms.USE,
           "holding type|holdingtype|property type|asset type|type|usage|current use|property use|use type"
           "|building type"
           "|type of premises|type of property|use class|purpose|sub category|asset sub type",
           otherwise=choices.Use.OTHER, suspicious=NOT_LAND),
    coded("status", choices.Status, synonyms.STATUS, "property status|asset status|current status"
        "|operational status"),
    of("closed_on", parse_date, "date", "closed on|date closed|disposal date|date of disposal|sold on", PLAIN_DATE),
    text("closed_reason", "closed reason|closure reason|disposal reason|disposal method"),
)  # fmt: skip

HOLDING = (
    coded("tenure", choices.Tenure, synonyms.TENURE,
           "tenure type|tenuretype|type of tenure|interest|legal interest|freehold leasehold|type of tenancy"
           "|tenancy type"
           "|freehold assets type of tenancy|freehold or lease|ownership type|tenure status|owned or leased",
           warn_if_blank=True, suspicious=NOT_LAND),
    coded("holding", choices.Holding, synonyms.HOLDING,
           "tenure detail|tenuredetail|tenure details|how held|occupation|occupancy|tenure category|tenancy detail"),
    text("reason_for_holding", "holding reason|purpose of holding|purpose held|reason held|committee"
        "|holding committee"),
    of("lease_counterparty", parsers.text(160), "text",
        "lessor|landlord name|superior landlord|leased from|counterparty|freeholder", PLAIN_TEXT, max_length=160),
    of("lease_starts_on", parse_date, "date", "lease start|lease start date|term start|start of lease"
        "|commencement date"
        "|lease commencement|term commencement|lease from|term from|lease begins", PLAIN_DATE),
    of("lease_expires_on", parse_date, "date", "expiry|expiry date|lease expiry date|lease end|lease end date|term end"
        "|end of lease|expires|lease expires|termination date|lease to|term to|expiration date"
        "|lease expiration date", PLAIN_DATE),
    of("lease_annual_rent", partial(parsers.not_negative, limit=parsers.LARGEST_AREA), "money",
        "rent|annual rent|passing rent|rent pa|rent p a|rent per annum|current rent|rent payable|rental|rent payable pa"
        "|annual rent £", PLAIN_MONEY, places=2),
)  # fmt: skip

BUILDING = (
    of("gross_internal_area_m2", parsers.area, "area",
        "gia|gia m2|gross internal area|gross internal area m2|floor area|floor area m2|building size"
        "|buildingsize|size m2"
        "|internal area|gross internal floor area|total floor area|area m2|area sqm"
        "|size of premises m2 for buildings|gifa"
        "|size of premises|m2|sqm|gia sqm|building area|floorspace|nia|area sq m|gia m²",
        PLAIN_NUMBER, places=2),
    of("site_area_ha", parsers.hectares, "hectares",
        "site area|site area ha|land area|landarea|area ha|hectares|area hectares|size ha|site area hectares|ha"
        "|land area ha"
        "|size of land hectares|size of site|plot size|land size|size of land|site size", PLAIN_NUMBER, places=4),
    of("built_year", parse_year, "year", "built year|year of construction|construction year|year constructed"
        "|date built"
        "|built|construction date|age|year build|date of construction", r"^(1[5-9]|20)\d\d$"),
    coded("condition", choices.Condition, synonyms.CONDITION,
           "condition category|condition rating|condition grade|condition survey|building condition", letter=True),
    coded("functional_suitability", choices.Suitability, synonyms.SUITABILITY,
           "suitability|functional suitability rating|suitability rating|suitability grade"
           "|functional suitability good satisfactory poor unsuitable"),
    coded("energy_rating", choices.EnergyRating, synonyms.ENERGY,
           "energyrating|energy performance rating|epc|epc rating|epc band|energy performance|dec|dec rating"
           "|energy performance certificate|epc grade", letter=True),
    of("energy_rating_expires_on", parse_date, "date", "epc expiry|epc expiry date|epc expires"
        "|epc valid until", PLAIN_DATE),
    of("required_maintenance", parsers.not_negative, "money",
        "maintenance backlog|backlog maintenance|required maintenance|required maintenance costs|backlog|repair backlog"
        "|outstanding maintenance|required maintenance cost|backlog £", PLAIN_MONEY, places=2),
)  # fmt: skip

MONEY = (
    of("book_value", parsers.not_negative, "money",
        "book value|net book value|nbv|carrying value|carrying amount|valuation|asset value|value|current value|gbv"
        "|gross book value|asset valuation|closing nbv|nbv £|value £|valuation £"
        "|current valuation", PLAIN_MONEY, places=2),
    coded("book_value_basis", choices.ValuationBasis, synonyms.BASIS,
           "valuation basis|basis of valuation|basis|value basis|measurement basis|valuation type"),
    of("book_value_date", parse_date, "date", "valuation date|date of valuation|last valued|last valuation|valued on"
        "|last valuation date|date valued|revaluation date", PLAIN_DATE),
    coded("book_value_method", choices.ValuationMethod, synonyms.METHOD,
           "valuation method|method of valuation|method|type of valuation"),
    of("running_cost", parsers.not_negative, "money",
        "running costs|annual running cost|total running cost|running cost|operating cost|revenue cost|revenue costs"
        "|total building operation revenue costs|annual cost|operating costs|premises costs"
        "|total cost", PLAIN_MONEY, places=2),
    of("running_cost_year", parsers.financial_year, "year", "cost year|financial year|running costs year"
        "|year", r"^20\d\d$"),
)  # fmt: skip

FUTURE = (
    coded("rag", choices.Rag, synonyms.RAG, "rag|rag status|rag rating|traffic light|rating"),
    of("rag_assessed_on", parse_date, "date", "rag date|rated on|assessed on|rag assessed|date rated", PLAIN_DATE),
    of("next_review_on", parse_date, "date", "review date|next review date|next review|review on"
        "|review due", PLAIN_DATE),
    coded("sharing_potential", choices.SharingPotential, synonyms.SHARING, "sharing|sharing potential"
        "|potential to share|co location potential"),
    ImportField("sharing_note", label_of("sharing_note"), parsers.long_text, "long",
                ("sharing comment", "sharing notes"),
                plain=PLAIN_TEXT, max_length=10_000),
    of("is_sensitive", parse_boolean, "boolean", "sensitive|is sensitive|sensitive site|restricted|confidential"),
    of("is_community_asset", parse_boolean, "boolean",
        "community asset|asset of community value|acv|is community asset|community value"),
)  # fmt: skip

GROUPS = (
    ("What it is", IDENTITY),
    ("Address", ADDRESS),
    ("Where it is", POSITION),
    ("Use", USE),
    ("Right and lease", HOLDING),
    ("Building and land", BUILDING),
    ("Value and cost", MONEY),
    ("Future", FUTURE),
)


def _grouped() -> tuple[ImportField, ...]:
    return tuple(replace(each, group=group) for group, fields in GROUPS for each in fields)


FIELDS: tuple[ImportField, ...] = _grouped()
