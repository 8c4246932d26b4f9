-- A policy for all commands is asked for reading too, beside the one that is for reading alone: every scan asked twice.
-- So writing has policies of its own, and reading has one.
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT polrelid::regclass AS name, pg_get_expr(polqual, polrelid) AS condition
                  FROM pg_policy WHERE polname = 'neets_write' LOOP
        EXECUTE format('DROP POLICY neets_write ON %s', each.name);
        EXECUTE format('CREATE POLICY neets_insert ON %s FOR INSERT WITH CHECK (%s)', each.name, each.condition);
        EXECUTE format('CREATE POLICY neets_update ON %s FOR UPDATE USING (%s)', each.name, each.condition);
        EXECUTE format('CREATE POLICY neets_delete ON %s FOR DELETE USING (%s)', each.name, each.condition);
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION neets_guard(guarded regclass, own text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    casework text := format('((SELECT neets_purpose()) = ''casework'' AND %s)', own);
    written text := '(SELECT neets_purpose()) IN (''loading'', ''stewardship'') OR ' || casework;
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY neets_read ON %s FOR SELECT USING ('
        '(SELECT neets_purpose()) IN (''counting'', ''loading'', ''stewardship'') OR %s)', guarded, casework);
    EXECUTE format('CREATE POLICY neets_insert ON %s FOR INSERT WITH CHECK (%s)', guarded, written);
    EXECUTE format('CREATE POLICY neets_update ON %s FOR UPDATE USING (%s)', guarded, written);
    EXECUTE format('CREATE POLICY neets_delete ON %s FOR DELETE USING (%s)', guarded, written);
END $$;
