-- When areas change, come or go, only the properties in their old and new pieces are placed again, each of them once.

-- While estate_place_again writes what it has just worked out, the trigger on properties need not work it out again.
CREATE OR REPLACE FUNCTION estate_place(property estate_property) RETURNS estate_property
LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('totalplace.placed', true) = 'on' THEN
        RETURN property;
    END IF;
    IF property.boundary IS NOT NULL AND (property.location IS NULL OR property.location_source = 'boundary') THEN
        property.location := ST_PointOnSurface(property.boundary);
        property.location_source := 'boundary';
    END IF;
    SELECT min(area_id) FILTER (WHERE level = 'district'),
           min(area_id) FILTER (WHERE level = 'ward'),
           min(area_id) FILTER (WHERE level = 'lsoa')
      INTO property.district_id, property.ward_id, property.lsoa_id
      FROM totalplace_areapiece
     WHERE ST_Intersects(piece, property.location);
    RETURN property;
END $$;

-- Place the properties that are, or belong, in one of these areas.
CREATE FUNCTION estate_place_again(touched bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('totalplace.placed', 'on', true);
    WITH concerned AS MATERIALIZED (
        SELECT id FROM estate_property WHERE district_id = ANY (touched)
        UNION SELECT id FROM estate_property WHERE ward_id = ANY (touched)
        UNION SELECT id FROM estate_property WHERE lsoa_id = ANY (touched)
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

DROP TRIGGER estate_areas_moved ON totalplace_area;

CREATE OR REPLACE FUNCTION estate_areas_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(id) INTO touched FROM new_rows WHERE level IN ('district', 'ward', 'lsoa');
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(id) INTO touched FROM old_rows WHERE level IN ('district', 'ward', 'lsoa');
    ELSE
        SELECT array_agg(n.id) INTO touched
          FROM new_rows n JOIN old_rows o USING (id)
         WHERE (n.level IN ('district', 'ward', 'lsoa') OR o.level IN ('district', 'ward', 'lsoa'))
           AND (n.level, n.valid_to, n.boundary) IS DISTINCT FROM (o.level, o.valid_to, o.boundary);
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM estate_place_again(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_areas_added AFTER INSERT ON totalplace_area
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_areas_moved();
CREATE TRIGGER estate_areas_edited AFTER UPDATE ON totalplace_area
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_areas_moved();
CREATE TRIGGER estate_areas_removed AFTER DELETE ON totalplace_area
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_areas_moved();
