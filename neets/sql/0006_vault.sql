-- The vault: who a pseudonym is, where a body loads it at all. Its schema, its tables and their rows belong to a role
-- that nobody signs in as and that the application takes on in one place alone (neets/querysets/vault.py, ADR 34).
-- Where the server's ordinary role may make no role, its administrator calls neets_make_vault() once.

CREATE FUNCTION neets_make_vault() RETURNS void LANGUAGE plpgsql AS $make$
DECLARE
    before text := current_setting('role');
    -- From PostgreSQL 16 on a role can be taken on without its rights being had all the time.
    how text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN ' WITH INHERIT FALSE, SET TRUE' ELSE '' END;
    name text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'total_place_vault') THEN
        BEGIN
            CREATE ROLE total_place_vault NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- another database's session made it in the same moment
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'total_place_vault', 'MEMBER') THEN
        BEGIN
            EXECUTE format('GRANT total_place_vault TO %I%s', current_user, how);
        EXCEPTION WHEN unique_violation OR internal_error THEN
            NULL;
        END;
    END IF;
    CREATE SCHEMA IF NOT EXISTS vault AUTHORIZATION total_place_vault;
    PERFORM set_config('role', 'total_place_vault', true);
    -- Parts of identities as keyed hashes: which records are of one person. `key` is the sender's pseudonym of her.
    CREATE TABLE IF NOT EXISTS vault.token (
        batch_id bigint NOT NULL,
        key char(32) NOT NULL CHECK (key ~ '^[0-9a-f]{32}$'),
        kind varchar(8) NOT NULL CHECK (kind ~ '^[a-z]+$'),
        digest char(32) NOT NULL CHECK (digest ~ '^[0-9a-f]{32}$'),
        PRIMARY KEY (key, kind, digest, batch_id)
    );
    CREATE INDEX IF NOT EXISTS token_digest ON vault.token (digest, kind);
    CREATE INDEX IF NOT EXISTS token_batch ON vault.token (batch_id);
    -- The identities themselves, sealed by the application with a key that is not in the database.
    CREATE TABLE IF NOT EXISTS vault.identity (
        batch_id bigint NOT NULL,
        key char(32) NOT NULL CHECK (key ~ '^[0-9a-f]{32}$'),
        sealed bytea NOT NULL,
        PRIMARY KEY (key, batch_id)
    );
    CREATE INDEX IF NOT EXISTS identity_batch ON vault.identity (batch_id);
    -- Where a role's rights come along with membership (PostgreSQL 15), rows still ask who is looking.
    FOREACH name IN ARRAY ARRAY['token', 'identity'] LOOP
        EXECUTE format('ALTER TABLE vault.%I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE vault.%I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('DROP POLICY IF EXISTS vault_alone ON vault.%I', name);
        EXECUTE format('CREATE POLICY vault_alone ON vault.%I USING (current_user = ''total_place_vault'')', name);
    END LOOP;
    PERFORM set_config('role', before, true);
END $make$;

DO $$
BEGIN
    PERFORM neets_make_vault();
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'The vault could not be made: see docs/decisions/0034.';
END $$;
