-- Marks that the counts of past months are no longer as they were kept: what happens in this month changes none of them,
-- so an ordinary edit, rating or closing leaves no mark.
CREATE FUNCTION estate_rating_months_stale() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    is_stale boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (%s)', TG_ARGV[0]) INTO is_stale
        USING date_trunc('month', now() AT TIME ZONE 'Europe/London') AT TIME ZONE 'Europe/London';
    IF is_stale THEN
        INSERT INTO estate_ratingmonthstale DEFAULT VALUES;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_rating_months_added AFTER INSERT ON estate_property REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION estate_rating_months_stale('SELECT FROM new_rows WHERE created_at < $1');
CREATE TRIGGER estate_rating_months_removed AFTER DELETE ON estate_property REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION estate_rating_months_stale('SELECT FROM old_rows WHERE created_at < $1');
CREATE TRIGGER estate_rating_months_edited AFTER UPDATE ON estate_property
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION estate_rating_months_stale('
        SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id
         WHERE (o.organisation_id, o.is_sensitive, o.created_at)
               IS DISTINCT FROM (n.organisation_id, n.is_sensitive, n.created_at)
            OR ((o.status, o.closed_on) IS DISTINCT FROM (n.status, n.closed_on)
                AND least(o.closed_on, n.closed_on) < ($1 AT TIME ZONE ''Europe/London'')::date)');

DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT * FROM (VALUES ('estate_ragassessment', 'assessed_at'), ('estate_ragwithdrawal', 'withdrawn_at'))
                     AS v (name, moment) LOOP
        EXECUTE format($statement$
            CREATE TRIGGER estate_rating_months_added AFTER INSERT ON %1$I REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION estate_rating_months_stale('SELECT FROM new_rows WHERE %2$I < $1');
            CREATE TRIGGER estate_rating_months_removed AFTER DELETE ON %1$I REFERENCING OLD TABLE AS old_rows
                FOR EACH STATEMENT EXECUTE FUNCTION estate_rating_months_stale('SELECT FROM old_rows WHERE %2$I < $1');
        $statement$, each.name, each.moment);
    END LOOP;
END $$;
