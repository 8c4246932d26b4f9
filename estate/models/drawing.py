"""The estate as map tiles draw it: a slim row a property, and counts by cell, derived from the register."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models.functions import Now

from estate.models.property import Property
from estate.querysets.drawings import DrawingQuerySet
from totalplace.models import Area, Organisation

# What a cell can be counted by: see estate/sql/0034_drawings.sql, which names them again.
COUNTED_BY = (
    "rag", "tenure", "organisation", "category", "use", "status", "lease_expiry_year", "energy_rating", "cost_per_m2",
)  # fmt: skip
# The column that holds each, where its name differs.
COLUMN_OF = {"organisation": "organisation_id", "cost_per_m2": "cost_band"}


class Drawing(models.Model):
    """A property as it is drawn: its outline, or its point, in EPSG:3857, and what it is coloured and filtered by.

    Derived: written by `estate_draw()` alone. A property without a place has no row. `x` and `y` are its position in
    whole metres of EPSG:3857; `cell` is the square of the zoom-18 grid that it lies in, as a Morton code.
    """

    property = models.OneToOneField(
        Property, on_delete=models.DO_NOTHING, primary_key=True, related_name="drawing", db_constraint=False
    )
    reference = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    is_sensitive = models.BooleanField()
    status = models.CharField(max_length=16)
    category = models.CharField(max_length=16)
    use = models.CharField(max_length=16)
    tenure = models.CharField(max_length=16)
    rag = models.CharField(max_length=5)
    energy_rating = models.CharField(max_length=2)
    district = models.ForeignKey(
        Area, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    lease_expiry_year = models.IntegerField(null=True)
    # Pounds of running cost in its latest year for each m² of floor; and the least of the band that this lies in.
    cost_per_m2 = models.FloatField(null=True)
    cost_band = models.SmallIntegerField(null=True)
    x = models.IntegerField()
    y = models.IntegerField()
    cell = models.BigIntegerField()
    shape = models.GeometryField(srid=3857, spatial_index=False)

    objects = DrawingQuerySet.as_manager()

    class Meta:
        indexes = [
            GistIndex(fields=["shape"], name="drawing_by_shape"),
            # Cells are counted from this index alone, whatever they are narrowed and counted by.
            models.Index(
                fields=["cell"],
                name="drawing_by_cell",
                include=[
                    "organisation", "is_sensitive", "status", "category", "use", "tenure", "rag", "energy_rating",
                    "district", "lease_expiry_year", "cost_band", "x", "y",
                ],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference}, drawn"


class DrawnPast(models.Model):
    """How a drawn property was rated day by day: from `days[i]` on, until the next, `ratings[i]`.

    Derived: written by `estate_draw()` alone. "" is not rated; null, and any day before the first: not in the register.
    """

    drawing = models.OneToOneField(
        Drawing, on_delete=models.DO_NOTHING, primary_key=True, related_name="past", db_constraint=False
    )
    days = ArrayField(models.DateField())
    ratings = ArrayField(models.CharField(max_length=5, null=True))

    def __str__(self) -> str:
        return f"Ratings of property {self.drawing_id}, day by day"


class DrawingDue(models.Model):
    """Properties changed by one statement, to be drawn again before the next tile; null: all of them.

    Derived: written by triggers on Property, whoever writes, and taken away when they are drawn.
    """

    properties = ArrayField(models.BigIntegerField(), null=True)

    def __str__(self) -> str:
        return "All properties to draw" if self.properties is None else f"{len(self.properties)} properties to draw"


class DrawingStamp(models.Model):
    """When something was last drawn. Its one row has another number each time, by which finished tiles stay true."""

    drawn_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Drawn at {self.drawn_at}"


class DrawnCell(models.Model):
    """The properties still in the register in one square of the map, counted by what maps are coloured by.

    `level` is the zoom of the grid, 3 to 15, and `cell` the square's Morton code in it. `holder` is 0 for what all
    readers of the estate see, and the body for its sensitive sites. `x` and `y` are sums over the members, in metres
    of EPSG:3857; `counts` is {dimension: {value: properties}}, with "" for not known.
    """

    level = models.SmallIntegerField()
    cell = models.BigIntegerField()
    holder = models.BigIntegerField()
    properties = models.IntegerField()
    x = models.BigIntegerField()
    y = models.BigIntegerField()
    counts = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "cell", "holder"], name="drawncell_once")]

    def __str__(self) -> str:
        return f"{self.properties} properties in cell {self.cell} of level {self.level}"


class FinishedTile(models.Model):
    """A tile as it was sent, compressed. True as long as `stamp` is the drawing's and nothing is to be drawn.

    Not logged, so a server that was killed begins without.
    """

    key = models.CharField(max_length=40, primary_key=True)
    stamp = models.BigIntegerField()
    etag = models.CharField(max_length=40)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.key
