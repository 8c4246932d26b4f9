-- What each agency knows on a day of those whose status it keeps.
WITH named (code, code_list, standing) AS (SELECT * FROM unnest(%(codes)s::text[], %(lists)s::text[], %(standings)s::text[]))
SELECT s.agency_id, CASE WHEN n.standing = 'not_known' THEN 'not_known'
                         WHEN s.ascertained_on IS NULL THEN 'never_asked'
                         WHEN s.lapsed_on <= %(until)s OR s.due_to_lapse_on <= %(until)s THEN 'lapsed'
                         ELSE 'current' END, count(*)::int
  FROM neets_statusspell s JOIN named n USING (code, code_list)
 WHERE s.start <= %(until)s AND (s."end" IS NULL OR s."end" > %(until)s)
 GROUP BY 1, 2 ORDER BY 1, 2
