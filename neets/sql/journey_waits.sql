-- From each person's first step into `from_step`: whole months until she first came into `goal` and stayed there for
-- `sustained` days, was lost sight of (`lost`), or reached 25; or null, where she was waiting still.
SELECT greatest(0, (extract(year FROM ended.at) - extract(year FROM began.at)) * 12
                   + extract(month FROM ended.at) - extract(month FROM began.at))::int AS months,
       ended.cause, count(*)::int
  FROM (SELECT person_id, min(at) AS at FROM steps WHERE step = %(from_step)s GROUP BY 1) began
  JOIN (SELECT DISTINCT ON (person_id) person_id, at, cause
          FROM (SELECT s.person_id, s.at, s.step AS cause, 1 AS rank
                  FROM (SELECT *, min(place) FILTER (WHERE step = %(from_step)s) OVER (PARTITION BY person_id) AS first
                          FROM steps) s
                 WHERE s.place > s.first
                   AND (s.step = %(lost)s
                        OR s.step = %(goal)s AND coalesce(s.next_at, %(until)s::date) - s.at >= %(sustained)s)
                UNION ALL
                SELECT id, (birth_month + interval '25 years')::date, 'aged_out', 2
                  FROM neets_youngperson WHERE birth_month + interval '25 years' <= %(until)s::date
                UNION ALL
                SELECT DISTINCT person_id, %(until)s::date, NULL, 3 FROM steps) ways
         ORDER BY person_id, at, rank) ended USING (person_id)
 GROUP BY 1, 2 ORDER BY 1, 2
