-- Which properties have to be checked again: marked by whatever statement changes them or what belongs to them.
--
-- A statement that changes more than a few thousand leaves one mark for all: the whole register is then checked, which
-- takes no longer than that many one by one.
CREATE FUNCTION estate_quality_stale() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    source text := CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT %1$I AS id FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT %1$I AS id FROM old_rows'
        ELSE 'SELECT %1$I AS id FROM old_rows UNION ALL SELECT %1$I FROM new_rows' END;
    many bigint;
BEGIN
    source := format(source, TG_ARGV[0]);
    EXECUTE format('SELECT count(*) FROM (SELECT FROM (%s) rows LIMIT 10001) counted', source) INTO many;
    IF many > 10000 THEN
        INSERT INTO estate_qualitystale (property_id) VALUES (NULL);
    ELSIF many > 0 THEN
        EXECUTE format('INSERT INTO estate_qualitystale (property_id) SELECT DISTINCT id FROM (%s) rows', source);
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    watched text;
BEGIN
    FOREACH watched IN ARRAY ARRAY['property', 'lease', 'occupation', 'valuation', 'propertytitle'] LOOP
        EXECUTE format($statement$
            CREATE TRIGGER estate_quality_added AFTER INSERT ON estate_%1$s
                REFERENCING NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION estate_quality_stale(%2$L);
            CREATE TRIGGER estate_quality_edited AFTER UPDATE ON estate_%1$s
                REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
                FOR EACH STATEMENT EXECUTE FUNCTION estate_quality_stale(%2$L);
            CREATE TRIGGER estate_quality_removed AFTER DELETE ON estate_%1$s
                REFERENCING OLD TABLE AS old_rows
                FOR EACH STATEMENT EXECUTE FUNCTION estate_quality_stale(%2$L);
        $statement$, watched, CASE watched WHEN 'property' THEN 'id' ELSE 'property_id' END);
    END LOOP;
END $$;
