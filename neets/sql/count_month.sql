-- Whoever was 16 to 24 on the last day of each month, by home, age and status, each of them once. Months are numbered
-- from the year nought: a month of birth is all that is known, so that ages are months divided by twelve.
WITH months AS MATERIALIZED (
    SELECT first AS month, (first + interval '1 month')::date - 1 AS last_day,
           extract(year FROM first)::int * 12 + extract(month FROM first)::int AS number,
           extract(year FROM first - interval '8 months')::int * 12 + 8 AS august
      FROM unnest(%(months)s::date[]) AS first
), people AS MATERIALIZED (
    SELECT id, home_id, extract(year FROM birth_month)::int * 12 + extract(month FROM birth_month)::int AS born
      FROM neets_youngperson
), said AS MATERIALIZED (
    SELECT DISTINCT ON (s.person_id, m.number) s.person_id, m.number, s.code
      FROM months m
      JOIN neets_statusspell s ON s.start <= m.last_day AND (s."end" IS NULL OR s."end" > m.last_day)
     ORDER BY s.person_id, m.number, s.ascertained_on DESC NULLS LAST, s.id
)
INSERT INTO neets_monthlycount (month, home_id, age, academic_age, code, people)
SELECT m.month, p.home_id, (m.number - p.born) / 12, (m.august - p.born) / 12,
       CASE WHEN s.code = ANY (%(counted)s) THEN s.code ELSE '' END, count(*)
  FROM said s
  JOIN months m USING (number)
  JOIN people p ON p.id = s.person_id AND m.number - p.born BETWEEN 16 * 12 AND 25 * 12 - 1
 GROUP BY 1, 2, 3, 4, 5
