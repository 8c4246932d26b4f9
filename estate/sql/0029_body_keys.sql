-- The body that a property is of is made sure of as its areas are: looked up and held once a statement, where a foreign
-- key looked it up again for each row; and a body that has properties does not go.

-- These bodies stand, and stay until the transaction ends, by the lock that a foreign key takes.
CREATE FUNCTION estate_bodies_stand(ids bigint[]) RETURNS void
LANGUAGE plpgsql STRICT AS $$
DECLARE
    standing bigint[];
BEGIN
    SELECT array_agg(id) INTO standing
      FROM (SELECT id FROM totalplace_organisation WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE) held;
    IF NOT coalesce(standing, '{}') @> ids THEN
        RAISE foreign_key_violation USING
            MESSAGE = 'A property names a body that is not there.',
            TABLE = 'estate_property', CONSTRAINT = 'property_body_stands';
    END IF;
END $$;

-- One look through the rows added serves for their areas and their body.
CREATE OR REPLACE FUNCTION estate_areas_named() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    areas bigint[];
    bodies bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT area) FILTER (WHERE area IS NOT NULL), array_agg(DISTINCT organisation_id)
          INTO areas, bodies
          FROM (SELECT DISTINCT organisation_id, district_id, ward_id, lsoa_id FROM new_rows) lain
         CROSS JOIN LATERAL (VALUES (district_id), (ward_id), (lsoa_id)) AS each (area);
        PERFORM estate_areas_stand(areas);
        PERFORM estate_bodies_stand(bodies);
    ELSE
        PERFORM estate_areas_stand(array_remove(ARRAY[NEW.district_id, NEW.ward_id, NEW.lsoa_id], NULL));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION estate_body_named() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM estate_bodies_stand(ARRAY[NEW.organisation_id]);
    RETURN NULL;
END $$;

CREATE TRIGGER estate_body_named AFTER UPDATE ON estate_property FOR EACH ROW
    WHEN (NEW.organisation_id <> OLD.organisation_id) EXECUTE FUNCTION estate_body_named();

-- Whoever adds a property to a body holds it, so this waits for him and then sees what he stored.
CREATE FUNCTION estate_body_goes() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    named text;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        SELECT reference INTO named FROM estate_property LIMIT 1;
    ELSE
        SELECT reference INTO named FROM estate_property WHERE organisation_id = OLD.id LIMIT 1;
    END IF;
    IF named IS NOT NULL THEN
        RAISE foreign_key_violation USING
            MESSAGE = format('Property %s is still of this body.', named), TABLE = 'totalplace_organisation';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_body_goes AFTER DELETE ON totalplace_organisation
    FOR EACH ROW EXECUTE FUNCTION estate_body_goes();
CREATE TRIGGER estate_bodies_emptied AFTER TRUNCATE ON totalplace_organisation
    FOR EACH STATEMENT EXECUTE FUNCTION estate_body_goes();

-- The number of a body is what properties know it by.
CREATE FUNCTION estate_body_number_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING
        MESSAGE = 'A body keeps its number: properties know it by that.', TABLE = 'totalplace_organisation';
END $$;

CREATE TRIGGER estate_body_number_stays BEFORE UPDATE OF id ON totalplace_organisation FOR EACH ROW
    WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION estate_body_number_stays();

DO $$
BEGIN
    PERFORM estate_bodies_stand(array_agg(DISTINCT organisation_id)) FROM estate_property;
END $$;
