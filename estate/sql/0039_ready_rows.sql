-- Properties as the API writes them, ready to be sent: see estate/models/ready.py and decision 24.
--
-- A statement that changes properties, or what their rows name, leaves one row that says which, in its own transaction:
-- so who sees the change also sees that the ready rows are not true, and has them written from the register. Writing
-- them anew is left to a worker, and no writer waits.

CREATE FUNCTION estate_readyrow_due() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO estate_readyrowdue (is_wide) VALUES (true);
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO estate_readyrowdue (properties, is_wide)
        SELECT array_agg(id), count(*) > 5000 FROM old_rows HAVING count(*) > 0;
    ELSE
        INSERT INTO estate_readyrowdue (properties, is_wide)
        SELECT array_agg(id), count(*) > 5000 FROM new_rows HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_readyrow_added AFTER INSERT ON estate_property
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_readyrow_due();
CREATE TRIGGER estate_readyrow_edited AFTER UPDATE ON estate_property
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_readyrow_due();
CREATE TRIGGER estate_readyrow_removed AFTER DELETE ON estate_property
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_readyrow_due();
CREATE TRIGGER estate_readyrow_emptied AFTER TRUNCATE ON estate_property
    FOR EACH STATEMENT EXECUTE FUNCTION estate_readyrow_due();

-- Which properties name it is found when they are written: one that another transaction is just giving it, and that
-- cannot be seen here, is found then, too.
CREATE FUNCTION estate_readyrow_renamed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO estate_readyrowdue (is_wide, organisation, site, area)
    VALUES (true, CASE TG_TABLE_NAME WHEN 'totalplace_organisation' THEN NEW.id END,
            CASE TG_TABLE_NAME WHEN 'estate_site' THEN NEW.id END,
            CASE TG_TABLE_NAME WHEN 'totalplace_area' THEN NEW.id END);
    RETURN NULL;
END $$;

CREATE TRIGGER estate_readyrow_renamed AFTER UPDATE ON totalplace_organisation FOR EACH ROW
    WHEN (NEW.code <> OLD.code) EXECUTE FUNCTION estate_readyrow_renamed();
CREATE TRIGGER estate_readyrow_renamed AFTER UPDATE ON totalplace_area FOR EACH ROW
    WHEN (NEW.code <> OLD.code) EXECUTE FUNCTION estate_readyrow_renamed();
CREATE TRIGGER estate_readyrow_renamed AFTER UPDATE ON estate_site FOR EACH ROW
    WHEN (NEW.name <> OLD.name) EXECUTE FUNCTION estate_readyrow_renamed();

-- Read far oftener than written, and most of a kilobyte or two: packing them would cost more than it saves.
ALTER TABLE estate_readyrow SET (toast_tuple_target = 8160);
ALTER TABLE estate_readyrow ALTER COLUMN record SET STORAGE EXTERNAL, ALTER COLUMN geometry SET STORAGE EXTERNAL;

-- A worker writes all of them.
INSERT INTO estate_readyrowdue (is_wide) VALUES (true);
