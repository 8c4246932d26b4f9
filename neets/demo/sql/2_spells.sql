-- What each was doing. Most go from school to learning to work; those who are prone to it move between work, training
-- and nothing. Summer leaves some between two things, and some not heard of: the season in the figures.
CREATE TEMP TABLE demo_spell (n bigint, id bigint, code text, start date, "end" date, born date, prone boolean) ON COMMIT DROP;

INSERT INTO demo_spell
SELECT n, id, '110', (born + interval '16 years')::date, leaving, born, prone FROM demo_person
 WHERE leaving > born + interval '16 years' AND born + interval '16 years' < %(month)s AND leaving > %(since)s::date;

-- Three stages of those who are not prone: first choice, a summer between (for some), second choice.
INSERT INTO demo_spell
SELECT p.n, p.id, s.code, s.start, s."end", p.born, false
  FROM demo_person p
  CROSS JOIN LATERAL (SELECT (leaving + interval '21 months')::date AS summer, (leaving + interval '2 years')::date AS autumn,
                             pg_temp.u(n, 20) < 0.07 AS between, pg_temp.u(n, 21) < 0.07 AS unheard) d
  CROSS JOIN LATERAL (VALUES
      (pg_temp.pick('{210,210,220,220,230,230,230,310,320}', pg_temp.u(n, 22)), leaving,
       CASE WHEN d.between THEN d.summer ELSE d.autumn END),
      ('619', d.summer, CASE WHEN d.between THEN d.autumn END),
      ('810', d.autumn, CASE WHEN d.unheard THEN (d.autumn + interval '2 months')::date END),
      (pg_temp.pick('{240,240,240,240,330,330,310,320,340,230,380}', pg_temp.u(n, 23)),
       CASE WHEN d.unheard THEN (d.autumn + interval '2 months')::date ELSE d.autumn END, 'infinity'::date))
      AS s (code, start, "end")
 WHERE NOT p.prone AND s."end" IS NOT NULL AND s.start < %(today)s::date AND s."end" > %(since)s::date;

INSERT INTO demo_spell
SELECT n, id, code, start, "end", born, true
  FROM (SELECT p.n, p.id, p.born,
               CASE WHEN k.k %% 2 = 1 AND pg_temp.u(p.n, 1000 + k.k) < 0.12 OR k.k %% 2 = 0 AND pg_temp.u(p.n, 1000 + k.k) < 0.15
                    THEN pg_temp.pick('{810,820,820,830}', pg_temp.u(p.n, 1100 + k.k))
                    WHEN k.k %% 2 = 1 THEN pg_temp.pick('{230,330,350,360,410,430,310,330}', pg_temp.u(p.n, 1100 + k.k))
                    ELSE pg_temp.pick('{619,619,619,619,619,619,610,610,615,620,630,640,650,680,540}',
                                      pg_temp.u(p.n, 1100 + k.k)) END AS code,
               (p.leaving + make_interval(months => coalesce(sum(k.months) OVER before, 0)::int))::date AS start,
               (p.leaving + make_interval(months => sum(k.months) OVER (PARTITION BY p.n ORDER BY k.k)::int))::date AS "end"
          FROM demo_person p
          CROSS JOIN LATERAL (
              SELECT k, 1 + floor(pg_temp.u(p.n, 900 + k) * 13)::int AS months
                FROM generate_series(1, 34) k
               WHERE p.leaving < %(today)s::date) k
         WHERE p.prone
        WINDOW before AS (PARTITION BY p.n ORDER BY k.k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) made
 WHERE start < %(today)s::date AND "end" > %(since)s::date AND start < born + interval '26 years';

INSERT INTO neets_statusspell (person_id, agency_id, code, code_list, start, "end", ascertained_on, verified_on, due_to_lapse_on)
SELECT id, %(connexions)s, code, 'nccis-2020', start, nullif(least("end", %(today)s::date + 1), %(today)s::date + 1),
       CASE WHEN code NOT IN ('810', '820') THEN start END,
       CASE WHEN code NOT IN ('810', '820') AND start + 90 < least("end", %(today)s::date) THEN start + 90 END,
       CASE WHEN "end" > %(today)s::date THEN %(today)s::date + 30 + floor(pg_temp.u(n, 30) * 120)::int END
  FROM demo_spell WHERE start < "end";
