-- Tallies of payments by name and by month, kept with every statement that touches payments: an import, its undoing
-- and plain SQL alike. Pages read them, so that no page counts two hundred thousand payments.

CREATE FUNCTION spend_tally_payments() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO spend_suppliertally AS t (name_id, body_id, is_published, payments, amount)
        SELECT p.name_id, p.body_id, f.published_on IS NOT NULL, -count(*), -sum(p.amount)
          FROM old_rows p LEFT JOIN spend_paymentfile f ON f.batch_id = p.batch_id
         WHERE p.name_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (name_id, body_id, is_published)
            DO UPDATE SET payments = t.payments + excluded.payments, amount = t.amount + excluded.amount;
        INSERT INTO spend_monthtally AS t (body_id, month, is_published, payments, amount)
        SELECT p.body_id, date_trunc('month', p.paid_on)::date, f.published_on IS NOT NULL, -count(*), -sum(p.amount)
          FROM old_rows p LEFT JOIN spend_paymentfile f ON f.batch_id = p.batch_id
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (body_id, month, is_published)
            DO UPDATE SET payments = t.payments + excluded.payments, amount = t.amount + excluded.amount;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO spend_suppliertally AS t (name_id, body_id, is_published, payments, amount)
        SELECT p.name_id, p.body_id, f.published_on IS NOT NULL, count(*), sum(p.amount)
          FROM new_rows p LEFT JOIN spend_paymentfile f ON f.batch_id = p.batch_id
         WHERE p.name_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (name_id, body_id, is_published)
            DO UPDATE SET payments = t.payments + excluded.payments, amount = t.amount + excluded.amount;
        INSERT INTO spend_monthtally AS t (body_id, month, is_published, payments, amount)
        SELECT p.body_id, date_trunc('month', p.paid_on)::date, f.published_on IS NOT NULL, count(*), sum(p.amount)
          FROM new_rows p LEFT JOIN spend_paymentfile f ON f.batch_id = p.batch_id
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (body_id, month, is_published)
            DO UPDATE SET payments = t.payments + excluded.payments, amount = t.amount + excluded.amount;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM spend_suppliertally t USING (SELECT DISTINCT name_id FROM old_rows) o
         WHERE t.name_id = o.name_id AND t.payments = 0;
        DELETE FROM spend_monthtally WHERE payments = 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER tally_added AFTER INSERT ON spend_payment REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION spend_tally_payments();
CREATE TRIGGER tally_changed AFTER UPDATE ON spend_payment REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION spend_tally_payments();
CREATE TRIGGER tally_removed AFTER DELETE ON spend_payment REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION spend_tally_payments();

-- A file that is published, or taken back, takes its payments from one half of the tallies to the other.
CREATE FUNCTION spend_tally_publication() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO spend_suppliertally AS t (name_id, body_id, is_published, payments, amount)
    SELECT p.name_id, p.body_id, s.is_published, sum(s.times), sum(p.amount * s.times)
      FROM spend_payment p
     CROSS JOIN (VALUES (NEW.published_on IS NOT NULL, 1), (OLD.published_on IS NOT NULL, -1)) s (is_published, times)
     WHERE p.batch_id = NEW.batch_id AND p.name_id IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (name_id, body_id, is_published)
        DO UPDATE SET payments = t.payments + excluded.payments, amount = t.amount + excluded.amount;
    INSERT INTO spend_monthtally AS t (body_id, month, is_published, payments, amount)
    SELECT p.body_id, date_trunc('month', p.paid_on)::date, s.is_published, sum(s.times), sum(p.amount * s.times)
      FROM spend_payment p
     CROSS JOIN (VALUES (NEW.published_on IS NOT NULL, 1), (OLD.published_on IS NOT NULL, -1)) s (is_published, times)
     WHERE p.batch_id = NEW.batch_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        ON CONFLICT (body_id, month, is_published)
        DO UPDATE SET payments = t.payments + excluded.payments, amount = t.amount + excluded.amount;
    DELETE FROM spend_suppliertally t USING (SELECT DISTINCT name_id FROM spend_payment WHERE batch_id = NEW.batch_id) o
     WHERE t.name_id = o.name_id AND t.payments = 0;
    DELETE FROM spend_monthtally WHERE payments = 0;
    RETURN NULL;
END $$;

CREATE TRIGGER tally_publication AFTER UPDATE OF published_on ON spend_paymentfile FOR EACH ROW
    WHEN ((OLD.published_on IS NULL) <> (NEW.published_on IS NULL)) EXECUTE FUNCTION spend_tally_publication();

-- What is staged is derived from its file: a server that crashes loses it, and the file is checked again.
ALTER TABLE spend_stagedpayment SET UNLOGGED;
ALTER TABLE spend_stagedline SET UNLOGGED;
