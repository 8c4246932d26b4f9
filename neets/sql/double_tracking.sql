-- Two agencies that each kept a status of one person, out of work and learning or not known, on the same days.
WITH tracked AS (
    SELECT s.person_id, s.agency_id, s.start, least(coalesce(s."end", %(until)s::date + 1), %(until)s::date + 1) AS "end"
      FROM neets_statusspell s
      JOIN unnest(%(codes)s::text[], %(lists)s::text[]) AS n (code, code_list) USING (code, code_list)
     WHERE s.start <= %(until)s AND (s."end" IS NULL OR s."end" > %(since)s)
),
both_tracked AS (
    SELECT a.person_id, a.agency_id, b.agency_id AS other_id,
           sum(least(a."end", b."end") - greatest(a.start, b.start, %(since)s::date))::int AS days
      FROM tracked a JOIN tracked b ON b.person_id = a.person_id AND b.agency_id > a.agency_id
                                   AND a.start < b."end" AND b.start < a."end"
     WHERE least(a."end", b."end") > greatest(a.start, b.start, %(since)s::date)
     GROUP BY 1, 2, 3
)
