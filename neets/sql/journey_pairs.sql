-- Directly-follows: (step, next step) → passages and people. The first column is null where a journey begins, the second
-- where it ends.
SELECT step, next_step, count(*)::int, count(DISTINCT person_id)::int FROM steps GROUP BY 1, 2
UNION ALL
SELECT NULL, step, count(*)::int, count(*)::int FROM steps WHERE place = 1 GROUP BY 2
 ORDER BY 1 NULLS FIRST, 2 NULLS FIRST
