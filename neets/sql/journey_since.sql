-- Paths from each person's first step of a kind, that step first and so many at most: people by path.
SELECT path, count(*)::int
  FROM (SELECT array_agg(s.step ORDER BY s.place) AS path
          FROM steps s
          JOIN (SELECT person_id, min(place) AS place FROM steps WHERE step = %(from_step)s GROUP BY 1) began USING (person_id)
         WHERE s.place BETWEEN began.place AND began.place + %(most)s - 1
         GROUP BY s.person_id) walked
 GROUP BY path ORDER BY 2 DESC, 1
