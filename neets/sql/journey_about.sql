-- What stood so many steps before or after an event: offset, step, people.
SELECT s.place - e.place, s.step, count(*)::int, count(DISTINCT s.person_id)::int
  FROM steps e JOIN steps s ON s.person_id = e.person_id AND s.place <> e.place
                           AND s.place BETWEEN e.place - %(reach)s AND e.place + %(reach)s
 WHERE e.step = %(event)s
 GROUP BY 1, 2 ORDER BY 1, 2
