-- The tally's statement again, quick also while the tally has no statistics, as after a register's first large load:
-- the rows to take in are named by an array, where a join that the planner took for one row was done by comparing each
-- with each. A sign is a case, not a multiplication of every sum's every term.
--
-- The statement brings the tally up to date with `source`, a query of property rows with a `sign`: 1 for rows that
-- have come, -1 for rows that have gone.
--
-- Writers never wait for each other here: each takes in the older rows of its keys that no other writer is holding,
-- and adds one row of its own. So a key has few rows, and their sum is true at every moment.
CREATE OR REPLACE FUNCTION estate_tally_statement(source text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
SELECT format($statement$
    WITH moved AS MATERIALIZED (
        SELECT organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating,
               sum(sign) AS properties,
               coalesce(sum(CASE sign WHEN 1 THEN gross_internal_area_m2 ELSE -gross_internal_area_m2 END), 0) AS gross_internal_area_m2,
               coalesce(sum(sign) FILTER (WHERE gross_internal_area_m2 IS NOT NULL), 0) AS gross_internal_area_m2_known,
               coalesce(sum(CASE sign WHEN 1 THEN site_area_ha ELSE -site_area_ha END), 0) AS site_area_ha,
               coalesce(sum(sign) FILTER (WHERE site_area_ha IS NOT NULL), 0) AS site_area_ha_known,
               coalesce(sum(CASE sign WHEN 1 THEN book_value ELSE -book_value END), 0) AS book_value,
               coalesce(sum(sign) FILTER (WHERE book_value IS NOT NULL), 0) AS book_value_known,
               coalesce(sum(CASE sign WHEN 1 THEN running_cost ELSE -running_cost END), 0) AS running_cost,
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
         WHERE id = ANY (ARRAY(
               SELECT t.id
                 FROM cubed c
                 JOIN estate_tally t USING (cube, organisation_id, status, is_sensitive, category, use, tenure, rag,
                                            energy_rating)
                WHERE t.district_id IS NOT DISTINCT FROM c.district_id
                  FOR UPDATE OF t SKIP LOCKED))
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
