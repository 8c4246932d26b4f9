"""The forms of a property's parts: each box reads what officers write as the importer reads a cell."""
