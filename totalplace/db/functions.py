"""PostgreSQL and PostGIS functions as Django expressions."""

from django.contrib.gis.db.models import PolygonField
from django.db.models import BigIntegerField, BooleanField, DateField, Func


class NextVersion(Func):
    """The next value of the one sequence that all record versions are drawn from.

    One sequence for all records, so that a version number never comes back with other content: undoing an import
    restores a record's earlier version exactly, and a form opened on the undone one is still refused.
    """

    function = "nextval"
    template = "nextval('totalplace_version')"
    output_field = BigIntegerField()


class GreatBritain(Func):
    """The rectangle that holds Great Britain on the National Grid, in metres (EPSG:27700)."""

    template = "ST_MakeEnvelope(0, 0, 700000, 1300000, 27700)"
    output_field = PolygonField(srid=27700)


class IsValidGeometry(Func):
    """ST_IsValid, which unlike Django's lookup also takes a null when a constraint is checked before saving."""

    function = "ST_IsValid"
    output_field = BooleanField()


class MonthsBefore(Func):
    """The day so many months before a day, MonthsBefore("on", "months"): the month's last where it has no such day."""

    arity = 2
    output_field = DateField()
    # Between the two comes the joiner: (day - make_interval(months => months))::date.
    template = "(%(expressions)s))::date"
    arg_joiner = " - make_interval(months => "


class DayAfter(Func):
    """The day after a day."""

    arity = 1
    output_field = DateField()
    template = "(%(expressions)s + 1)"
