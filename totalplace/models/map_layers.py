"""Layers of the map that people bring themselves."""

from django.conf import settings
from django.db import models


class OwnMapLayer(models.Model):
    """A file of shapes that one person laid over the map. Only she sees it.

    Kept as it is drawn, not as it was given: `shapes` are GeoJSON geometries in longitude and latitude, simplified to
    within `tolerance_m` metres, `names` their names, and `numbers` their figures by column, null for not known; all in
    the order of the file. `coloured_by` is one of the columns, "" for outlines alone.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_map_layers")
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)
    coloured_by = models.CharField(max_length=200, blank=True)
    tolerance_m = models.FloatField()
    how_read = models.TextField(blank=True)
    shapes = models.JSONField()
    names = models.JSONField()
    numbers = models.JSONField()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
