-- Drawing finds its properties by their numbers, also when it is all of them: a plan that has to serve for both a few and
-- all read the whole register to draw one.

-- Draw these properties; answers the squares of level 15 in which something is drawn now.
CREATE OR REPLACE FUNCTION estate_draw_properties(ids bigint[]) RETURNS bigint[]
LANGUAGE sql AS $$
    WITH drawn AS (
        INSERT INTO estate_drawing (
               property_id, reference, name, organisation_id, is_sensitive, status, category, use, tenure, rag,
               energy_rating, district_id, lease_expiry_year, cost_per_m2, cost_band, x, y, cell, shape)
        SELECT p.id, p.reference, p.name, p.organisation_id, p.is_sensitive, p.status, p.category, p.use, p.tenure,
               p.rag, p.energy_rating, p.district_id,
               extract(year FROM DATE '0001-01-01' + (lower(p.lease_expiries) - 1))::integer,
               round(cost.of_m2, 2)::float8,
               CASE WHEN cost.of_m2 < 25 THEN 0 WHEN cost.of_m2 < 50 THEN 25 WHEN cost.of_m2 < 75 THEN 50
                    WHEN cost.of_m2 < 100 THEN 75 WHEN cost.of_m2 < 150 THEN 100 WHEN cost.of_m2 >= 150 THEN 150 END,
               round(ST_X(place.at))::integer, round(ST_Y(place.at))::integer, place.cell,
               coalesce(ST_Transform(p.boundary, 3857), place.at)
          FROM estate_property p
         CROSS JOIN LATERAL (SELECT at, estate_cell_at(ST_X(at), ST_Y(at)) AS cell
                               FROM ST_Transform(p.location, 3857) AS at OFFSET 0) AS place
         CROSS JOIN LATERAL (SELECT p.running_cost / nullif(p.gross_internal_area_m2, 0) AS of_m2) AS cost
         WHERE p.id = ANY (ids) AND p.location IS NOT NULL
         ORDER BY place.cell, p.id
            ON CONFLICT (property_id) DO UPDATE SET
               reference = excluded.reference, name = excluded.name, organisation_id = excluded.organisation_id,
               is_sensitive = excluded.is_sensitive, status = excluded.status, category = excluded.category,
               use = excluded.use, tenure = excluded.tenure, rag = excluded.rag,
               energy_rating = excluded.energy_rating, district_id = excluded.district_id,
               lease_expiry_year = excluded.lease_expiry_year, cost_per_m2 = excluded.cost_per_m2,
               cost_band = excluded.cost_band, x = excluded.x, y = excluded.y, cell = excluded.cell,
               shape = excluded.shape
        RETURNING cell >> 6 AS square)
    SELECT coalesce(array_agg(DISTINCT square), '{}') FROM drawn;
$$;

-- Draw what is due. One at a time: whoever waits here then finds that the other has done it.
CREATE OR REPLACE FUNCTION estate_draw() RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[];
    is_all boolean;
    squares bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM estate_drawingdue) THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock(84201, 0);
    WITH taken AS (DELETE FROM estate_drawingdue RETURNING properties)
    SELECT bool_or(properties IS NULL), coalesce(array_agg(DISTINCT id) FILTER (WHERE id IS NOT NULL), '{}')
      INTO is_all, ids
      FROM taken LEFT JOIN LATERAL unnest(properties) AS id ON true;
    IF is_all IS NULL THEN
        RETURN;
    ELSIF is_all THEN
        DELETE FROM estate_drawing;
        DELETE FROM estate_drawncell;
        PERFORM estate_count_cells(estate_draw_properties(ARRAY(SELECT id FROM estate_property)));
    ELSIF ids <> '{}' THEN
        SELECT coalesce(array_agg(DISTINCT cell >> 6), '{}') INTO squares
          FROM estate_drawing WHERE property_id = ANY (ids);
        DELETE FROM estate_drawing d
         WHERE d.property_id = ANY (ids)
           AND NOT EXISTS (SELECT FROM estate_property p WHERE p.id = d.property_id AND p.location IS NOT NULL);
        squares := squares || estate_draw_properties(ids);
        SELECT array_agg(DISTINCT square) INTO squares FROM unnest(squares) AS square;
        PERFORM estate_count_cells(coalesce(squares, '{}'));
    END IF;
    DELETE FROM estate_drawingstamp;
    INSERT INTO estate_drawingstamp DEFAULT VALUES;
END $$;
