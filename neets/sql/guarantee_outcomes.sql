-- Every guarantee owed (person, guarantee, last day), with what became of it by a day: people by guarantee and outcome.
SELECT guarantee, outcome, count(*)::int
  FROM (SELECT guarantee, CASE WHEN made IS NOT NULL AND made <= due_on THEN 'made' WHEN made IS NOT NULL THEN 'late'
                               WHEN unsuitable THEN 'unsuitable' WHEN %(until)s <= due_on THEN 'not_due'
                               ELSE 'overdue' END AS outcome
          FROM (SELECT person_id, guarantee, due_on,
                       min(made_on) FILTER (WHERE made_on <= %(until)s AND suitable <> 'unsuitable') AS made,
                       coalesce(bool_or(made_on <= %(until)s AND suitable = 'unsuitable'), false) AS unsuitable
                  FROM neets_offer WHERE due_on >= %(since)s GROUP BY 1, 2, 3) owed) ended
 GROUP BY 1, 2 ORDER BY 1, 2
