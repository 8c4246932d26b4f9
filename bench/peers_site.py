"""The site of two peers, as short as their manuals have it: DRF-gis over the bench's table, and vector tiles."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings

COLUMNS = os.environ["PEER_COLUMNS"].split(",")
if not settings.configured:
    settings.configure(
        SECRET_KEY="of a bench",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=["django.contrib.gis", "rest_framework", "rest_framework_gis", "django_filters", "vectortiles"],
        DATABASES={
            "default": {
                "ENGINE": "django.contrib.gis.db.backends.postgis", "NAME": os.environ["PGDATABASE"],
                "HOST": os.environ["PGHOST"], "PORT": os.environ["PGPORT"], "USER": os.environ["PGUSER"],
                "CONN_MAX_AGE": 60,
            }
        },
        REST_FRAMEWORK={
            "DEFAULT_PAGINATION_CLASS": "rest_framework_gis.pagination.GeoJsonPagination",
            "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "UNAUTHENTICATED_USER": None,
            "PAGE_SIZE": 50,
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )  # fmt: skip
    sys.path.insert(0, str(Path(__file__).parent))
    django.setup()

# A site in one file has its settings above what needs them to be imported: hence the E402 below.
from django.contrib.gis.db import models  # noqa: E402
from django.contrib.gis.db.models.functions import Transform  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics  # noqa: E402
from rest_framework_gis.fields import GeometryField  # noqa: E402
from rest_framework_gis.pagination import GeoJsonPagination  # noqa: E402
from rest_framework_gis.serializers import GeoFeatureModelSerializer  # noqa: E402
from vectortiles import VectorLayer  # noqa: E402
from vectortiles.views import MVTView  # noqa: E402


def _model():
    fields = {name: models.TextField() for name in COLUMNS} | {"geom": models.GeometryField(srid=27700, null=True)}
    meta = type("Meta", (), {"app_label": "vectortiles", "managed": False, "db_table": "bench_peers"})
    return type("Place", (models.Model,), fields | {"Meta": meta, "__module__": __name__})


Place = _model()


class PlaceSerializer(GeoFeatureModelSerializer):
    class Meta:
        model, geo_field, fields = Place, "shape", COLUMNS

    shape = GeometryField(precision=6)


class Pages(GeoJsonPagination):
    page_size_query_param, max_page_size = "limit", 10_000


class Places(generics.ListAPIView):
    queryset = Place.objects.order_by("id").annotate(shape=Transform("geom", 4326)).defer("geom")
    serializer_class, pagination_class, filterset_fields = PlaceSerializer, Pages, ("organisation", "rag")


class PlaceLayer(VectorLayer):
    model, id, geom_field, max_zoom = Place, "properties", "geom", 22
    tile_fields = ("reference", "organisation", "rag", "tenure", "category", "use")


class Tiles(MVTView):
    layer_classes = [PlaceLayer]


urlpatterns = [path("places/", Places.as_view()), path("tiles/<int:z>/<int:x>/<int:y>", Tiles.as_view())]
application = get_wsgi_application()
