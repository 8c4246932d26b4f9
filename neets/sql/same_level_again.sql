-- Each spell of learning with the highest level of hers that had ended before it began: same, lower or up.
WITH ranked AS (
    SELECT e.id, e.person_id, e.start, e."end", e.result, pr.payment_basis,
           array_position(%(levels)s::text[], e.level::text) AS rank
      FROM neets_enrolment e JOIN neets_provision pr ON pr.id = e.provision_id
     WHERE e.level = ANY (%(levels)s::text[]) AND e.start <= %(until)s
),
again AS (
    SELECT later.id, later.person_id, later.payment_basis, before.achieved,
           CASE WHEN later.rank < before.rank THEN 'lower' WHEN later.rank = before.rank THEN 'same' ELSE 'up' END AS way
      FROM ranked later
      JOIN LATERAL (SELECT one.rank, one.result = 'achieved' AS achieved
                      FROM ranked one
                     WHERE one.person_id = later.person_id AND one."end" <= later.start
                       AND (one.start, one.id) < (later.start, later.id)
                     ORDER BY one.rank DESC, one.result = 'achieved' DESC, one."end" DESC, one.id DESC LIMIT 1) before ON true
     WHERE later.start >= %(since)s
)
