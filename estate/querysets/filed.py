"""What a file says of a property beyond its own columns: titles, the one lease, the running cost; as SQL.

Import compares with these and export writes them, so both mean the same lease and the same year's cost.
"""

# The lease a row of a file means: the property's only lease as tenant, or the only one of several that still runs.
# `leases` counts them all, so that "several" can be told from "none".
TENANT_LEASE = """
    SELECT property_id, count(*) AS leases,
           CASE WHEN count(*) = 1 THEN min(id)
                WHEN count(*) FILTER (WHERE expires_on IS NULL OR expires_on >= current_date) = 1
                THEN min(id) FILTER (WHERE expires_on IS NULL OR expires_on >= current_date) END AS lease_id
      FROM estate_lease
     WHERE role = 'tenant' AND property_id IN ({properties})
     GROUP BY property_id
"""

TITLE_NUMBERS = """
    SELECT pt.property_id, array_agg(t.number ORDER BY t.number COLLATE "C") AS numbers
      FROM estate_propertytitle pt
      JOIN estate_title t ON t.id = pt.title_id
     WHERE pt.property_id IN ({properties})
     GROUP BY pt.property_id
"""

# A year's running cost: its total where one is given, else the sum of its headings.
YEARS_COST = """
    SELECT property_id, year,
           coalesce(sum(amount) FILTER (WHERE heading = 'total'), sum(amount)) AS amount,
           min(id) FILTER (WHERE heading = 'total') AS total_id
      FROM estate_runningcost
     WHERE property_id IN ({properties})
     GROUP BY property_id, year
"""
