"""Lookups that Django or its packages lack."""

from django.contrib.gis.db.models.fields import BaseSpatialField
from pgtrigger.core import IsDistinctFrom


@BaseSpatialField.register_lookup
class GeometryIsDistinctFrom(IsDistinctFrom):
    """Whether a geometry changed, byte for byte, in a trigger's condition.

    PostGIS's own `=` lies in the schema public, which pg_restore does not search, and IS DISTINCT FROM cannot name a
    schema: a trigger that compared geometries as such could be dumped but never restored.
    """

    def as_sql(self, compiler, connection):
        """The comparison as bytes, whose operator is PostgreSQL's own."""
        old, old_parameters = self.process_lhs(compiler, connection)
        new, new_parameters = self.process_rhs(compiler, connection)
        return f"{old}::bytea IS DISTINCT FROM {new}::bytea", [*old_parameters, *new_parameters]
