-- Who may do what in the registry's database. To be run by a superuser in that database when it is
-- empty, and again after every `registry upgrade`; running it twice changes nothing.
--   psql --dbname=registry --file=roles.sql
-- registry_owner runs `registry upgrade` and `registry restore`, and owns every table.
-- registry_app is who the web processes and workers are: they can neither change a table's shape,
-- nor switch off a trigger, nor empty a table, nor change or remove what is only ever added to.
-- registry_reader reads: for checks on another machine, and for backups.
-- How they sign in (pg_hba.conf: peer, scram-sha-256 over TLS) and their passwords are the operator's.

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['registry_owner', 'registry_app', 'registry_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', role);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO registry_owner, registry_app, registry_reader',
        current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO registry_owner;
GRANT USAGE ON SCHEMA public TO registry_app, registry_reader;

-- A database that was made before there were these roles.
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN
        SELECT c.relname, c.relkind FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
    LOOP
        EXECUTE format('ALTER TABLE public.%I OWNER TO registry_owner', thing.relname);
    END LOOP;
    FOR thing IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO registry_owner', thing.name);
    END LOOP;
END
$$;

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, registry_app, registry_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO registry_app, registry_reader;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO registry_reader;
GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO registry_app;
GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO registry_app;

-- What is only ever added to, by the triggers that say so; and which version the database has.
DO $$
DECLARE
    guarded name;
BEGIN
    FOR guarded IN
        SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace
          AND t.tgname = c.relname || '_append_only'
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON TABLE public.%I FROM registry_app',
                       guarded);
    END LOOP;
    IF to_regclass('public.alembic_version') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON TABLE public.alembic_version FROM registry_app;
    END IF;
END
$$;
