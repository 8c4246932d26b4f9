"""Words that bodies use for our codes, gathered from published registers and officers' workbooks. "" is not known."""

from __future__ import annotations

from collections.abc import Mapping

from estate.choices import (
    Category,
    Condition,
    EnergyRating,
    Holding,
    Rag,
    SharingPotential,
    Status,
    Suitability,
    Tenure,
    Use,
    ValuationBasis,
    ValuationMethod,
)


def _words(table: Mapping[str, str]) -> dict[str, str]:
    """{code: "word; word"} turned round into {word: code}."""
    return {word.strip(): code for code, words in table.items() for word in words.split(";")}


TENURE = _words(
    {
        Tenure.FREEHOLD: "fh; f/h; free hold; freehold - owned; owned; freehold owned; freehold assets; owner occupied",
        Tenure.LEASEHOLD: "lh; l/h; lease; leased; lease in; leased in; leasehold in; leasehold - rented; "
        "rented; rent; "
        "long leasehold; short leasehold; tenancy; tenant; underlease",
        Tenure.LICENCE: "license; licensed; licence to occupy; licence in",
        Tenure.PFI: "managed; private finance initiative; pfi/managed; ppp",
        Tenure.OTHER: "right of way; easement; chattel; other - see detail; management agreement; mixed",
        "": "not registered; unregistered",
    }
)

HOLDING = _words(
    {
        Holding.OCCUPIED: "occupied by local authority; occupied by the local authority; owner occupied; occupied; "
        "operational; own occupation; in house; in use",
        Holding.GROUND_LEASE: "ground lease; groundlease; ground leasehold; ground rent",
        Holding.LET: "leasehold; leasehold out; leased out; lease out; let; let out; let to tenant; tenanted; "
        "leasehold (out); leased",
        Holding.SUB_LET: "sub leasehold; sub-leasehold; subleasehold; sublet; sub let; subleased; underlet",
        Holding.LICENCE: "license; licensed; licence out",
        Holding.VACANT: "empty; unoccupied; void; vacant possession",
        "": "other; leasehold in; leased in; not stated",
    }
)

STATUS = _words(
    {
        Status.OPERATIONAL: "in use; open; active; live; occupied; current; let; leased; yes; non operational; "
        "in operation",
        Status.VACANT: "empty; unoccupied; void; not in use; mothballed",
        Status.CONSTRUCTION: "being built; in construction; under development; new build; being developed",
        Status.SURPLUS: "declared surplus; for disposal; for sale; available; held for sale; surplus to requirements; "
        "held for disposal; under offer; sold stc",
        Status.SOLD: "disposed; disposed of; transferred",
        Status.LEASE_ENDED: "lease expired; surrendered; terminated; handed back; lease terminated",
        Status.DEMOLISHED: "demolition; site cleared",
        Status.CLOSED: "inactive; ended; former; archived",
    }
)

CATEGORY = _words(
    {
        Category.SPECIALIST: "school; schools; leisure; specialist building; operational; operational property; "
        "fire station; community asset; other land and buildings",
        Category.OFFICE: "offices; office; administrative; administration; admin; office accommodation; admin building",
        Category.ACCESS: "public access; access point; front office; customer service centre; library; service point",
        Category.DEPOT: "depots; warehouse; store; storage; workshop; depot industrial",
        Category.NON_OPERATIONAL: "non op; non-operational property; investment; investment property; commercial; "
        "tenanted; surplus; tenanted non residential; nonoperational; surplus asset; surplus assets",
        Category.LAND: "land; open land; vacant land; site; bare land; land without buildings",
        "": "buildings; land/buildings; land and buildings; building; buildings only; land and building; "
        "land and permanent buildings; land and permament buildings; building only; both",
    }
)

USE = _words(
    {
        Use.SCHOOL: "schools; primary school; secondary school; first school; middle school; high school; academy; "
        "special school; education; infant school; junior school; primary; secondary",
        Use.NURSERY: "children's centre; childrens centre; nursery; early years; nursery school; family centre; "
        "family hub",
        Use.COLLEGE: "further education; sixth form college; training centre",
        Use.LIBRARY: "libraries; mobile library",
        Use.HUB: "contact centre; customer service centre; one stop shop; hub; joint service centre",
        Use.OFFICE: "offices; administrative offices; civic offices; council offices; town hall; county hall; "
        "headquarters; "
        "hq; control centre; office accommodation; civic centre; guildhall; shire hall; administration",
        Use.HOSPITAL: "community hospital; hospitals",
        Use.SURGERY: "health centre; doctors surgery; clinic; medical centre; gp surgery; health; health centres",
        Use.POLICE: "police; police post; police office; police house",
        Use.FIRE: "fire; fire station; fire and rescue; fire stations; on call fire station; wholetime fire station",
        Use.AMBULANCE: "ambulance",
        Use.COURT: "magistrates court; county court; crown court; courts",
        Use.PRISON: "probation; probation office; custody",
        Use.JOB_CENTRE: "jobcentre; jobcentre plus; job centre plus",
        Use.POSTAL: "sorting office; delivery office; post office",
        Use.CARE_HOME: "residential home; elderly persons home; residential care; care home; extra care; elderly care",
        Use.DAY_CENTRE: "day care; resource centre; day services; day care centre; adult day centre",
        Use.REFUGE: "refuge; secure home; secure unit; women's refuge",
        Use.HOUSING: "house; houses; dwelling; dwellings; flat; flats; residential; hostel; domestic; caravan site; "
        "gypsy site; traveller site; garages; garage; lock up garages; staff house; bungalow",
        Use.COMMUNITY: "community centre; community buildings; community building; village hall; community; hall; "
        "community hall; scout hut; pavilion; social club",
        Use.YOUTH: "youth club; youth; youth centres",
        Use.LEISURE: "leisure; sports centre; swimming pool; sports facilities; recreational land and buildings; "
        "sports ground; recreation; golf course; gym; leisure centres; sport; sports pavilion; recreational",
        Use.CULTURE: "museum; theatre; gallery; arts centre; cultural; cultural buildings operational; "
        "cultural buildings non operational; record office; cultural buildings; art gallery",
        Use.DEPOT: "depots; store; stores; workshop; warehouse; depot industrial; salt barn; vehicle depot",
        Use.WASTE: "recycling centre; household waste site; waste; landfill; tip; waste disposal; "
        "closed landfill; recycling",
        Use.HIGHWAYS: "highway; highways; road; roads; street; street furniture; bridge; bridges; transport; "
        "bus station; "
        "park and ride; verge; highway land; footpath; street record; bus shelter; railway station; subway",
        Use.CAR_PARK: "car parks; parking; surface car park; multi storey car park; carpark; lorry park",
        Use.TOILETS: "public conveniences; public convenience; public conveinences; toilets; wc; toilet",
        Use.CEMETERY: "cemeteries; crematorium; churchyard; closed churchyard; burial ground; "
        "cemetery and cremartoria; "
        "cemetery and crematoria; cemeteries and crematoria; memorial",
        Use.PARK: "parks; park; open space; public open space; parks, gardens and open space; playing field; "
        "play area; "
        "recreation ground; amenity land; woodland; country park; parks and open spaces; nature reserve; amenity; "
        "playground; garden; gardens; playing fields; picnic site; common; allotments and open space; "
        "open space land and allotments; open space land and allottments",
        Use.ALLOTMENTS: "allotment; allotment land; managed allotments; allotments",
        Use.FARM: "farms; smallholding; smallholdings; county farm; agricultural; agriculture; "
        "farmland and farms; farmland; "
        "agricultural land; grazing land; grazing",
        Use.INDUSTRIAL: "industrial; industrial unit; industrial estate; business unit; units; commercial; workshops; "
        "business park; enterprise centre; factory; industrial units; business centre; commercial property",
        Use.SHOP: "shops; retail; market; kiosk; cafe; restaurant; shopping centre; public house; pub",
        Use.MONUMENT: "monuments; war memorial; heritage; heritage asset; statue; castle; historic building; fountain",
        Use.LAND: "land; other land; vacant land; site; development site; ransom strip; land declared surplus; "
        "building plot; "
        "miscellaneous land; development land",
        Use.OTHER: "miscellaneous; miscellaneous operational; miscellaneous non operational; various; sui generis; "
        "chattel; civic regalia; art; buildings declared surplus; mast; substation; advertising hoarding",
        "": "buildings; land/buildings; land and buildings; building; land and permanent buildings; "
        "land and permament buildings; other property",
    }
)

CONDITION = _words(
    {
        Condition.A: "good; performing as intended; as new; excellent; 1",
        Condition.B: "satisfactory; fair; minor deterioration; 2",
        Condition.C: "poor; major defects; exhibiting major defects; 3",
        Condition.D: "bad; life expired; serious risk; very poor; 4",
    }
)
SUITABILITY = _words(
    {
        Suitability.GOOD: "a; excellent; 1",
        Suitability.SATISFACTORY: "b; fair; adequate; 2",
        Suitability.POOR: "c; 3",
        Suitability.UNSUITABLE: "d; bad; not suitable; 4",
    }
)
ENERGY = _words({EnergyRating.A_PLUS: "a plus", "": "exempt; not required; none required; no epc; expired"})
BASIS = _words(
    {
        ValuationBasis.EUV: "existing use; existing use value (euv); euv - existing use value; "
        "market value existing use",
        ValuationBasis.EUV_SH: "euv-sh; existing use value - social housing; euvsh; social housing",
        ValuationBasis.DRC: "depreciated replacement cost (drc); replacement cost; "
        "drc - depreciated replacement cost; mea",
        ValuationBasis.FAIR: "fv; market value; mv; open market value; omv; fair value (market value); current value",
        ValuationBasis.HISTORIC: "hc; cost; historical cost; depreciated historical cost; dhc",
    }
)
METHOD = _words(
    {
        ValuationMethod.FULL: "full; inspection; full inspection; revaluation; external valuation",
        ValuationMethod.DESKTOP: "desk top; desktop; desk-top review; desk based",
        ValuationMethod.INDEXED: "index; indexation; indices; indexed valuation",
    }
)
RAG = _words(
    {
        Rag.RED: "r; red; core; retain; keep; red - core",
        Rag.AMBER: "a; orange; amber; review; possible change; amber - possible change; yellow",
        Rag.GREEN: "g; green; surplus; available; dispose; disposal; surplus or available",
        "": "not rated; unrated",
    }
)
SHARING = _words(
    {
        SharingPotential.NONE: "no; not suitable for sharing; none",
        SharingPotential.POSSIBLE: "maybe; possibly; some; medium; low",
        SharingPotential.WANTED: "yes; high; sought",
    }
)
