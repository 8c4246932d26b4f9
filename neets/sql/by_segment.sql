-- Where those who were without work or learning half a year before are now, by the segment they were in then.
SELECT s.segment, coalesce(n.standing, 'gone'), count(*)::int
  FROM segmented s LEFT JOIN now n ON n.person_id = s.person_id AND n.day = %(until)s
 WHERE s.day = %(before)s GROUP BY 1, 2 ORDER BY 1, 2
