-- Each person's steps up to a day, in order: a status, or a standing, with runs of the same drawn together, whichever
-- agency reported them. Every query of journeys begins with this; names are (code, list) → step, given as arrays.
WITH named (code, code_list, step) AS (SELECT * FROM unnest(%(codes)s::text[], %(lists)s::text[], %(steps)s::text[])),
reported AS (
    SELECT s.person_id, s.start AS at, s.id, n.step,
           lag(n.step) OVER (PARTITION BY s.person_id ORDER BY s.start, s.id) AS before
      FROM neets_statusspell s JOIN named n USING (code, code_list)
     WHERE s.start <= %(until)s AND s.start >= %(since)s
),
steps AS (
    SELECT person_id, at, id, step,
           lead(step) OVER path AS next_step, lead(at) OVER path AS next_at, row_number() OVER path AS place
      FROM reported WHERE step IS DISTINCT FROM before
    WINDOW path AS (PARTITION BY person_id ORDER BY at, id)
)
