-- People without work or learning, by the highest level they have achieved and their age.
SELECT level, age_group, count(*)::int
  FROM (SELECT coalesce((%(levels)s::text[])[max(array_position(%(levels)s::text[], e.level::text))], '') AS level,
               CASE WHEN now.age < 18 THEN '16_17' ELSE '18_24' END AS age_group
          FROM now LEFT JOIN neets_enrolment e ON e.person_id = now.person_id AND e.result = 'achieved'
                                              AND e."end" <= %(until)s
         WHERE now.day = %(until)s AND now.standing = %(neet)s
         GROUP BY now.person_id, now.age) needing
 GROUP BY 1, 2 ORDER BY 1, 2
