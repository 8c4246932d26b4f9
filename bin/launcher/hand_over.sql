-- Give a database made by the administrator, and what stands in it, to the role that serves; extensions' own things stay,
-- and the vault stays its own role's.
-- REASSIGN OWNED refuses the role that made the cluster, so each is altered by itself.
DO $$
DECLARE
    statement text;
BEGIN
    FOR statement IN
        SELECT format('ALTER SCHEMA %I OWNER TO :role', nspname)
          FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname NOT IN ('information_schema', 'vault')
        UNION ALL
        SELECT format('ALTER TABLE %s OWNER TO :role', oid::regclass)
          FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND NOT EXISTS (
               SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
           AND relnamespace::regnamespace::text NOT LIKE 'pg\_%'
           AND relnamespace::regnamespace::text NOT IN ('information_schema', 'vault')
        UNION ALL
        -- A column's own sequence goes with its table.
        SELECT format('ALTER SEQUENCE %s OWNER TO :role', oid::regclass)
          FROM pg_class WHERE relkind = 'S' AND NOT EXISTS (
               SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'i', 'e'))
        UNION ALL
        SELECT format('ALTER ROUTINE %s OWNER TO :role', oid::regprocedure)
          FROM pg_proc WHERE NOT EXISTS (
               SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
           AND pronamespace::regnamespace::text NOT LIKE 'pg\_%' AND pronamespace <> 'information_schema'::regnamespace
        UNION ALL
        SELECT format('ALTER TYPE %s OWNER TO :role', pg_type.oid::regtype)
          FROM pg_type LEFT JOIN pg_class ON pg_class.oid = typrelid
         WHERE (typtype IN ('e', 'd') OR relkind = 'c') AND NOT EXISTS (
               SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid AND deptype = 'e')
           AND typnamespace::regnamespace::text NOT LIKE 'pg\_%' AND typnamespace <> 'information_schema'::regnamespace
        UNION ALL
        SELECT format('ALTER DATABASE %I OWNER TO :role', current_database())
    LOOP
        EXECUTE statement;
    END LOOP;
END $$;
