"""The database itself guards the trail, on SQLite and PostgreSQL alike.

- An entry must continue the chain: next number, hash of the one before. Adding it moves the head on.
- An entry is never deleted; the only change is to erase payload and salt together.
- The head moves only onto an entry that was added.

Rebuilding a table on SQLite (any later migration that alters it) drops its triggers: such a migration must
end with `install`. `missing` tells, and `manage.py audit verify` asks it.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSED_DELETE = "audit: an entry is never deleted"
REFUSED_UPDATE = "audit: an entry is never changed, only its payload and salt may be erased together"
REFUSED_INSERT = "audit: an entry must continue the chain"
REFUSED_HEAD = "audit: the head of the chain moves only with an entry"

_KEPT = (
    "seq",
    "at",
    "actor_id",
    "actor_label",
    "action",
    "subject_type",
    "subject_uuid",
    "subject_code",
    "scope_uuid",
    "organisation_uuid",
    "commitment",
    "previous",
    "hash",
)

_SQLITE = {
    "audit_entry_no_delete": f"""
        BEFORE DELETE ON audit_entry BEGIN SELECT RAISE(ABORT, '{REFUSED_DELETE}'); END""",
    "audit_entry_no_update": f"""
        BEFORE UPDATE ON audit_entry
        WHEN NOT (NEW.payload IS NULL AND NEW.salt IS NULL
                  AND {" AND ".join(f"NEW.{column} IS OLD.{column}" for column in _KEPT)})
        BEGIN SELECT RAISE(ABORT, '{REFUSED_UPDATE}'); END""",
    "audit_entry_continues": f"""
        AFTER INSERT ON audit_entry BEGIN
            SELECT RAISE(ABORT, '{REFUSED_INSERT}') WHERE NOT EXISTS (
                SELECT 1 FROM audit_head WHERE id = 1 AND seq = NEW.seq - 1 AND hash = NEW.previous);
            UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
        END""",  # noqa: S608
    "audit_head_no_delete": f"""
        BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, '{REFUSED_HEAD}'); END""",
    "audit_head_no_insert": f"""
        BEFORE INSERT ON audit_head BEGIN SELECT RAISE(ABORT, '{REFUSED_HEAD}'); END""",
    "audit_head_no_update": f"""
        BEFORE UPDATE ON audit_head
        WHEN NOT (NEW.id = OLD.id AND NEW.seq = OLD.seq + 1 AND EXISTS (
            SELECT 1 FROM audit_entry WHERE seq = NEW.seq AND hash = NEW.hash AND previous = OLD.hash))
        BEGIN SELECT RAISE(ABORT, '{REFUSED_HEAD}'); END""",  # noqa: S608
}

_POSTGRESQL_FUNCTIONS = {
    "audit_refuse": "BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END",
    "audit_entry_continue": f"""
        BEGIN
            UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash
                WHERE id = 1 AND seq = NEW.seq - 1 AND hash = NEW.previous;
            IF NOT FOUND THEN RAISE EXCEPTION '{REFUSED_INSERT}'; END IF;
            RETURN NULL;
        END""",  # noqa: S608
    "audit_entry_erase": f"""
        BEGIN
            IF NEW.payload IS NULL AND NEW.salt IS NULL
               AND ({", ".join(f"NEW.{column}" for column in _KEPT)})
                   IS NOT DISTINCT FROM ({", ".join(f"OLD.{column}" for column in _KEPT)})
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION '{REFUSED_UPDATE}';
        END""",
    "audit_head_move": f"""
        BEGIN
            IF NEW.id = OLD.id AND NEW.seq = OLD.seq + 1 AND EXISTS (
                SELECT 1 FROM audit_entry WHERE seq = NEW.seq AND hash = NEW.hash AND previous = OLD.hash)
            THEN RETURN NEW; END IF;
            RAISE EXCEPTION '{REFUSED_HEAD}';
        END""",  # noqa: S608
}
_POSTGRESQL = {
    "audit_entry_no_delete": f"""
        BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse('{REFUSED_DELETE}')""",
    "audit_entry_no_truncate": f"""
        BEFORE TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{REFUSED_DELETE}')""",
    "audit_entry_no_update": """
        BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_erase()""",
    "audit_entry_continues": """
        AFTER INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_continue()""",
    "audit_head_no_delete": f"""
        BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_refuse('{REFUSED_HEAD}')""",
    "audit_head_no_truncate": f"""
        BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('{REFUSED_HEAD}')""",
    "audit_head_no_insert": f"""
        BEFORE INSERT ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_refuse('{REFUSED_HEAD}')""",
    "audit_head_no_update": """
        BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_move()""",
}


def create_statements(vendor: str) -> list[str]:
    """Return the SQL that sets up every guard; running it again renews them."""
    if vendor == "sqlite":
        return drop_statements(vendor) + [f"CREATE TRIGGER {name} {body}" for name, body in _SQLITE.items()]
    functions = [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in _POSTGRESQL_FUNCTIONS.items()
    ]
    return functions + [f"CREATE OR REPLACE TRIGGER {name} {body}" for name, body in _POSTGRESQL.items()]


def drop_statements(vendor: str) -> list[str]:
    """Return the SQL that removes every guard: for tests, and for a migration that rebuilds the tables."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE]
    return [f"DROP TRIGGER IF EXISTS {name} ON {_table_of(name)}" for name in _POSTGRESQL]


def _table_of(trigger: str) -> str:
    return "_".join(trigger.split("_")[:2])


def install(connection: BaseDatabaseWrapper) -> None:
    """Set up every guard on this database."""
    with connection.cursor() as cursor:
        for statement in create_statements(connection.vendor):
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of guards that this database lacks or has switched off."""
    if connection.vendor == "sqlite":
        expected, query = set(_SQLITE), "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        expected = set(_POSTGRESQL)
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return sorted(expected - {name for (name,) in cursor.fetchall()})
