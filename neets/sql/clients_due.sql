-- One page of what falls due for a caseworker's clients, the oldest first, with how much there is in all.
WITH own AS MATERIALIZED (
    SELECT DISTINCT c.person_id
      FROM neets_client c JOIN neets_agency a ON a.id = c.agency_id
     WHERE a.organisation_id = ANY (%(bodies)s) AND (c."end" IS NULL OR c."end" > %(today)s)
), due AS (
    SELECT 'step' AS kind, s.what AS words, s.due_on AS on_day, n.person_id
      FROM neets_planstep s JOIN neets_plan n ON n.id = s.plan_id
     WHERE s.status = 'to_do' AND s.due_on <= %(soon)s AND n.closed_on IS NULL
    UNION ALL
    SELECT 'review', '', review_on, person_id FROM neets_plan WHERE review_on <= %(soon)s AND closed_on IS NULL
    UNION ALL
    SELECT 'offer', guarantee, due_on, person_id FROM neets_offer WHERE due_on <= %(soon)s AND made_on IS NULL
)
SELECT due.kind, due.words, due.on_day, p.id, p.pseudonym, count(*) OVER ()::int AS total
  FROM due JOIN own USING (person_id) JOIN neets_youngperson p ON p.id = due.person_id
 ORDER BY due.on_day, p.id, due.kind
 LIMIT %(limit)s OFFSET %(offset)s
