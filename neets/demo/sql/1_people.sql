-- Young people of 16 to 25, spread over the small areas; what is drawn of person n is drawn from n alone.
CREATE OR REPLACE FUNCTION pg_temp.u(n bigint, draw int) RETURNS float8 LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(n, %(seed)s + draw) & 4503599627370495)::float8 / 4503599627370496 $$;
CREATE OR REPLACE FUNCTION pg_temp.pick(codes text[], chance float8) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT codes[1 + floor(chance * cardinality(codes))::int] $$;

-- Some areas are four times as hard as others, and no two are alike in size.
CREATE TEMP TABLE demo_home ON COMMIT DROP AS
SELECT n, id, factor, size, sum(size) OVER (ORDER BY n) AS up_to
  FROM (SELECT n, id, 0.3 + 1.9 * pg_temp.u(n, 1) ^ 2 AS factor, weight * (0.6 + 0.8 * pg_temp.u(n, 2)) AS size
          FROM (SELECT row_number() OVER (ORDER BY code) AS n, id,
                       coalesce((%(weights)s::jsonb ->> name)::float8, 10) AS weight
                  FROM totalplace_area WHERE level = %(level)s AND valid_to IS NULL) homes) drawn;

CREATE TEMP TABLE demo_person ON COMMIT DROP AS
SELECT p.n, md5(%(seed)s::text || ' person ' || p.n)::char(32) AS pseudonym, p.born,
       -- The 1 September on which she may leave school: she was 16 by the day before.
       make_date(extract(year FROM p.born)::int + CASE WHEN extract(month FROM p.born) >= 9 THEN 17 ELSE 16 END, 9, 1) AS leaving,
       CASE WHEN pg_temp.u(p.n, 12) < 0.5 THEN 'female' ELSE 'male' END AS sex, h.id AS home,
       pg_temp.u(p.n, 13) < least(0.6, %(prone)s * h.factor / sizes.mean) AS prone
  FROM (SELECT n, (%(month)s::date - make_interval(months => 192 + floor(pg_temp.u(n, 10) * 120)::int))::date AS born
          FROM generate_series(1, %(people)s::bigint * 10 / 9) AS n) p
  JOIN (SELECT array_agg(up_to ORDER BY n) AS ends, max(up_to) AS size, sum(size * factor) / sum(size) AS mean
          FROM demo_home) sizes ON true
  JOIN demo_home h ON h.n = 1 + width_bucket(pg_temp.u(p.n, 11) * sizes.size, sizes.ends);

INSERT INTO neets_youngperson (pseudonym, birth_month, sex, home_id, need, is_synthetic)
SELECT pseudonym, born, CASE WHEN pg_temp.u(n, 14) < 0.01 THEN '' ELSE sex END,
       CASE WHEN pg_temp.u(n, 15) < 0.01 THEN NULL ELSE home END,
       CASE WHEN prone THEN CASE WHEN pg_temp.u(n, 16) < 0.25 THEN '1' ELSE '2' END ELSE '3' END, true
  FROM demo_person ORDER BY n;
ALTER TABLE demo_person ADD id bigint;
UPDATE demo_person d SET id = y.id FROM neets_youngperson y WHERE y.pseudonym = d.pseudonym;

INSERT INTO neets_characteristic (person_id, agency_id, code, start)
SELECT id, %(connexions)s, c.code, CASE WHEN c.since IS NULL THEN NULL ELSE (born + make_interval(years => c.since))::date END
  FROM demo_person
  JOIN (VALUES ('110', 0.005, 0.05, 12, ''), ('120', 0.005, 0.14, 17, 'female'), ('130', 0.003, 0.012, NULL, ''),
               ('140', 0.012, 0.05, 15, ''), ('150', 0.01, 0.07, 16, ''), ('160', 0.004, 0.04, 16, ''),
               ('170', 0.006, 0.08, 15, ''), ('200', 0.015, 0.1, 14, ''), ('210', 0.05, 0.18, 14, ''))
       AS c (code, usual, of_prone, since, of_sex)
    ON pg_temp.u(n, 100 + c.code::int) < CASE WHEN prone THEN c.of_prone ELSE c.usual END
   AND c.of_sex IN ('', sex) AND (c.since IS NULL OR born + make_interval(years => c.since) < %(today)s::date);
