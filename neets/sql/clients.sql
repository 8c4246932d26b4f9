-- One page of a caseworker's clients, those longest without contact first, with how many there are in all. What each is
-- doing is told by whoever asked last. Asked under row security, which adds its own conditions.
WITH own AS MATERIALIZED (
    SELECT DISTINCT c.person_id
      FROM neets_client c JOIN neets_agency a ON a.id = c.agency_id
     WHERE a.organisation_id = ANY (%(bodies)s) AND (c."end" IS NULL OR c."end" > %(today)s)
), reached AS MATERIALIZED (
    SELECT person_id, max(t."on") AS reached_on
      FROM own JOIN neets_contact t USING (person_id) WHERE t.result = 'reached' GROUP BY person_id
), doing AS MATERIALIZED (
    SELECT DISTINCT ON (person_id) person_id, s.code, s.code_list, least(s.lapsed_on, s.due_to_lapse_on) AS lapses_on
      FROM own JOIN neets_statusspell s USING (person_id)
     WHERE s.start <= %(today)s AND (s."end" IS NULL OR s."end" > %(today)s)
     ORDER BY person_id, s.ascertained_on DESC NULLS LAST, s.id
)
SELECT p.id, p.pseudonym, p.birth_month, h.name AS home, p.need, d.code, d.code_list, d.lapses_on, r.reached_on,
       count(*) OVER ()::int AS total
  FROM own
  JOIN neets_youngperson p ON p.id = own.person_id
  LEFT JOIN reached r USING (person_id)
  LEFT JOIN doing d USING (person_id)
  LEFT JOIN totalplace_area h ON h.id = p.home_id
 WHERE p.pseudonym LIKE %(q)s
   AND (%(need)s IS NULL OR p.need = %(need)s)
   AND (%(codes)s::text[] IS NULL OR d.code = ANY (%(codes)s))
   AND (NOT %(lost)s OR d.code IS NULL OR d.code = ANY (%(not_known)s) OR d.lapses_on <= %(today)s
        OR r.reached_on IS NULL OR r.reached_on < %(silent)s)
   AND (NOT %(due)s
        OR p.id IN (SELECT n.person_id FROM neets_planstep s JOIN neets_plan n ON n.id = s.plan_id
                     WHERE s.status = 'to_do' AND s.due_on <= %(soon)s AND n.closed_on IS NULL)
        OR p.id IN (SELECT person_id FROM neets_plan WHERE review_on <= %(soon)s AND closed_on IS NULL)
        OR p.id IN (SELECT person_id FROM neets_offer WHERE due_on <= %(soon)s AND made_on IS NULL))
 ORDER BY r.reached_on NULLS FIRST, p.id
 LIMIT %(limit)s OFFSET %(offset)s
