-- A property's three areas are what its place says. One look a statement makes sure of them and holds them, where three
-- foreign keys looked each of them up, row by row, when the transaction ended; and an area that goes lets go of its
-- properties.

-- The areas with these ids stand, and stay until the transaction ends: the lock is the one that a foreign key takes.
-- Whoever is deleting one of them ends first and this fails; whoever wants to delete one waits, and then finds the rows.
CREATE FUNCTION estate_areas_stand(ids bigint[]) RETURNS void
LANGUAGE plpgsql STRICT AS $$
DECLARE
    standing bigint[];
BEGIN
    SELECT array_agg(id) INTO standing
      FROM (SELECT id FROM totalplace_area WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE) held;
    IF NOT coalesce(standing, '{}') @> ids THEN
        RAISE foreign_key_violation USING
            MESSAGE = 'A property names a district, ward or neighbourhood that is not there.',
            TABLE = 'estate_property', CONSTRAINT = 'property_areas_stand';
    END IF;
END $$;

CREATE FUNCTION estate_areas_named() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM estate_areas_stand(array_agg(DISTINCT area))
           FROM (SELECT DISTINCT district_id, ward_id, lsoa_id FROM new_rows) lain
          CROSS JOIN LATERAL (VALUES (district_id), (ward_id), (lsoa_id)) AS each (area)
          WHERE area IS NOT NULL;
    ELSE
        PERFORM estate_areas_stand(array_remove(ARRAY[NEW.district_id, NEW.ward_id, NEW.lsoa_id], NULL));
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_areas_named_added AFTER INSERT ON estate_property
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_areas_named();
CREATE TRIGGER estate_areas_named_edited AFTER UPDATE ON estate_property FOR EACH ROW
    WHEN ((NEW.district_id, NEW.ward_id, NEW.lsoa_id) IS DISTINCT FROM (OLD.district_id, OLD.ward_id, OLD.lsoa_id))
    EXECUTE FUNCTION estate_areas_named();

-- Place again the properties that belong in one of these areas, and those named.
DROP FUNCTION estate_place_again(bigint[]);
CREATE FUNCTION estate_place_again(touched bigint[], leaving bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('totalplace.placed', 'on', true);
    WITH concerned AS MATERIALIZED (
        SELECT unnest(leaving) AS id
        UNION SELECT p.id
                FROM totalplace_areapiece a
                JOIN estate_property p ON ST_Intersects(a.piece, p.location)
               WHERE a.area_id = ANY (touched)
    ), placed AS MATERIALIZED (
        SELECT p.id,
               min(a.area_id) FILTER (WHERE a.level = 'district') AS district_id,
               min(a.area_id) FILTER (WHERE a.level = 'ward') AS ward_id,
               min(a.area_id) FILTER (WHERE a.level = 'lsoa') AS lsoa_id
          FROM concerned c
          JOIN estate_property p USING (id)
          LEFT JOIN totalplace_areapiece a ON ST_Intersects(a.piece, p.location)
         GROUP BY p.id
    )
    UPDATE estate_property p
       SET district_id = placed.district_id, ward_id = placed.ward_id, lsoa_id = placed.lsoa_id
      FROM placed
     WHERE p.id = placed.id
       AND (p.district_id, p.ward_id, p.lsoa_id)
           IS DISTINCT FROM (placed.district_id, placed.ward_id, placed.lsoa_id);
    PERFORM set_config('totalplace.placed', '', true);
END $$;

-- The properties that an area had lie where it was, so an index on each of the three columns is not needed to find
-- them. An area that is deleted is looked for in the whole register: that is rare, and none may still name it after.
CREATE OR REPLACE FUNCTION estate_areas_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
    leaving bigint[];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        SELECT array_agg(id) INTO leaving FROM estate_property
         WHERE district_id IS NOT NULL OR ward_id IS NOT NULL OR lsoa_id IS NOT NULL;
    ELSIF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO touched FROM new_rows WHERE level IN ('district', 'ward', 'lsoa');
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM totalplace_areapiece WHERE area_id IN (SELECT id FROM old_rows);
        SELECT array_agg(id) INTO touched FROM old_rows WHERE level IN ('district', 'ward', 'lsoa');
        SELECT array_agg(id) INTO leaving FROM estate_property
         WHERE district_id = ANY (touched) OR ward_id = ANY (touched) OR lsoa_id = ANY (touched);
    ELSE
        SELECT array_agg(n.id) INTO touched
          FROM new_rows n JOIN old_rows o USING (id)
         WHERE (n.level IN ('district', 'ward', 'lsoa') OR o.level IN ('district', 'ward', 'lsoa'))
           AND (n.level, n.valid_to, n.boundary) IS DISTINCT FROM (o.level, o.valid_to, o.boundary);
        SELECT array_agg(p.id) INTO leaving
          FROM old_rows o
          JOIN estate_property p ON p.location && ST_Expand(o.boundary, 1)
                                AND o.id IN (p.district_id, p.ward_id, p.lsoa_id)
         WHERE o.id = ANY (touched);
    END IF;
    IF touched IS NOT NULL OR leaving IS NOT NULL THEN
        PERFORM estate_place_again(touched, leaving);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_areas_emptied AFTER TRUNCATE ON totalplace_area
    FOR EACH STATEMENT EXECUTE FUNCTION estate_areas_moved();

-- The number of an area is what properties know it by.
CREATE FUNCTION estate_area_number_stays() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE foreign_key_violation USING
        MESSAGE = 'An area keeps its number: properties know it by that.', TABLE = 'totalplace_area';
END $$;

CREATE TRIGGER estate_area_number_stays BEFORE UPDATE OF id ON totalplace_area FOR EACH ROW
    WHEN (NEW.id <> OLD.id) EXECUTE FUNCTION estate_area_number_stays();
