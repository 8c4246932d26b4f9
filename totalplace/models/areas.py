"""Areas with vintages, their subdivided pieces for fast look-up, their population, and postcodes."""

import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from totalplace.choices import AreaLevel
from totalplace.db.functions import GreatBritain, IsValidGeometry
from totalplace.models.base import Versioned, tracked
from totalplace.querysets.areas import AreaQuerySet
from totalplace.querysets.population import PopulationQuerySet

DRAWN_BY_HAND = Q(level=AreaLevel.NEIGHBOURHOOD)


class DateRange(Func):
    """A PostgreSQL daterange, open-ended where the end is null."""

    function = "daterange"
    output_field = DateRangeField()


@tracked()
class Area(Versioned):
    """One area as its boundary stood from `valid_from` until `valid_to` (exclusive; null while in force)."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=14, choices=AreaLevel)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    boundary = models.MultiPolygonField(srid=27700)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    is_illustrative = models.BooleanField(default=False)

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["level", "name"]
        triggers = [
            *Versioned.Meta.triggers,
            # Point-in-polygon against a county's full outline reads thousands of points; against pieces of 64, tens.
            pgtrigger.Trigger(
                name="pieces",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("boundary", "level", "valid_to"),
                func="""
                    DELETE FROM totalplace_areapiece WHERE area_id = NEW.id;
                    IF NEW.valid_to IS NULL THEN
                        INSERT INTO totalplace_areapiece (area_id, level, piece)
                        SELECT NEW.id, NEW.level, ST_Subdivide(NEW.boundary, 64);
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=AreaLevel.values), name="area_level_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="area_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="area_one_vintage_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("level", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
            # Outlines of the other levels come from files, which are made valid as they are loaded.
            models.CheckConstraint(
                condition=Q(IsValidGeometry(F("boundary")), boundary__contained=GreatBritain()) | ~DRAWN_BY_HAND,
                name="area_drawn_valid_in_great_britain",
                violation_error_message="The outline must not cross itself, and must lie inside Great Britain.",
            ),
            models.UniqueConstraint(
                Lower("name"),
                condition=DRAWN_BY_HAND & Q(valid_to__isnull=True),
                name="area_one_neighbourhood_of_a_name",
                violation_error_message="Another neighbourhood has this name. Choose one that tells them apart.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AreaPiece(models.Model):
    """A piece of an area in force, at most 64 points. Kept by the trigger on Area; never written by hand."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="pieces")
    level = models.CharField(max_length=14)
    piece = models.GeometryField(srid=27700)


class Population(models.Model):
    """People living in an area, by mid-year, sex and age. Age null is all ages; sex "all" is both."""

    area_code = models.CharField(max_length=20, db_index=True)
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=7, default="all")
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    age_top_coded = models.BooleanField(default=False)
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=200, blank=True)

    objects = PopulationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "year", "sex", "age"], name="population_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(sex__in=["all", "females", "males"]), name="population_sex_known"),
        ]

    def __str__(self) -> str:
        return f"{self.people} people in {self.area_code}, {self.year}"


class Postcode(models.Model):
    """A postcode's one published point. It says where the postcode is, never where a building is."""

    postcode = models.CharField(max_length=8, primary_key=True)
    location = models.PointField(srid=27700)
    quality = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.postcode
