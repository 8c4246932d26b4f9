-- Each domain of an assessment that another agency had assessed for the same person within so many days before it. The
-- latest assessment by another agency is the last row of the run of one agency's that came before this run.
WITH asked AS (
    SELECT a.person_id, d.domain, a.agency_id, a."on", a.id, a.minutes, cardinality(a.domains) AS domains,
           lag(a.agency_id) OVER subject AS agency_before, lag(a."on") OVER subject AS day_before
      FROM neets_assessment a CROSS JOIN LATERAL unnest(a.domains) AS d (domain)
     WHERE a."on" <= %(until)s
    WINDOW subject AS (PARTITION BY a.person_id, d.domain ORDER BY a."on", a.id)
),
runs AS (
    SELECT *, count(*) FILTER (WHERE agency_before IS DISTINCT FROM agency_id)
              OVER (PARTITION BY person_id, domain ORDER BY "on", id) AS run FROM asked
),
beside AS (
    SELECT *, first_value(agency_before) OVER in_run AS first_agency_id, first_value(day_before) OVER in_run AS first_day
      FROM runs WINDOW in_run AS (PARTITION BY person_id, domain, run ORDER BY "on", id)
),
repeats AS (
    SELECT * FROM beside
     WHERE first_agency_id IS NOT NULL AND "on" - first_day <= %(window)s AND "on" >= %(since)s
)
