-- Everybody of 16 to 24 on each of some days: what was known of them, from whoever ascertained it last.
WITH named (code, code_list, standing) AS (SELECT * FROM unnest(%(codes)s::text[], %(lists)s::text[], %(standings)s::text[])),
days AS (SELECT unnest(%(days)s::date[]) AS day),
said AS (
    SELECT DISTINCT ON (s.person_id, d.day) s.person_id, d.day, n.standing
      FROM days d
      JOIN neets_statusspell s ON s.start <= d.day AND (s."end" IS NULL OR s."end" > d.day)
      JOIN named n USING (code, code_list)
     ORDER BY s.person_id, d.day, s.ascertained_on DESC NULLS LAST, s.id
),
now AS (
    SELECT said.person_id, said.day, said.standing, extract(year FROM age(said.day, p.birth_month))::int AS age
      FROM said JOIN neets_youngperson p ON p.id = said.person_id
     WHERE p.birth_month BETWEEN said.day - interval '25 years' + interval '1 day' AND said.day - interval '16 years'
),
held AS (
    SELECT now.person_id, now.day, array_agg(DISTINCT c.code::text) AS characteristics
      FROM now JOIN neets_characteristic c ON c.person_id = now.person_id
           AND (c.start IS NULL OR c.start <= now.day) AND (c."end" IS NULL OR c."end" > now.day)
     GROUP BY 1, 2
),
-- The first segment whose rule holds: any of its characteristics, and its oldest age, where it names them.
segmented AS (
    SELECT DISTINCT ON (now.person_id, now.day) now.person_id, now.day, now.standing, s.code AS segment
      FROM now LEFT JOIN held USING (person_id, day)
      JOIN neets_segment s ON s.valid_from <= now.day AND (s.valid_to IS NULL OR s.valid_to > now.day)
           AND (NOT s.rule ? 'characteristics' OR s.rule -> 'characteristics' ?| held.characteristics)
           AND (NOT s.rule ? 'oldest' OR now.age <= (s.rule ->> 'oldest')::int)
     WHERE now.standing = %(neet)s
     ORDER BY now.person_id, now.day, s."order", s.code
)
