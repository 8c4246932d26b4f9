-- What keeps the sums true, whoever writes: asked when a transaction ends, so that a set may pass through states that
-- would not hold by themselves. A refusal says the field, the reason and the remedy.

CREATE FUNCTION spend_check_shares(line bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    over record;
BEGIN
    SELECT s.name, sum(lc.share) AS share INTO over
      FROM spend_linecode lc JOIN spend_code c ON c.id = lc.code_id JOIN spend_scheme s ON s.id = c.scheme_id
     WHERE lc.line_id = line
     GROUP BY s.id, s.name HAVING sum(lc.share) > 1 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'linecode_within_the_line',
            TABLE = 'spend_linecode', COLUMN = 'share',
            MESSAGE = format('The shares of this line under %s come to %s%%: lower them to 100%% together.',
                             over.name, trim_scale(round(over.share * 100, 2)));
    END IF;
END $$;

CREATE FUNCTION spend_check_eliminations(line bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    held numeric;
    taken numeric;
BEGIN
    -- The line is locked, so that two transactions cannot each take what only one of them may.
    SELECT amount INTO held FROM spend_line WHERE id = line FOR UPDATE;
    SELECT sum(amount) INTO taken FROM spend_elimination WHERE removed_from_id = line;
    IF taken > held THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'elimination_within_the_line',
            TABLE = 'spend_elimination', COLUMN = 'amount',
            MESSAGE = format('£%s would be taken out of a line of £%s: take out no more than is in it.', taken, held);
    END IF;
    IF EXISTS (SELECT FROM spend_elimination e JOIN spend_line kept ON kept.id = e.counted_in_id
                 JOIN spend_line removed ON removed.id = e.removed_from_id
                WHERE line IN (e.removed_from_id, e.counted_in_id) AND kept.count_id <> removed.count_id) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'elimination_in_one_count',
            TABLE = 'spend_elimination', COLUMN = 'counted_in',
            MESSAGE = 'The two lines are of different counts: choose two lines of one count.';
    END IF;
END $$;

CREATE FUNCTION spend_line_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM spend_check_eliminations(NEW.id);
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER line_still_holds_what_is_taken AFTER UPDATE OF amount, count_id ON spend_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.amount IS DISTINCT FROM NEW.amount OR OLD.count_id IS DISTINCT FROM NEW.count_id)
    EXECUTE FUNCTION spend_line_changed();

-- Whether money that `payer` passes to `payee` comes back to `payer` within the count.
CREATE FUNCTION spend_check_circle(count bigint, payer bigint, payee bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    way text;
BEGIN
    -- Flows of one count are checked one after the other, so that two halves of a circle cannot come in side by side.
    PERFORM pg_advisory_xact_lock(hashtext('spend_flow'), count::int);
    WITH RECURSIVE reached (body, way) AS (
        SELECT payee, ARRAY[payer, payee]
        UNION ALL
        SELECT f.payee_id, r.way || f.payee_id
          FROM reached r JOIN spend_flow f ON f.count_id = count AND f.payer_id = r.body
         WHERE r.body <> payer AND f.payee_id <> ALL (r.way[2:])
    )
    SELECT string_agg(b.name, ' → ' ORDER BY step.place) INTO way
      FROM (SELECT reached.way FROM reached WHERE reached.body = payer LIMIT 1) circle,
           unnest(circle.way) WITH ORDINALITY step (body, place) JOIN spend_body b ON b.id = step.body;
    IF way IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'flow_no_circle',
            TABLE = 'spend_flow', COLUMN = 'payee',
            MESSAGE = format('The money would go in a circle: %s. Enter what stays on the way, net of what comes back.', way);
    END IF;
END $$;

-- What proves that everything sums: one row for each count and each way of adding it up that does not give its total.
-- No row is the right answer.
CREATE VIEW spend_unbalanced AS
WITH total AS (
    SELECT c.id AS count_id, coalesce(sum(l.amount), 0) AS amount
      FROM spend_count c LEFT JOIN spend_line l ON l.count_id = c.id GROUP BY c.id
), taken AS (
    SELECT l.count_id, sum(e.amount) AS amount
      FROM spend_elimination e JOIN spend_line l ON l.id = e.removed_from_id GROUP BY l.count_id
), kept AS (
    SELECT l.count_id, sum(e.amount) AS amount
      FROM spend_elimination e JOIN spend_line l ON l.id = e.counted_in_id GROUP BY l.count_id
), coded AS (
    SELECT l.count_id, s.id AS scheme_id, l.id AS line_id, sum(lc.share) AS share
      FROM spend_linecode lc JOIN spend_line l ON l.id = lc.line_id
      JOIN spend_code c ON c.id = lc.code_id JOIN spend_scheme s ON s.id = c.scheme_id
     GROUP BY l.count_id, s.id, l.id
)
SELECT t.count_id, 'stated total' AS way, c.stated_total AS expected, t.amount AS found
  FROM total t JOIN spend_count c ON c.id = t.count_id WHERE c.stated_total <> t.amount
UNION ALL
SELECT t.count_id, 'eliminations', taken.amount, kept.amount
  FROM total t JOIN taken USING (count_id) FULL JOIN kept USING (count_id)
 WHERE taken.amount IS DISTINCT FROM kept.amount
UNION ALL
SELECT l.count_id, 'more taken out than there is', l.amount, sum(e.amount)
  FROM spend_elimination e JOIN spend_line l ON l.id = e.removed_from_id
 GROUP BY l.count_id, l.id, l.amount HAVING sum(e.amount) > l.amount
UNION ALL
SELECT coded.count_id, 'shares above the whole', 1, coded.share FROM coded WHERE coded.share > 1
UNION ALL
SELECT s.count_id, 'signed by ' || b.name, s.amount, coalesce(sum(l.amount), 0)
  FROM spend_signoff s JOIN spend_body b ON b.id = s.body_id
  LEFT JOIN spend_line l ON l.count_id = s.count_id AND l.body_id = s.body_id
 WHERE s.withdrawn_at IS NULL
 GROUP BY s.id, b.name HAVING s.amount <> coalesce(sum(l.amount), 0);
