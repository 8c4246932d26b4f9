"""OGC API – Features at /ogc/: what apps publish, for QGIS, ArcGIS, GDAL and whatever else speaks the standard."""
