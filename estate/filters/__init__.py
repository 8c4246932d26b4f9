"""The filters on properties: declared once, for the list, its downloads, the map and the API alike.

Every parameter is checked. A name or a value that is not on the list is refused with what is allowed, never ignored:
a list that quietly dropped a filter would be believed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import django_filters as filters
from django import forms
from django.contrib.gis.geos import Point, Polygon
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import SimpleLazyObject

from estate import choices
from estate.calc import places
from estate.filters.fields import Amount, AreaCode, Codes, Day, Moment, Number, Place, box_shape
from estate.models import Property, QualityFinding
from estate.querysets.findings import open_partners
from estate.querysets.quality import RULES
from estate.selectors.imported import changed_by
from estate.selectors.search import LONGEST_QUERY, containing, similar
from estate.selectors.totals import Dimensions
from totalplace.choices import AreaLevel
from totalplace.models import Area, Organisation

IN_REGISTER = [status.value for status in choices.Status if status not in choices.CLOSED_STATUSES]
ANY_STATUS = "all"

# What may be missing, and how that is asked. Text fields hold "" where nothing is known.
MISSING = {
    "location": ("Position", Q(location=None)),
    "boundary": ("Boundary", Q(boundary=None)),
    "uprn": ("UPRN", Q(uprn="")),
    "name": ("Name", Q(name="")),
    "postcode": ("Postcode", Q(postcode="")),
    "category": ("Category", Q(category="")),
    "use": ("Use", Q(use="")),
    "tenure": ("Tenure", Q(tenure="")),
    "rag": ("RAG rating", Q(rag="")),
    "gross_internal_area_m2": ("Floor area", Q(gross_internal_area_m2=None)),
    "site_area_ha": ("Site area", Q(site_area_ha=None)),
    "energy_rating": ("Energy rating", Q(energy_rating="")),
    "condition": ("Condition", Q(condition="")),
    "book_value": ("Book value", Q(book_value=None)),
    "running_cost": ("Running cost", Q(running_cost=None)),
}

# A fault to mend, by its rule, or any of a gravity.
OF_GRAVITY = {str(each): [rule.code for rule in RULES if rule.gravity == each] for each in choices.Gravity}
FAULTS = [
    *((str(each), f"Any of {each.label.lower()} gravity") for each in choices.Gravity),
    *((rule.code, rule.title) for rule in RULES),
]


class PropertyFilter(filters.FilterSet):
    """Narrow `queryset`, which is already what the person may see. Read `qs` only when `is_valid()`."""

    q = filters.CharFilter(label="Search", max_length=LONGEST_QUERY, method="search")
    organisation = Codes(label="Body", method="of_bodies")
    category = Codes(label="Category", choices=choices.Category.choices)
    use = Codes(label="Use", choices=choices.Use.choices)
    rag = Codes(label="RAG rating", choices=choices.Rag.choices)
    status = Codes(
        label="Status", choices=[*choices.Status.choices, (ANY_STATUS, "All, closed ones too")], method="as_is"
    )
    tenure = Codes(label="Tenure", choices=choices.Tenure.choices)
    district = Codes(label="District", method="in_districts")
    energy_rating = Codes(label="Energy rating", choices=choices.EnergyRating.choices)
    missing = Codes(label="Missing", choices=[(key, label) for key, (label, _) in MISSING.items()], method="lacking")
    quality = Codes(label="Fault to mend", choices=FAULTS, method="with_faults")
    min_book_value = Amount(label="Book value from", field_name="book_value", lookup_expr="gte")
    max_book_value = Amount(label="Book value to", field_name="book_value", lookup_expr="lte")
    lease_expires_after = Day(label="Lease expires on or after", method="as_is")
    lease_expires_before = Day(label="Lease expires on or before", method="as_is")
    review_after = Day(label="Review due on or after", field_name="next_review_on", lookup_expr="gte")
    review_before = Day(label="Review due on or before", field_name="next_review_on", lookup_expr="lte")
    bbox = Place(label="In the box", parse=places.parse_box, method="in_box")
    near = Place(label="Near", parse=places.parse_near, method="near_to")
    within = Place(label="Inside the shape", parse=places.parse_ring, method="inside")
    area = AreaCode(label="Area", method="in_area")
    updated_since = Moment(label="Changed since", field_name="updated_at", lookup_expr="gte")
    from_import = Number(label="Import", method="of_import")

    # Filters whose sums stand ready in the tally, by the tally's field.
    TALLIED = ("organisation", "category", "use", "rag", "tenure", "district", "energy_rating")

    # Filters that find their properties by an index of their own, not by reading the register.
    INDEXED = frozenset(
        {"q", "organisation", "district", "use", "category", "rag", "lease_expires_after", "lease_expires_before",
         "review_before", "bbox", "near", "within", "area", "updated_since"}
    )  # fmt: skip

    class Meta:
        model = Property
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict | None,
        queryset: QuerySet[Property],
        *,
        beside: Iterable[str] = (),
        user: Any = None,
        organisations: Iterable[Organisation] | None = None,
        districts: Iterable[Area] | None = None,
    ) -> None:
        """`beside` names the parameters that are not filters but belong to the page (ordering, page, columns).

        `user` is who asks: without one, a fault shared with a sensitive site is nobody's to ask for.
        Bodies and districts are read once, where they are needed, unless the caller has them.
        """
        super().__init__(data, queryset)
        self.beside = frozenset(beside)
        self.user = user
        self._read = {"organisations": organisations, "districts": districts}
        self.filters["organisation"].extra["choices"] = _named(lambda: self.organisations)
        self.filters["district"].extra["choices"] = _named(lambda: self.districts)

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """All bodies by code, in the order of their names."""
        read = self._read["organisations"]
        return {each.code: each for each in (Organisation.objects.all() if read is None else read)}

    @cached_property
    def districts(self) -> dict[str, Area]:
        """The districts in force by code, in the order of their names."""
        read = self._read["districts"]
        return {each.code: each for each in (current_districts() if read is None else read)}

    # --- What was asked ---------------------------------------------------------------------------------

    @cached_property
    def form(self) -> forms.Form:
        """The fields of what was asked, and no others: making all of them ready takes longer than a page of rows."""
        form = self._meta.form(self.data)
        form.fields = {name: each.field for name, each in self.filters.items() if name in self.data}
        return form

    @cached_property
    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the parameters, in sentences, by parameter; empty when all is well."""
        unknown = [name for name in self.data if name not in self.filters and name not in self.beside]
        allowed = ", ".join(sorted([*self.filters, *self.beside]))
        problems = {name: [f"There is no parameter of this name. There are: {allowed}."] for name in unknown}
        for name, errors in self.form.errors.items():
            problems[name] = [str(error) for error in errors]
        return problems

    def is_valid(self) -> bool:
        return not self.problems

    @property
    def asked(self) -> Mapping[str, Any]:
        """The cleaned values of the filters that say something."""
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    @property
    def statuses(self) -> list[str]:
        """The statuses listed: those asked for, else those of properties still in the register; of what changed, all,
        for whoever follows the register must learn what left it."""
        usual = [ANY_STATUS] if self.asked.get("updated_since") else IN_REGISTER
        asked = self.form.cleaned_data.get("status") or usual
        return list(choices.Status.values) if ANY_STATUS in asked else asked

    @property
    def is_indexed(self) -> bool:
        """Whether something was asked that an index finds."""
        return not self.INDEXED.isdisjoint(self.asked)

    @property
    def dimensions(self) -> Dimensions | None:
        """The values by which the tally can sum this list; None when it does not tell apart what was asked."""
        asked = self.asked
        if set(asked) - {*self.TALLIED, "status"}:
            return None
        dimensions = {name: value for name, value in asked.items() if name != "status"} | {"status": self.statuses}
        if "organisation" in dimensions:
            dimensions["organisation"] = [self.organisations[code].pk for code in dimensions["organisation"]]
        if "district" in dimensions:
            dimensions["district"] = [self.districts[code].pk for code in dimensions["district"]]
        return dimensions

    # --- How it is answered -----------------------------------------------------------------------------

    def filter_queryset(self, queryset: QuerySet[Property]) -> QuerySet[Property]:
        narrowed = super().filter_queryset(queryset)
        if set(self.statuses) != set(choices.Status.values):
            narrowed = narrowed.filter(status__in=self.statuses)
        return self._with_leases(narrowed)

    def as_is(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """For what filter_queryset answers itself, several parameters together."""
        return queryset

    def _with_leases(self, queryset: QuerySet[Property]) -> QuerySet[Property]:
        """Both bounds are about one lease: expiring after the one and before the other."""
        bounds = self.asked.get("lease_expires_after"), self.asked.get("lease_expires_before")
        return queryset.with_lease_expiring(*bounds) if any(bounds) else queryset

    def search(self, queryset: QuerySet[Property], name: str, value: str) -> QuerySet[Property]:
        return containing(queryset, value)

    def of_bodies(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(organisation__in=[self.organisations[code].pk for code in value]) if value else queryset

    def of_import(self, queryset: QuerySet, name: str, value: int) -> QuerySet:
        """Those that an import added or changed. One that is not there and one of hidden sites alone look the same."""
        return queryset.filter(pk__in=changed_by(value))

    def in_districts(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(district__in=[self.districts[code].pk for code in value]) if value else queryset

    def in_box(self, queryset: Any, name: str, value: places.Box) -> QuerySet:
        shape = box_shape(value)
        return queryset.inside(shape) if shape else queryset.none()

    def near_to(self, queryset: Any, name: str, value: places.Circle) -> QuerySet:
        if not places.is_in_frame(value):
            return queryset.none()
        return queryset.within_metres(Point(value.longitude, value.latitude, srid=4326), value.metres)

    def inside(self, queryset: Any, name: str, value: places.Ring) -> QuerySet:
        return queryset.inside(Polygon(value.corners, srid=4326))

    def in_area(self, queryset: Any, name: str, value: Area) -> QuerySet:
        return queryset.in_area(value)

    def lacking(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        for field in value:
            queryset = queryset.filter(MISSING[field][1])
        return queryset

    def with_faults(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        """Those that have every fault named; of a gravity, any fault."""
        for code in value:
            rules = OF_GRAVITY.get(code, [code])
            faults = QualityFinding.objects.to_mend().filter(open_partners(self.user), rule__in=rules)
            queryset = queryset.filter(Exists(faults.filter(property=OuterRef("pk"))))
        return queryset

    def similar(self) -> QuerySet[Property]:
        """The same list with names that come close to what was searched for; nothing when nothing was."""
        words = self.asked.get("q")
        if not words:
            return self.queryset.none()
        rest = self.queryset
        for name, each in self.filters.items():
            if name != "q" and name in self.asked:
                rest = each.filter(rest, self.asked[name])
        rest = self._with_leases(rest.filter(status__in=self.statuses))
        return similar(rest, words)


def _named(read: Callable[[], Mapping[str, Any]]) -> Any:
    """(code, name) of each, read when somebody looks."""
    return SimpleLazyObject(lambda: [(code, each.name) for code, each in read().items()])


def current_districts() -> QuerySet[Area]:
    """The districts in force, by name."""
    return Area.objects.current().filter(level=AreaLevel.DISTRICT).defer("boundary").order_by("name")
