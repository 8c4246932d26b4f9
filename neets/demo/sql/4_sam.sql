-- Sam, whom the county's submission tells of: 17, and what became of him since school, month by month before today.
CREATE TEMP TABLE demo_sam ON COMMIT DROP AS
SELECT (%(month)s::date - interval '17 years 9 months')::date AS born, md5('Sam of the submission') AS pseudonym;
INSERT INTO neets_youngperson (pseudonym, birth_month, sex, home_id, need, is_synthetic)
SELECT pseudonym, born, 'male', (SELECT id FROM demo_home ORDER BY factor DESC LIMIT 1), '2', true FROM demo_sam;
ALTER TABLE demo_sam ADD id bigint;
UPDATE demo_sam SET id = y.id FROM neets_youngperson y WHERE y.pseudonym = demo_sam.pseudonym;

CREATE TEMP TABLE demo_sam_step ON COMMIT DROP AS
SELECT id, code, (%(month)s::date - make_interval(months => back))::date AS start,
       (%(month)s::date - make_interval(months => lead(back) OVER (ORDER BY back DESC)))::date AS "end"
  FROM demo_sam, (VALUES (15, '230'),  -- an NVQ at level 1 in care
                         (13, '619'),  -- dropped out of college
                         (12, '360'),  -- part-time work before Christmas
                         (11, '619'),  -- redundant
                         (10, '350'), (9, '619'), (8, '350'),  -- temporary jobs
                         (7, '619'), (6, '410'),  -- Entry to Employment
                         (4, '619'),  -- more confident, and unsuccessful in every application
                         (3, '820'),  -- does not return calls
                         (2, '330'),  -- a job, until dismissed
                         (0, '619')) AS told (back, code);
INSERT INTO neets_statusspell (person_id, agency_id, code, code_list, start, "end", ascertained_on)
SELECT id, %(connexions)s, code, 'nccis-2020', start, "end", CASE WHEN code <> '820' THEN start END FROM demo_sam_step;
INSERT INTO neets_client (person_id, agency_id, start) SELECT id, %(connexions)s, min(start) FROM demo_sam_step GROUP BY id;
INSERT INTO neets_contact (person_id, agency_id, "on", kind, result, minutes)
SELECT id, %(connexions)s, start + 5, 'telephone', CASE WHEN code = '820' THEN 'no_answer' ELSE 'reached' END, 15
  FROM demo_sam_step WHERE code IN ('619', '820') AND start + 5 < %(today)s::date;
INSERT INTO neets_assessment (person_id, agency_id, "on", tool, domains, minutes, is_shared)
SELECT id, %(connexions)s, start + 10, 'Made-up assessment form', '{learning,employability}', 60, false
  FROM demo_sam_step WHERE start = (SELECT min(start) FROM demo_sam_step WHERE code = '619');
INSERT INTO neets_enrolment (person_id, agency_id, provision_id, level, start, "end", result, payment)
SELECT s.id, p.agency_id, p.id, p.level, s.start, s."end", e.result, p.payment
  FROM (VALUES ('230', 'P05', 'left'), ('410', 'P02', 'achieved')) AS e (code, provision, result)
  JOIN demo_sam_step s ON s.code = e.code JOIN neets_provision p ON p.code = e.provision AND p.is_synthetic;
INSERT INTO neets_referral (person_id, agency_id, to_agency_id, "on", status)
SELECT s.id, %(connexions)s, a.id, least(s.start + 6, %(today)s::date), 'sent'
  FROM demo_sam_step s JOIN neets_agency a ON a.code = 'TRUST' WHERE s."end" IS NULL;
