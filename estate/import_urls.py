"""The addresses of an import of properties, under /estate/import/."""

from totalplace.import_addresses import import_addresses

urlpatterns = import_addresses("import")
