-- Whole paths, and how many people walked each.
SELECT path, count(*)::int
  FROM (SELECT array_agg(step ORDER BY at, id) AS path FROM steps GROUP BY person_id) walked
 GROUP BY path ORDER BY 2 DESC, 1
