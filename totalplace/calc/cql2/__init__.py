"""CQL2, the filter language of OGC API – Features (OGC 21-065r2), as text and as JSON, read into one tree.

Our own, for what there was in Python gave AND and OR one precedence, and knew no quote within a text: see
docs/decisions/0025-ogc-features.md. Nothing here is evaluated, so nothing here knows what names there are.
"""
