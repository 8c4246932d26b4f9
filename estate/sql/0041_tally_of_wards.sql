-- The tally's statement again: it also tells wards apart, with their ratings, and adds up what costs and is of known size,
-- so that summaries by those cost the same at a thousand sites and a million.
--
-- Wards are counted apart from the other values, for with them nearly every property would be alone of its kind.
--
-- The statement brings the tally up to date with `source`, a query of property rows with a `sign`: 1 for rows that
-- have come, -1 for rows that have gone. The rows to take in are named by an array, so that it is quick also while the
-- tally has no statistics.
--
-- Writers never wait for each other here: each takes in the older rows of its keys that no other writer is holding,
-- and adds one row of its own. So a key has few rows, and their sum is true at every moment.
CREATE OR REPLACE FUNCTION estate_tally_statement(source text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
SELECT format($statement$
    WITH moved AS MATERIALIZED (
        SELECT GROUPING(ward_id) = 0 AS is_of_ward,
               organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating, ward_id,
               sum(sign) AS properties,
               coalesce(sum(CASE sign WHEN 1 THEN gross_internal_area_m2 ELSE -gross_internal_area_m2 END), 0) AS gross_internal_area_m2,
               coalesce(sum(sign) FILTER (WHERE gross_internal_area_m2 IS NOT NULL), 0) AS gross_internal_area_m2_known,
               coalesce(sum(CASE sign WHEN 1 THEN site_area_ha ELSE -site_area_ha END), 0) AS site_area_ha,
               coalesce(sum(sign) FILTER (WHERE site_area_ha IS NOT NULL), 0) AS site_area_ha_known,
               coalesce(sum(CASE sign WHEN 1 THEN book_value ELSE -book_value END), 0) AS book_value,
               coalesce(sum(sign) FILTER (WHERE book_value IS NOT NULL), 0) AS book_value_known,
               coalesce(sum(CASE sign WHEN 1 THEN running_cost ELSE -running_cost END), 0) AS running_cost,
               coalesce(sum(sign) FILTER (WHERE running_cost IS NOT NULL), 0) AS running_cost_known,
               coalesce(sum(CASE sign WHEN 1 THEN running_cost ELSE -running_cost END)
                        FILTER (WHERE running_cost IS NOT NULL AND gross_internal_area_m2 > 0), 0) AS costed,
               coalesce(sum(CASE sign WHEN 1 THEN gross_internal_area_m2 ELSE -gross_internal_area_m2 END)
                        FILTER (WHERE running_cost IS NOT NULL AND gross_internal_area_m2 > 0), 0) AS costed_m2
          FROM (%s) AS source
         GROUP BY organisation_id, status, is_sensitive, rag, GROUPING SETS (
               (category, use, tenure, district_id, energy_rating), (ward_id))
    ), changed AS (
        SELECT * FROM moved
         WHERE (properties,
                gross_internal_area_m2, gross_internal_area_m2_known, site_area_ha, site_area_ha_known, book_value,
                book_value_known, running_cost, running_cost_known, costed, costed_m2)
               IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    ), cubed AS MATERIALIZED (
        SELECT (64 + GROUPING(category, use, tenure, rag, district_id, energy_rating))::smallint AS cube,
               organisation_id, status, is_sensitive,
               coalesce(category, '') AS category, coalesce(use, '') AS use, coalesce(tenure, '') AS tenure,
               coalesce(rag, '') AS rag, district_id, coalesce(energy_rating, '') AS energy_rating,
               NULL::bigint AS ward_id, sum(properties) AS properties,
               sum(gross_internal_area_m2) AS gross_internal_area_m2,
               sum(gross_internal_area_m2_known) AS gross_internal_area_m2_known, sum(site_area_ha) AS site_area_ha,
               sum(site_area_ha_known) AS site_area_ha_known, sum(book_value) AS book_value,
               sum(book_value_known) AS book_value_known, sum(running_cost) AS running_cost,
               sum(running_cost_known) AS running_cost_known, sum(costed) AS costed, sum(costed_m2) AS costed_m2
          FROM changed
         WHERE NOT is_of_ward
         GROUP BY organisation_id, status, is_sensitive, GROUPING SETS (
               (tenure, rag), (category, rag), (energy_rating), (use), (district_id, rag),
               (category, use, tenure, rag, district_id))
         UNION ALL
        SELECT 59, organisation_id, status, is_sensitive, '', '', '', rag, NULL, '', ward_id, properties,
               gross_internal_area_m2, gross_internal_area_m2_known, site_area_ha, site_area_ha_known, book_value,
               book_value_known, running_cost, running_cost_known, costed, costed_m2
          FROM changed
         WHERE is_of_ward
    ), taken AS (
        DELETE FROM estate_tally
         WHERE id = ANY (ARRAY(
               SELECT t.id
                 FROM cubed c
                 JOIN estate_tally t USING (cube, organisation_id, status, is_sensitive, category, use, tenure, rag,
                                            energy_rating)
                WHERE t.district_id IS NOT DISTINCT FROM c.district_id
                  AND t.ward_id IS NOT DISTINCT FROM c.ward_id
                  FOR UPDATE OF t SKIP LOCKED))
        RETURNING *
    ), rows AS (
        SELECT cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating, ward_id,
               properties,
               gross_internal_area_m2, gross_internal_area_m2_known, site_area_ha, site_area_ha_known, book_value,
               book_value_known, running_cost, running_cost_known, costed, costed_m2
          FROM taken
        UNION ALL
        SELECT * FROM cubed
    )
    INSERT INTO estate_tally (
           cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating, ward_id,
           properties,
           gross_internal_area_m2, gross_internal_area_m2_known, site_area_ha, site_area_ha_known, book_value,
           book_value_known, running_cost, running_cost_known, costed, costed_m2)
    SELECT cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating, ward_id,
           sum(properties),
           sum(gross_internal_area_m2), sum(gross_internal_area_m2_known), sum(site_area_ha),
           sum(site_area_ha_known), sum(book_value), sum(book_value_known), sum(running_cost),
           sum(running_cost_known), sum(costed), sum(costed_m2)
      FROM rows
     GROUP BY cube, organisation_id, status, is_sensitive, category, use, tenure, rag, district_id, energy_rating, ward_id
    HAVING (sum(properties),
            sum(gross_internal_area_m2), sum(gross_internal_area_m2_known), sum(site_area_ha),
            sum(site_area_ha_known), sum(book_value), sum(book_value_known), sum(running_cost),
            sum(running_cost_known), sum(costed), sum(costed_m2))
           IS DISTINCT FROM (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
$statement$, source);
$$;

SELECT estate_tally_again();
