-- Beneath the application: a table of young people shows no row until a purpose is named in the transaction, and to a
-- caseworker only those of her agency's clients. FORCE binds the tables' owner too; what it cannot bind is a role that is
-- a superuser or has BYPASSRLS, so neets_open steps down from such a role first (docs/decisions/0033).

CREATE FUNCTION neets_purpose() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('neets.purpose', true), '') $$;

CREATE FUNCTION neets_agencies() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('neets.agencies', true), ''), '{}')::bigint[] $$;

-- Whether the role in force sees through row security.
CREATE FUNCTION neets_is_unbound() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user $$;

-- The role to step down to: it may do what the owner may, but is itself no superuser. Roles belong to the whole server,
-- so another database may have made it already, or be making it now.
CREATE FUNCTION neets_make_bound_role() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'total_place_bound') THEN
        BEGIN
            CREATE ROLE total_place_bound NOLOGIN NOSUPERUSER NOBYPASSRLS;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    IF NOT pg_has_role('total_place_bound', current_user, 'USAGE') THEN
        BEGIN
            EXECUTE format('GRANT %I TO total_place_bound', current_user);
        EXCEPTION WHEN unique_violation OR internal_error THEN
            NULL;  -- another database's session granted it in the same moment
        END;
    END IF;
END $$;

-- Open the tables for one purpose until the transaction ends. Answers what stood before, for neets_close.
CREATE FUNCTION neets_open(purpose text, agencies bigint[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    before text[] := ARRAY[neets_purpose(), neets_agencies()::text, current_setting('role')];
BEGIN
    IF purpose NOT IN ('casework', 'counting', 'loading', 'stewardship') THEN
        RAISE check_violation USING MESSAGE = 'Young people are not opened for that purpose.';
    END IF;
    IF neets_is_unbound() THEN
        PERFORM neets_make_bound_role();
        PERFORM set_config('role', 'total_place_bound', true);
    END IF;
    PERFORM set_config('neets.agencies', agencies::text, true);
    PERFORM set_config('neets.purpose', purpose, true);
    RETURN before;
END $$;

CREATE FUNCTION neets_close(before text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('neets.purpose', before[1], true);
    PERFORM set_config('neets.agencies', before[2], true);
    PERFORM set_config('role', before[3], true);
END $$;

-- Guard one table: `own` is the condition for a row to be of a caseworker's own client.
CREATE FUNCTION neets_guard(guarded regclass, own text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    casework text := format('((SELECT neets_purpose()) = ''casework'' AND %s)', own);
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY neets_read ON %s FOR SELECT USING ('
        '(SELECT neets_purpose()) IN (''counting'', ''loading'', ''stewardship'') OR %s)', guarded, casework);
    EXECUTE format('CREATE POLICY neets_write ON %s USING ('
        '(SELECT neets_purpose()) IN (''loading'', ''stewardship'') OR %s)', guarded, casework);
END $$;

-- Guard a table whose rows name a person.
CREATE FUNCTION neets_guard_person(guarded regclass, person text) RETURNS void LANGUAGE sql AS $$
    SELECT neets_guard(guarded, format(
        'EXISTS (SELECT FROM neets_client own WHERE own.person_id = %s.%I'
        ' AND own.agency_id = ANY (neets_agencies()) AND (own."end" IS NULL OR own."end" > current_date))',
        guarded, person))
$$;

SELECT neets_guard('neets_client', 'agency_id = ANY (neets_agencies())');
SELECT neets_guard_person('neets_youngperson', 'id');
SELECT neets_guard_person(name::regclass, 'person_id')
  FROM unnest(ARRAY['neets_statusspell', 'neets_characteristic', 'neets_contact', 'neets_assessment', 'neets_plan',
                    'neets_referral', 'neets_offer', 'neets_enrolment', 'neets_destination', 'neets_optout',
                    'neets_assessmentevent', 'neets_planevent']) AS name;
-- A step is its plan's, and whoever sees the plan sees it.
SELECT neets_guard(name::regclass, format('EXISTS (SELECT FROM neets_plan own WHERE own.id = %s.plan_id)', name))
  FROM unnest(ARRAY['neets_planstep', 'neets_planstepevent']) AS name;

-- Exact counts are for counting alone.
ALTER TABLE neets_monthlycount ENABLE ROW LEVEL SECURITY;
ALTER TABLE neets_monthlycount FORCE ROW LEVEL SECURITY;
CREATE POLICY neets_counting ON neets_monthlycount USING ((SELECT neets_purpose()) = 'counting');

-- Nothing happens to anybody before her birth, and events are those of people of 13 to 25. Only the month of birth is
-- known, so what is possible is let in. One look a statement; the words name no person.
CREATE FUNCTION neets_dates_are_plausible() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day text := TG_ARGV[0];
    wrong text;
BEGIN
    EXECUTE format(
        'SELECT CASE WHEN n.%1$I < p.birth_month THEN ''birth'' ELSE ''age'' END
           FROM added n JOIN neets_youngperson p ON p.id = n.person_id
          WHERE n.%1$I < p.birth_month
             OR $1 AND (n.%1$I < p.birth_month + interval ''13 years''
                        OR n.%1$I >= p.birth_month + interval ''26 years 1 month'')
          LIMIT 1', day)
       INTO wrong USING TG_ARGV[1]::boolean;
    IF wrong = 'birth' THEN
        RAISE check_violation USING TABLE = TG_TABLE_NAME, COLUMN = day, CONSTRAINT = 'neets_not_before_birth',
            MESSAGE = 'This happened before she was born: correct the day or the month of birth.';
    ELSIF wrong = 'age' THEN
        RAISE check_violation USING TABLE = TG_TABLE_NAME, COLUMN = day, CONSTRAINT = 'neets_age_13_to_25',
            MESSAGE = 'On this day she was younger than 13 or older than 25: correct the day or the month of birth.';
    END IF;
    RETURN NULL;
END $$;

DO $$
DECLARE
    each record;
    operation text;
BEGIN
    FOR each IN SELECT * FROM (VALUES
        ('neets_client', 'start', 'true'), ('neets_statusspell', 'start', 'true'), ('neets_contact', 'on', 'true'),
        ('neets_assessment', 'on', 'true'), ('neets_plan', 'made_on', 'true'), ('neets_referral', 'on', 'true'),
        ('neets_offer', 'due_on', 'true'), ('neets_enrolment', 'start', 'true'), ('neets_destination', 'on', 'true'),
        ('neets_characteristic', 'start', 'false')) AS dated (name, day, aged)
    LOOP
        FOREACH operation IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
            EXECUTE format(
                'CREATE TRIGGER neets_plausible_%s AFTER %s ON %I REFERENCING NEW TABLE AS added FOR EACH STATEMENT
                 EXECUTE FUNCTION neets_dates_are_plausible(%L, %L)',
                lower(operation), operation, each.name, each.day, each.aged);
        END LOOP;
    END LOOP;
END $$;

-- A month of birth that is corrected must fit what is there already.
CREATE FUNCTION neets_birth_is_plausible() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first_day date;
    last_day date;
BEGIN
    SELECT min(day), max(day) INTO first_day, last_day
      FROM (SELECT start AS day FROM neets_statusspell WHERE person_id = NEW.id
            UNION ALL SELECT start FROM neets_client WHERE person_id = NEW.id
            UNION ALL SELECT "on" FROM neets_contact WHERE person_id = NEW.id
            UNION ALL SELECT "on" FROM neets_assessment WHERE person_id = NEW.id
            UNION ALL SELECT start FROM neets_enrolment WHERE person_id = NEW.id
            UNION ALL SELECT due_on FROM neets_offer WHERE person_id = NEW.id) days;
    IF first_day < NEW.birth_month + interval '13 years' OR last_day >= NEW.birth_month + interval '26 years 1 month' THEN
        RAISE check_violation USING TABLE = 'neets_youngperson', COLUMN = 'birth_month',
            CONSTRAINT = 'neets_age_13_to_25',
            MESSAGE = 'With this month of birth she was younger than 13 or older than 25 at what is recorded of her.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER neets_birth_is_plausible BEFORE UPDATE OF birth_month ON neets_youngperson FOR EACH ROW
    WHEN (NEW.birth_month <> OLD.birth_month) EXECUTE FUNCTION neets_birth_is_plausible();

DO $$
BEGIN
    IF neets_is_unbound() THEN
        PERFORM neets_make_bound_role();
    END IF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'The role total_place_bound could not be made: see docs/decisions/0033.';
END $$;
