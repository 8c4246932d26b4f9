"""Row security over young people, and days that fit the month of birth."""

from django.db import migrations

from totalplace.db.migrations import run_sql_file

REVERSE = """
DO $$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT tgrelid::regclass AS name, tgname FROM pg_trigger WHERE tgname LIKE 'neets\\_plausible\\_%' LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', each.tgname, each.name);
    END LOOP;
    FOR each IN SELECT polrelid::regclass AS name, polname FROM pg_policy WHERE polname LIKE 'neets\\_%' LOOP
        EXECUTE format('DROP POLICY %I ON %s', each.polname, each.name);
        EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY', each.name);
    END LOOP;
END $$;
DROP TRIGGER neets_birth_is_plausible ON neets_youngperson;
DROP FUNCTION neets_birth_is_plausible();
DROP FUNCTION neets_dates_are_plausible();
DROP FUNCTION neets_guard_person(regclass, text);
DROP FUNCTION neets_guard(regclass, text);
DROP FUNCTION neets_close(text[]);
DROP FUNCTION neets_open(text, bigint[]);
DROP FUNCTION neets_make_bound_role();
DROP FUNCTION neets_is_unbound();
DROP FUNCTION neets_agencies();
DROP FUNCTION neets_purpose();
"""


class Migration(migrations.Migration):

    dependencies = [("neets", "0001_initial")]

    operations = [run_sql_file("neets", "0002_row_security", reverse=REVERSE)]
