-- What agencies did in each spell of having nothing; and the pilot's faults, each of which demo_truth remembers.
CREATE TEMP TABLE demo_truth (kind text, pseudonym text, agency text, other text, day date, detail text) ON COMMIT DROP;
CREATE TEMP TABLE demo_neet ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY s.n, s.start) AS s, s.n, s.id, p.pseudonym, s.start, least(s."end", %(today)s::date) AS "end",
       s.start >= s.born + interval '18 years' AS adult, s."end" > %(today)s::date AS lasting,
       1 + floor(pg_temp.u(s.n, 40) * 22)::int AS place
  FROM demo_spell s JOIN demo_person p USING (n)
 WHERE s.prone AND s.code BETWEEN '540' AND '680' AND s.start >= %(since)s::date AND s.start < %(today)s::date - 20;

-- Double tracking at 18: the jobcentre keeps a status of its own for those whom Connexions still tracks.
CREATE TEMP TABLE demo_double ON COMMIT DROP AS
SELECT * FROM demo_neet WHERE adult AND pg_temp.u(n, 41) < 0.55;
INSERT INTO neets_statusspell (person_id, agency_id, code, code_list, start, "end", ascertained_on)
SELECT id, %(jobcentre)s, '619', 'nccis-2020', start + 7, CASE WHEN NOT lasting THEN "end" END, start + 7
  FROM demo_double WHERE "end" > start + 7 ON CONFLICT DO NOTHING;
INSERT INTO demo_truth
SELECT 'double_tracking', pseudonym, 'CONNEX', 'JCP', min(start) + 7, '' FROM demo_double GROUP BY pseudonym;

INSERT INTO neets_client (person_id, agency_id, start, "end")
SELECT id, agency, min(start), CASE WHEN NOT bool_or(lasting) THEN max("end") END
  FROM (SELECT id, %(connexions)s::bigint AS agency, start, "end", lasting FROM demo_neet
        UNION ALL SELECT id, %(jobcentre)s, start + 7, "end", lasting FROM demo_double) of
 GROUP BY id, agency HAVING min(start) <= max("end");

INSERT INTO neets_contact (person_id, agency_id, "on", kind, result, minutes)
SELECT id, agency, day, pg_temp.pick('{telephone,telephone,message,meeting,letter,visit}', pg_temp.u(s, 300 + k)),
       pg_temp.pick('{reached,reached,reached,no_answer,no_answer,refused}', pg_temp.u(s, 400 + k)),
       5 + floor(pg_temp.u(s, 500 + k) * 40)::int
  FROM (SELECT s, id, %(connexions)s::bigint AS agency, start + k * 28 + floor(pg_temp.u(s, 200 + k) * 14)::int AS day, "end", k
          FROM demo_neet, generate_series(0, %(contacts)s - 1) k
        UNION ALL
        SELECT s, id, %(jobcentre)s, start + 7 + (k - 40) * 14, "end", k FROM demo_double, generate_series(40, 40 + %(contacts)s) k) made
 WHERE day < "end";

-- Assessments: one at the start; a second agency's within 90 days on the same domain is the fault, on another is not.
CREATE TEMP TABLE demo_second ON COMMIT DROP AS
SELECT *, start + 3 AS first_day, start + 10 + floor(pg_temp.u(s, 51) * 75)::int AS day, pg_temp.u(s, 52) < 0.6 AS repeated,
       CASE WHEN adult THEN 'JCP' ELSE 'TRAINA' END AS other
  FROM demo_neet WHERE pg_temp.u(s, 50) < 0.3;
INSERT INTO neets_assessment (person_id, agency_id, "on", tool, domains, minutes, is_shared)
SELECT id, %(connexions)s::bigint, start + 3, 'Made-up assessment form', '{learning,employability,aspiration}'::varchar[],
       60, false FROM demo_neet WHERE start + 3 < "end"
UNION ALL
SELECT id, a.id_of, day, 'Made-up work profile',
       CASE WHEN repeated THEN '{employability,money}' ELSE '{money,travel}' END::varchar[], 45, false
  FROM demo_second JOIN (SELECT code, id AS id_of FROM neets_agency) a ON a.code = other WHERE day < "end";
INSERT INTO demo_truth
SELECT 'repeated_assessment', pseudonym, 'CONNEX', other, day, 'employability' FROM demo_second WHERE repeated AND day < "end";

-- Training: in every third spell, one level up each time; or, the fault, at the level she has achieved already.
INSERT INTO neets_enrolment (person_id, agency_id, provision_id, level, start, "end", result, payment)
SELECT t.id, p.agency_id, p.id, p.level, t.day, t.day + 56, t.result,
       CASE WHEN t.result = 'achieved' OR p.payment_basis = 'output' THEN p.payment END
  FROM (SELECT id, step.day, step.provision, step.result
          FROM (SELECT *, pg_temp.u(s, 61) < 0.5 AS again FROM demo_neet WHERE pg_temp.u(s, 60) < 0.33 AND "end" > start + 150) n
          CROSS JOIN LATERAL (VALUES (start + 14, 'P02', 'achieved'),
                                     (start + 84, CASE WHEN again THEN 'P03' ELSE 'P04' END, 'completed')) AS step (day, provision, result)
         WHERE step.day + 56 < "end") t
  JOIN neets_provision p ON p.code = t.provision
 WHERE p.is_synthetic ON CONFLICT DO NOTHING;
INSERT INTO demo_truth
SELECT 'same_level_again', pseudonym, 'TRAINA', 'TRAINB', start + 84, '1' FROM demo_neet
 WHERE pg_temp.u(s, 60) < 0.33 AND "end" > start + 150 AND pg_temp.u(s, 61) < 0.5 AND start + 84 + 56 < "end";

INSERT INTO neets_referral (person_id, agency_id, to_agency_id, "on", status, answered_on)
SELECT d.id, %(connexions)s, a.id, d.start + 21, CASE WHEN pg_temp.u(s, 71) < 0.5 THEN 'attended' ELSE 'no_reply' END,
       CASE WHEN pg_temp.u(s, 71) < 0.5 THEN d.start + 35 END
  FROM demo_neet d
  JOIN (SELECT id, row_number() OVER (ORDER BY code) AS n FROM neets_agency WHERE is_synthetic AND code NOT IN ('CONNEX', 'JCP')) a
    ON a.n = d.place
 WHERE pg_temp.u(s, 70) < 0.25 AND d.start + 21 < d."end";

-- The offer to those under 18 by the end of September, and to adults at six months.
INSERT INTO neets_offer (person_id, agency_id, guarantee, due_on, made_on, suitable, status)
SELECT id, agency, guarantee, due_on, CASE WHEN made THEN due_on + late END,
       CASE WHEN NOT made THEN 'not_assessed' WHEN pg_temp.u(s, 83) < 0.15 THEN 'unsuitable' ELSE 'suitable' END,
       CASE WHEN made THEN pg_temp.pick('{made,accepted,started,declined}', pg_temp.u(s, 84)) ELSE '' END
  FROM (SELECT s, id, %(connexions)s::bigint AS agency, 'september' AS guarantee, make_date(extract(year FROM start)::int, 9, 30) AS due_on,
               pg_temp.u(s, 80) < 0.9 AS made, floor(pg_temp.u(s, 81) * 60)::int - 45 AS late FROM demo_neet
         WHERE NOT adult AND extract(month FROM start) BETWEEN 6 AND 9
        UNION ALL
        SELECT s, id, %(jobcentre)s, 'young_person', start + 182, pg_temp.u(s, 80) < 0.7, floor(pg_temp.u(s, 81) * 80)::int - 40
          FROM demo_double WHERE "end" > start + 182) due
 WHERE due_on < %(today)s::date - 60;
