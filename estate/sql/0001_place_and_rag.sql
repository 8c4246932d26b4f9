-- Where a property lies. Called by triggers, so that a property's areas are true whoever writes it.
--
-- Without a point of its own, a property is placed inside its boundary, and says so. The areas come from the pieces
-- of the areas in force: one index look-up. ST_Intersects puts a point on a shared edge in both areas; min() then
-- chooses the same one every time.
CREATE FUNCTION estate_place(property estate_property) RETURNS estate_property
LANGUAGE plpgsql AS $$
BEGIN
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

-- The latest assessment of each property stands on the property itself.
CREATE FUNCTION estate_rag_stands(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE estate_property p
       SET rag = latest.rating,
           rag_assessed_on = (latest.assessed_at AT TIME ZONE 'Europe/London')::date,
           next_review_on = latest.next_review_on
      FROM (SELECT DISTINCT ON (property_id) property_id, rating, assessed_at, next_review_on
              FROM estate_ragassessment
             WHERE property_id = ANY (ids)
             ORDER BY property_id, assessed_at DESC, id DESC) latest
     WHERE p.id = latest.property_id
       AND (p.rag, p.rag_assessed_on, p.next_review_on)
           IS DISTINCT FROM
           (latest.rating, (latest.assessed_at AT TIME ZONE 'Europe/London')::date, latest.next_review_on);
$$;

-- When an area in force changes, comes or goes, the properties in its old and new pieces are placed again.
CREATE FUNCTION estate_areas_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE estate_property p
       SET district_id = placed.district_id, ward_id = placed.ward_id, lsoa_id = placed.lsoa_id
      FROM (SELECT q.id,
                   min(a.area_id) FILTER (WHERE a.level = 'district') AS district_id,
                   min(a.area_id) FILTER (WHERE a.level = 'ward') AS ward_id,
                   min(a.area_id) FILTER (WHERE a.level = 'lsoa') AS lsoa_id
              FROM estate_property q
              LEFT JOIN totalplace_areapiece a ON ST_Intersects(a.piece, q.location)
             WHERE q.location IS NOT NULL
             GROUP BY q.id) placed
     WHERE p.id = placed.id
       AND (p.district_id, p.ward_id, p.lsoa_id)
           IS DISTINCT FROM (placed.district_id, placed.ward_id, placed.lsoa_id);
    RETURN NULL;
END $$;

CREATE TRIGGER estate_areas_moved
    AFTER INSERT OR DELETE OR UPDATE OF boundary, valid_to, level ON totalplace_area
    FOR EACH STATEMENT EXECUTE FUNCTION estate_areas_moved();

-- What the pages sort, search and draw by, beyond the indexes declared with the model.
CREATE INDEX estate_property_location ON estate_property USING gist (location);
CREATE INDEX estate_property_boundary ON estate_property USING gist (boundary);
