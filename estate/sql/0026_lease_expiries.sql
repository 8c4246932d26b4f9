-- From when to when a property's leases expire stands on the property, so that a list asks it of one index.

-- A day's number: that of 1 January of the year 1 is 1.
CREATE FUNCTION estate_day(day date) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT day - DATE '0001-01-01' + 1 $$;

-- A row that already holds it is not written again.
CREATE FUNCTION estate_lease_expiries_stand(ids bigint[]) RETURNS void
LANGUAGE sql AS $$
    UPDATE estate_property p
       SET lease_expiries = held.expiries
      FROM unnest(ids) AS q (id)
      LEFT JOIN LATERAL (
            SELECT CASE WHEN count(expires_on) > 0
                   THEN int4range(estate_day(min(expires_on)), estate_day(max(expires_on)), '[]') END AS expiries
              FROM estate_lease
             WHERE property_id = q.id) held ON true
     WHERE p.id = q.id AND p.lease_expiries IS DISTINCT FROM held.expiries;
$$;

CREATE FUNCTION estate_leases_changed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT property_id) INTO touched FROM new_rows WHERE expires_on IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT property_id) INTO touched FROM old_rows WHERE expires_on IS NOT NULL;
    ELSE
        SELECT array_agg(DISTINCT property_id) INTO touched
          FROM (SELECT property_id, expires_on FROM old_rows EXCEPT ALL SELECT property_id, expires_on FROM new_rows
                UNION ALL
                (SELECT property_id, expires_on FROM new_rows EXCEPT ALL SELECT property_id, expires_on FROM old_rows)
               ) moved;
    END IF;
    IF touched IS NOT NULL THEN
        PERFORM estate_lease_expiries_stand(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER estate_leases_added AFTER INSERT ON estate_lease
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_leases_changed();
CREATE TRIGGER estate_leases_edited AFTER UPDATE ON estate_lease
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_leases_changed();
CREATE TRIGGER estate_leases_removed AFTER DELETE ON estate_lease
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION estate_leases_changed();

SELECT estate_lease_expiries_stand(array_agg(DISTINCT property_id)) FROM estate_lease WHERE expires_on IS NOT NULL;
