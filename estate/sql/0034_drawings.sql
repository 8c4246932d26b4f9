-- What map tiles are made from: see estate/models/drawing.py and docs/tiles.md.
--
-- A statement that changes properties leaves one row that says which; drawing them is left to the first who reads a
-- tile, or to a worker a second later, so that a large import pays for it after its commit and writers never wait for
-- each other here.

CREATE FUNCTION estate_drawing_due() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO estate_drawingdue (properties) VALUES (NULL);
    ELSIF TG_OP = 'INSERT' THEN
        INSERT INTO estate_drawingdue (properties)
        SELECT array_agg(id) FROM new_rows WHERE location IS NOT NULL HAVING count(*) > 0;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO estate_drawingdue (properties)
        SELECT array_agg(id) FROM old_rows WHERE location IS NOT NULL HAVING count(*) > 0;
    ELSE
        -- Geometry is compared byte for byte; PostGIS's own = compares boxes.
        INSERT INTO estate_drawingdue (properties)
        SELECT array_agg(n.id)
          FROM new_rows n JOIN old_rows o USING (id)
         WHERE (n.organisation_id, n.is_sensitive, n.status, n.category, n.use, n.tenure, n.rag, n.energy_rating,
                n.district_id, n.name, n.reference, n.running_cost, n.gross_internal_area_m2, n.lease_expiries)
               IS DISTINCT FROM
               (o.organisation_id, o.is_sensitive, o.status, o.category, o.use, o.tenure, o.rag, o.energy_rating,
                o.district_id, o.name, o.reference, o.running_cost, o.gross_internal_area_m2, o.lease_expiries)
            OR n.location::bytea IS DISTINCT FROM o.location::bytea
            OR n.boundary::bytea IS DISTINCT FROM o.boundary::bytea
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_drawing_added AFTER INSERT ON estate_property
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_drawing_due();
CREATE TRIGGER estate_drawing_edited AFTER UPDATE ON estate_property
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_drawing_due();
CREATE TRIGGER estate_drawing_removed AFTER DELETE ON estate_property
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_drawing_due();
CREATE TRIGGER estate_drawing_emptied AFTER TRUNCATE ON estate_property
    FOR EACH STATEMENT EXECUTE FUNCTION estate_drawing_due();

-- Tiles name bodies by their codes: finished ones are not true any more when a code changes, though nothing is drawn.
CREATE FUNCTION estate_drawing_renamed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO estate_drawingdue (properties) VALUES ('{}');
    RETURN NULL;
END $$;

CREATE TRIGGER estate_drawing_renamed AFTER UPDATE ON totalplace_organisation FOR EACH ROW
    WHEN (NEW.code <> OLD.code) EXECUTE FUNCTION estate_drawing_renamed();

-- The square of the zoom-18 grid at a place in EPSG:3857, as a Morton code: its column's bits and its row's in turn, so
-- that each square of a coarser grid is one range of numbers.
CREATE FUNCTION estate_cell_at(x float8, y float8) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    a bigint := least(262143, greatest(0, floor((x + 20037508.342789244) / 40075016.685578488 * 262144)));
    b bigint := least(262143, greatest(0, floor((20037508.342789244 - y) / 40075016.685578488 * 262144)));
BEGIN
    a := (a | (a << 16)) & 281470681808895;
    b := (b | (b << 16)) & 281470681808895;
    a := (a | (a << 8)) & 71777214294589695;
    b := (b | (b << 8)) & 71777214294589695;
    a := (a | (a << 4)) & 1085102592571150095;
    b := (b | (b << 4)) & 1085102592571150095;
    a := (a | (a << 2)) & 3689348814741910323;
    b := (b | (b << 2)) & 3689348814741910323;
    a := (a | (a << 1)) & 6148914691236517205;
    b := (b | (b << 1)) & 6148914691236517205;
    RETURN a | (b << 1);
END $$;

-- Draw these properties, or all; answers the squares of level 15 in which something is drawn now.
CREATE FUNCTION estate_draw_properties(ids bigint[]) RETURNS bigint[]
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
         WHERE (ids IS NULL OR p.id = ANY (ids)) AND p.location IS NOT NULL
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

-- Count these squares of level 15 anew, and every coarser square around them from the four that it holds.
CREATE FUNCTION estate_count_cells(squares bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM estate_drawncell WHERE level = 15 AND cell = ANY (squares);
    WITH member AS MATERIALIZED (
        SELECT square, CASE WHEN d.is_sensitive THEN d.organisation_id ELSE 0 END AS holder, d.*
          FROM unnest(squares) AS square
         CROSS JOIN LATERAL (
               SELECT organisation_id, is_sensitive, status, category, use, tenure, rag, energy_rating,
                      lease_expiry_year, cost_band, x, y
                 FROM estate_drawing
                WHERE cell >= square << 6 AND cell < (square + 1) << 6
                  AND status NOT IN ('sold', 'lease_ended', 'demolished', 'closed')) d
    ), counted AS (
        SELECT square, holder, dimension, value, count(*) AS properties
          FROM member
         CROSS JOIN LATERAL (VALUES ('rag', rag), ('tenure', tenure), ('organisation', organisation_id::text),
                                    ('category', category), ('use', use), ('status', status),
                                    ('lease_expiry_year', coalesce(lease_expiry_year::text, '')),
                                    ('energy_rating', energy_rating),
                                    ('cost_per_m2', coalesce(cost_band::text, ''))) AS each (dimension, value)
         GROUP BY square, holder, dimension, value
    ), gathered AS (
        SELECT square, holder, dimension, jsonb_object_agg(value, properties) AS counts
          FROM counted GROUP BY square, holder, dimension
    ), summed AS (
        SELECT square, holder, count(*) AS properties, sum(x) AS x, sum(y) AS y FROM member GROUP BY square, holder
    )
    INSERT INTO estate_drawncell (level, cell, holder, properties, x, y, counts)
    SELECT 15, square, holder, s.properties, s.x, s.y, jsonb_object_agg(dimension, g.counts)
      FROM summed s JOIN gathered g USING (square, holder)
     GROUP BY square, holder, s.properties, s.x, s.y
     ORDER BY square, holder;

    FOR fine IN REVERSE 15..4 LOOP
        SELECT coalesce(array_agg(DISTINCT square >> 2), '{}') INTO squares FROM unnest(squares) AS square;
        DELETE FROM estate_drawncell WHERE level = fine - 1 AND cell = ANY (squares);
        WITH part AS MATERIALIZED (
            SELECT square, c.*
              FROM unnest(squares) AS square
             CROSS JOIN LATERAL (SELECT * FROM estate_drawncell
                                  WHERE level = fine AND cell >= square << 2 AND cell < (square + 1) << 2) c
        ), counted AS (
            SELECT square, holder, of.key AS dimension, each.key AS value, sum(each.value::integer) AS properties
              FROM part CROSS JOIN LATERAL jsonb_each(counts) AS of CROSS JOIN LATERAL jsonb_each_text(of.value) AS each
             GROUP BY square, holder, of.key, each.key
        ), gathered AS (
            SELECT square, holder, dimension, jsonb_object_agg(value, properties) AS counts
              FROM counted GROUP BY square, holder, dimension
        ), summed AS (
            SELECT square, holder, sum(properties) AS properties, sum(x) AS x, sum(y) AS y
              FROM part GROUP BY square, holder
        )
        INSERT INTO estate_drawncell (level, cell, holder, properties, x, y, counts)
        SELECT fine - 1, square, holder, s.properties, s.x, s.y, jsonb_object_agg(dimension, g.counts)
          FROM summed s JOIN gathered g USING (square, holder)
         GROUP BY square, holder, s.properties, s.x, s.y
         ORDER BY square, holder;
    END LOOP;
END $$;

-- Draw what is due. One at a time: whoever waits here then finds that the other has done it.
CREATE FUNCTION estate_draw() RETURNS void
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
        PERFORM estate_count_cells(estate_draw_properties(NULL));
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

-- Draw everything anew, should anybody ever doubt the drawings, or after rows were written with triggers off.
CREATE FUNCTION estate_draw_again() RETURNS void
LANGUAGE sql AS $$
    INSERT INTO estate_drawingdue (properties) VALUES (NULL);
    SELECT estate_draw();
$$;

ALTER TABLE estate_finishedtile SET UNLOGGED;
INSERT INTO estate_drawingstamp DEFAULT VALUES;
-- How many squares, for who runs this by hand; they are counted once the indexes are there.
SELECT cardinality(estate_draw_properties(NULL));
