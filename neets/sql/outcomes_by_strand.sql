-- Each person on a strand in a year: whether an output was reached, and whether work or learning that lasted began
-- within half a year of its end.
WITH named (code, code_list) AS (SELECT * FROM unnest(%(codes)s::text[], %(lists)s::text[])),
taken AS (
    SELECT e.person_id, pr.strand, bool_or(e.result = 'achieved') AS output,
           bool_or(EXISTS (SELECT FROM neets_statusspell s JOIN named USING (code, code_list)
                            WHERE s.person_id = e.person_id
                              AND s.start BETWEEN coalesce(e."end", e.start) AND coalesce(e."end", e.start) + 183
                              AND least(coalesce(s."end", %(until)s::date), %(until)s::date) - s.start >= %(sustained)s)) AS outcome
      FROM neets_enrolment e JOIN neets_provision pr ON pr.id = e.provision_id
     WHERE e.start >= %(year_from)s AND e.start < %(year_to)s
     GROUP BY 1, 2
)
SELECT strand, CASE WHEN output AND outcome THEN 'both' WHEN output THEN 'output' WHEN outcome THEN 'outcome' ELSE 'neither' END,
       count(*)::int
  FROM taken GROUP BY 1, 2 ORDER BY 1, 2
