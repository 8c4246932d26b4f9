-- Marks the bodies of which the public may see something else than before. What was hidden and stays hidden leaves no
-- mark, so that an edit of a sensitive site does not even make a public file be made again.
--
-- A mark is a row of its own each time: a row a body would make its writers wait for each other.
CREATE FUNCTION estate_open_data_stale() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO estate_opendatastale (organisation_id)
        SELECT DISTINCT organisation_id FROM new_rows WHERE NOT is_sensitive;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO estate_opendatastale (organisation_id)
        SELECT DISTINCT organisation_id FROM old_rows WHERE NOT is_sensitive;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO estate_opendatastale (organisation_id)
        SELECT organisation_id FROM old_rows WHERE NOT is_sensitive
         UNION
        SELECT organisation_id FROM new_rows WHERE NOT is_sensitive;
    ELSE
        INSERT INTO estate_opendatastale (organisation_id) SELECT id FROM totalplace_organisation;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_open_data_added AFTER INSERT ON estate_property REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION estate_open_data_stale();
CREATE TRIGGER estate_open_data_edited AFTER UPDATE ON estate_property
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION estate_open_data_stale();
CREATE TRIGGER estate_open_data_removed AFTER DELETE ON estate_property REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION estate_open_data_stale();
CREATE TRIGGER estate_open_data_emptied AFTER TRUNCATE ON estate_property
    FOR EACH STATEMENT EXECUTE FUNCTION estate_open_data_stale();
