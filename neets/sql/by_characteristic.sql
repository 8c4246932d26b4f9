SELECT c.code, CASE WHEN now.standing = %(neet)s THEN 'neet' ELSE 'rest' END, count(*)::int
  FROM now JOIN held USING (person_id, day) CROSS JOIN LATERAL unnest(held.characteristics) AS c (code)
 WHERE now.day = %(until)s GROUP BY 1, 2 ORDER BY 1, 2
