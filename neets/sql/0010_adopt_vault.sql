-- After a restore without owners the vault belongs to whoever restored it: give it back to its own role.
CREATE FUNCTION neets_adopt_vault() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    each regclass;
BEGIN
    IF (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'vault') = 'total_place_vault' THEN
        RETURN;
    END IF;
    IF to_regrole('total_place_vault') IS NULL THEN
        CREATE ROLE total_place_vault NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT;
    END IF;
    IF NOT pg_has_role(current_user, 'total_place_vault', 'MEMBER') THEN
        EXECUTE format('GRANT total_place_vault TO %I%s', current_user,
            CASE WHEN current_setting('server_version_num')::int >= 160000 THEN ' WITH INHERIT FALSE, SET TRUE' ELSE '' END);
    END IF;
    -- A new owner of tables must be allowed to make them, so the schema goes last for who gives and its rights first.
    GRANT USAGE, CREATE ON SCHEMA vault TO total_place_vault;
    FOR each IN SELECT oid FROM pg_class WHERE relnamespace = 'vault'::regnamespace AND relkind = 'r' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO total_place_vault', each);
    END LOOP;
    ALTER SCHEMA vault OWNER TO total_place_vault;
END $$;
