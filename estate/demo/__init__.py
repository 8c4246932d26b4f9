"""The demonstration county: made up from the facts in fixtures/demo, the same every time for one seed and one day.

`facts` reads what is known, `areas` draws the county, `draft` and its helpers make up the buildings without a
database, and `load` writes them as one change. Nothing here describes a real building.
"""
