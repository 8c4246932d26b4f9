-- What the list pages sum, kept as it changes.

-- The running costs of the latest year of each property stand on the property itself: the year's total where one is
-- given, else the sum of its headings. A row that already holds them is not written again.
CREATE FUNCTION estate_cost_stands(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE estate_property p
       SET running_cost = latest.amount, running_cost_year = latest.year
      FROM (SELECT q.id, y.year, y.amount
              FROM unnest(ids) AS q (id)
              LEFT JOIN LATERAL (
                    SELECT year, coalesce(sum(amount) FILTER (WHERE heading = 'total'), sum(amount)) AS amount
                      FROM estate_runningcost
                     WHERE property_id = q.id
                     GROUP BY year ORDER BY year DESC LIMIT 1) y ON true) latest
     WHERE p.id = latest.id
       AND (p.running_cost, p.running_cost_year) IS DISTINCT FROM (latest.amount, latest.year);
$$;

CREATE FUNCTION estate_costs_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM estate_cost_stands(array_agg(DISTINCT property_id)) FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM estate_cost_stands(array_agg(DISTINCT property_id)) FROM old_rows;
    ELSE
        PERFORM estate_cost_stands(array_agg(DISTINCT property_id))
           FROM (SELECT property_id FROM old_rows UNION ALL SELECT property_id FROM new_rows) both_rows;
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_costs_added AFTER INSERT ON estate_runningcost
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_costs_changed();
CREATE TRIGGER estate_costs_edited AFTER UPDATE ON estate_runningcost
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_costs_changed();
CREATE TRIGGER estate_costs_removed AFTER DELETE ON estate_runningcost
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_costs_changed();

-- The statement that brings the tally up to date with `source`, a query of property rows with a `sign`: 1 for rows that
-- have come, -1 for rows that have gone.
--
-- Writers never wait for each other here: each takes in the older rows of its keys that no other writer is holding,
-- and adds one row of its own. So a key has few rows, and their sum is true at every moment.
CREATE FUNCTION estate_tally_statement(source text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
SELECT format($statement$
    WITH moved AS MATERIALIZED (
        SELECT organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating,
               sum(sign) AS properties,
               coalesce(sum(sign * gross_internal_area_m2), 0) AS gross_internal_area_m2,
               coalesce(sum(sign) FILTER (WHERE gross_internal_area_m2 IS NOT NULL), 0) AS gross_internal_area_m2_known,
               coalesce(sum(sign * site_area_ha), 0) AS site_area_ha,
               coalesce(sum(sign) FILTER (WHERE site_area_ha IS NOT NULL), 0) AS site_area_ha_known,
               coalesce(sum(sign * book_value), 0) AS book_value,
               coalesce(sum(sign) FILTER (WHERE book_value IS NOT NULL), 0) AS book_value_known,
               coalesce(sum(sign * running_cost), 0) AS running_cost,
               coalesce(sum(sign) FILTER (WHERE running_cost IS NOT NULL), 0) AS running_cost_known
          FROM (%s) AS source
         GROUP BY organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating
    ), changed AS (
        SELECT * FROM moved
         WHERE (properties, gross_internal_area_m2, gross_internal_area_m2_known, site_area_ha, site_area_ha_known,
                book_value, book_value_known, running_cost, running_cost_known)
               IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0)
    ), cubed AS MATERIALIZED (
        SELECT GROUPING(category, use, tenure, rag, district_id, energy_rating)::smallint AS cube,
               organisation_id, status, is_sensitive,
               coalesce(category, '') AS category, coalesce(use, '') AS use, coalesce(tenure, '') AS tenure,
               coalesce(rag, '') AS rag, district_id, coalesce(energy_rating, '') AS energy_rating,
               sum(properties) AS properties,
               sum(gross_internal_area_m2) AS gross_internal_area_m2,
               sum(gross_internal_area_m2_known) AS gross_internal_area_m2_known,
               sum(site_area_ha) AS site_area_ha, sum(site_area_ha_known) AS site_area_ha_known,
               sum(book_value) AS book_value, sum(book_value_known) AS book_value_known,
               sum(running_cost) AS running_cost, sum(running_cost_known) AS running_cost_known
          FROM changed
         GROUP BY organisation_id, status, is_sensitive, GROUPING SETS (
               (tenure, rag), (category, rag), (energy_rating), (use), (district_id, rag),
               (category, use, tenure, rag, district_id))
    ), taken AS (
        DELETE FROM estate_tally
         WHERE id IN (
               SELECT t.id
                 FROM cubed c
                 JOIN estate_tally t USING (cube, organisation_id, status, is_sensitive, category, use, tenure, rag,
                                            energy_rating)
                WHERE t.district_id IS NOT DISTINCT FROM c.district_id
                  FOR UPDATE OF t SKIP LOCKED)
        RETURNING *
    ), rows AS (
        SELECT cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating,
               properties, gross_internal_area_m2, gross_internal_area_m2_known, site_area_ha, site_area_ha_known,
               book_value, book_value_known, running_cost, running_cost_known
          FROM taken
        UNION ALL
        SELECT * FROM cubed
    )
    INSERT INTO estate_tally (
           cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating,
           properties, gross_internal_area_m2, gross_internal_area_m2_known, site_area_ha, site_area_ha_known,
           book_value, book_value_known, running_cost, running_cost_known)
    SELECT cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating,
           sum(properties), sum(gross_internal_area_m2), sum(gross_internal_area_m2_known), sum(site_area_ha),
           sum(site_area_ha_known), sum(book_value), sum(book_value_known), sum(running_cost), sum(running_cost_known)
      FROM rows
     GROUP BY cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating
    HAVING (sum(properties), sum(gross_internal_area_m2), sum(gross_internal_area_m2_known), sum(site_area_ha),
            sum(site_area_ha_known), sum(book_value), sum(book_value_known), sum(running_cost),
            sum(running_cost_known)) IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0)
$statement$, source);
$$;

CREATE FUNCTION estate_tally_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE estate_tally_statement(CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM old_rows'
        ELSE 'SELECT 1 AS sign, * FROM new_rows UNION ALL SELECT -1, * FROM old_rows'
    END);
    RETURN NULL;
END $$;

CREATE FUNCTION estate_tally_emptied() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM estate_tally;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_tally_added AFTER INSERT ON estate_property
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_tally_moved();
CREATE TRIGGER estate_tally_edited AFTER UPDATE ON estate_property
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_tally_moved();
CREATE TRIGGER estate_tally_removed AFTER DELETE ON estate_property
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_tally_moved();
CREATE TRIGGER estate_tally_emptied AFTER TRUNCATE ON estate_property
    FOR EACH STATEMENT EXECUTE FUNCTION estate_tally_emptied();

-- Count everything again, should anybody ever doubt the tally. Writers wait meanwhile.
CREATE FUNCTION estate_tally_again() RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE estate_property IN SHARE MODE;
    DELETE FROM estate_tally;
    EXECUTE estate_tally_statement('SELECT 1 AS sign, * FROM estate_property');
END $$;

SELECT estate_cost_stands(array_agg(DISTINCT property_id)) FROM estate_runningcost;
SELECT estate_tally_again();
