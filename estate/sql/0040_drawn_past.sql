-- How each drawn property was rated day by day: see DrawnPast in estate/models/drawing.py. The same as `rated_as_of` in
-- estate/selectors/past_ratings.py says of one day, for all days at once.

-- The rating at the end of `day`; null when the property was not in the register.
CREATE FUNCTION estate_rating_on(ratings text[], days date[], day date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ratings[width_bucket(day, days)] $$;

-- The day on which something happened, UK time: it counts from the end of it.
CREATE FUNCTION estate_day_of(moment timestamptz) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT (moment AT TIME ZONE 'Europe/London')::date $$;

-- From the first day on, until the second where there is one.
CREATE FUNCTION estate_days(from_day date, until_day date) RETURNS datemultirange
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT datemultirange(daterange(from_day, NULL))
           - CASE WHEN until_day IS NULL THEN '{}' ELSE datemultirange(daterange(until_day, NULL)) END
$$;

-- Write down the past of these properties, of those that are drawn.
CREATE FUNCTION estate_draw_past(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    DELETE FROM estate_drawnpast WHERE drawing_id = ANY (ids);
    WITH assessed AS MATERIALIZED (
        SELECT a.property_id, a.id, a.assessed_at, a.rating,
               estate_days(estate_day_of(a.assessed_at), estate_day_of(w.withdrawn_at)) AS days
          FROM estate_ragassessment a LEFT JOIN estate_ragwithdrawal w ON w.assessment_id = a.id
         WHERE a.property_id = ANY (ids)
    ), standing AS (
        -- Of those that were not taken back yet, the last given stands.
        SELECT property_id, rating,
               days - coalesce(range_agg(days) OVER (PARTITION BY property_id ORDER BY assessed_at DESC, id DESC
                                                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), '{}') AS days
          FROM assessed
    ), rated AS (
        SELECT property_id, min(estate_day_of(assessed_at)) AS first, range_agg(days) AS days
          FROM assessed GROUP BY property_id
    ), closed AS (
        -- While the register said that it was closed, one that was opened again later is not in it.
        SELECT pgh_obj_id AS property_id, range_agg(days) AS days
          FROM (SELECT pgh_obj_id, status,
                       estate_days(estate_day_of(pgh_created_at),
                                   min(estate_day_of(pgh_created_at)) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id
                                   ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)) AS days
                  FROM estate_propertyevent
                 WHERE pgh_obj_id = ANY (ids)
                   AND pgh_obj_id IN (SELECT pgh_obj_id FROM estate_propertyevent
                                       WHERE pgh_obj_id = ANY (ids)
                                         AND status IN ('sold', 'lease_ended', 'demolished', 'closed'))) told
         WHERE status IN ('sold', 'lease_ended', 'demolished', 'closed')
         GROUP BY pgh_obj_id
    ), life AS MATERIALIZED (
        SELECT p.id, estate_days(least(estate_day_of(p.created_at), rated.first),
                                 CASE WHEN p.status IN ('sold', 'lease_ended', 'demolished', 'closed')
                                      THEN p.closed_on END) - coalesce(closed.days, '{}') AS days,
               rated.days AS rated
          FROM estate_drawing d
          JOIN estate_property p ON p.id = d.property_id
          LEFT JOIN rated ON rated.property_id = p.id
          LEFT JOIN closed ON closed.property_id = p.id
         WHERE d.property_id = ANY (ids)
    ), span AS (
        SELECT l.id, s.rating, unnest(s.days * l.days) AS days FROM standing s JOIN life l ON l.id = s.property_id
         UNION ALL
        SELECT id, '', unnest(days - coalesce(rated, '{}')) FROM life
    ), step AS (
        -- Where one span ends and the next begins, the next counts.
        SELECT DISTINCT ON (id, day) id, day, rating
          FROM (SELECT id, lower(days) AS day, rating FROM span
                 UNION ALL
                SELECT id, upper(days), NULL FROM span WHERE NOT upper_inf(days)) each
         ORDER BY id, day, rating IS NULL
    )
    INSERT INTO estate_drawnpast (drawing_id, days, ratings)
    SELECT id, array_agg(day ORDER BY day), array_agg(rating ORDER BY day) FROM step GROUP BY id;
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
        DELETE FROM estate_drawnpast;
        ids := ARRAY(SELECT id FROM estate_property);
        PERFORM estate_count_cells(estate_draw_properties(ids));
        PERFORM estate_draw_past(ids);
    ELSIF ids <> '{}' THEN
        SELECT coalesce(array_agg(DISTINCT cell >> 6), '{}') INTO squares
          FROM estate_drawing WHERE property_id = ANY (ids);
        DELETE FROM estate_drawing d
         WHERE d.property_id = ANY (ids)
           AND NOT EXISTS (SELECT FROM estate_property p WHERE p.id = d.property_id AND p.location IS NOT NULL);
        squares := squares || estate_draw_properties(ids);
        SELECT array_agg(DISTINCT square) INTO squares FROM unnest(squares) AS square;
        PERFORM estate_count_cells(coalesce(squares, '{}'));
        PERFORM estate_draw_past(ids);
    END IF;
    DELETE FROM estate_drawingstamp;
    INSERT INTO estate_drawingstamp DEFAULT VALUES;
END $$;

CREATE OR REPLACE FUNCTION estate_drawing_due() RETURNS trigger
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
                n.district_id, n.name, n.reference, n.running_cost, n.gross_internal_area_m2, n.lease_expiries,
                n.closed_on, n.created_at)
               IS DISTINCT FROM
               (o.organisation_id, o.is_sensitive, o.status, o.category, o.use, o.tenure, o.rag, o.energy_rating,
                o.district_id, o.name, o.reference, o.running_cost, o.gross_internal_area_m2, o.lease_expiries,
                o.closed_on, o.created_at)
            OR n.location::bytea IS DISTINCT FROM o.location::bytea
            OR n.boundary::bytea IS DISTINCT FROM o.boundary::bytea
        HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;

-- An assessment may change the past and not the present: one that was given before another, or is given again.
CREATE FUNCTION estate_drawing_rated() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO estate_drawingdue (properties)
    SELECT array_agg(DISTINCT property_id) FROM new_rows HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION estate_drawing_withdrawn() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO estate_drawingdue (properties)
    SELECT array_agg(DISTINCT a.property_id) FROM new_rows JOIN estate_ragassessment a ON a.id = new_rows.assessment_id
    HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_drawing_rated AFTER INSERT ON estate_ragassessment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_drawing_rated();
CREATE TRIGGER estate_drawing_withdrawn AFTER INSERT ON estate_ragwithdrawal
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_drawing_withdrawn();

SELECT estate_draw_past(ARRAY(SELECT property_id FROM estate_drawing));

-- Counts are joined to sums by square. Nobody knows how many there will be when the statement is planned, and comparing
-- each with each takes a quarter of an hour where a million properties are drawn anew, instead of a minute.
ALTER FUNCTION estate_count_cells(bigint[]) SET enable_nestloop = off;
