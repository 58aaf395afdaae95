"""The policies by which PostgreSQL shows rows to one organisation alone (decision 0105).

`install` writes them, `switch_on` makes them hold, for the owner of the tables, too. They read what `common.rows`
tells the connection. A table whose rows carry their organisation is compared with it; what belongs to a case or a
person is shown where that is shown. Keys of cases and persons are rows like others: where the key is not shown,
nothing that it sealed can be read, in whatever table it lies.
"""

from collections.abc import Iterator

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

POLICY = "rows_of_the_house"
KEYS = "common_datakey"
CASES, PERSONS = "cases_case", "people_person"
KEEPING_A_KEY = (CASES, PERSONS, "people_healthrecord")
# table -> the column that says whose it is
OWNED = {
    "complaints_complaint": "organisation_id",
    "correspondence_letterrun": "service_id",
    "employers_employer": "organisation_id",
    "imports_import": "organisation_id",
    "staff_stafffile": "organisation_id",
}
OF_A_CASE = (
    "applications_application",
    "cases_caseevent",
    "cases_crisis",
    "cases_journalentry",
    "cases_mandate",
    "cases_personalnote",
    "correspondence_report",
    "offers_answer",
    "offers_decision",
    "steering_casegoal",
    "triage_potentialassessment",
    "triage_sanctionreview",
    "triage_triagedecision",
)
OF_A_PERSON = (
    "consent_consent",
    "consent_secrecyrelease",
    "people_factslot",
    "people_healthrecord",
    "people_relation",
    "profiles_abilityprofile",
)
TABLES = (KEYS, CASES, PERSONS, *OWNED, *OF_A_CASE, *OF_A_PERSON)

# in brackets of their own: PostgreSQL reads them once for a query, not once for a row
_ALL = "(SELECT current_setting('roterfaden.everything', true) = 'on')"
_HOUSES = "(SELECT string_to_array(current_setting('roterfaden.organisations', true), ','))::bigint[]"
_SINGLE = "(SELECT string_to_array(current_setting('roterfaden.cases', true), ','))::bigint[]"
# sees past the policies for this one question: whether a key opens a case or a person of anybody at all
_KEPT = """
    CREATE OR REPLACE FUNCTION roterfaden_key_is_kept(key uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    DECLARE
        said text := coalesce(current_setting('roterfaden.everything', true), '');
        kept boolean;
    BEGIN
        PERFORM set_config('roterfaden.everything', 'on', true);
        kept := EXISTS (SELECT 1 FROM cases_case WHERE data_key_id = key)
            OR EXISTS (SELECT 1 FROM people_person WHERE data_key_id = key)
            OR EXISTS (SELECT 1 FROM people_healthrecord WHERE data_key_id = key);
        PERFORM set_config('roterfaden.everything', said, true);
        RETURN kept;
    END $$
"""


def condition_of(table: str) -> str:
    """The SQL that says whether a row of `table` is shown."""
    if table == CASES:
        return f"{_ALL} OR service_id = ANY ({_HOUSES}) OR id = ANY ({_SINGLE})"
    if table == PERSONS:
        single = _shown(CASES, f"held.person_id = {PERSONS}.id AND held.id = ANY ({_SINGLE})")
        return f"{_ALL} OR organisation_id = ANY ({_HOUSES}) OR {single}"
    if table == KEYS:
        opens = " OR ".join(_shown(one, f"held.data_key_id = {KEYS}.id") for one in KEEPING_A_KEY)
        return f"{_ALL} OR {opens} OR NOT roterfaden_key_is_kept(id)"
    if table in OWNED:
        return f"{_ALL} OR {OWNED[table]} = ANY ({_HOUSES})"
    parent, column = (CASES, "case_id") if table in OF_A_CASE else (PERSONS, "person_id")
    return f"{_ALL} OR {_shown(parent, f'held.id = {table}.{column}')}"


def _shown(table: str, condition: str) -> str:
    """Whether a row of another table is shown. Not EXISTS: for that PostgreSQL would rather read all cases of the house
    once, which takes longer than the few rows of a page.
    """
    return f"(SELECT true FROM {table} held WHERE {condition} LIMIT 1)"  # noqa: S608


def install(connection: BaseDatabaseWrapper) -> None:
    """Write every policy anew. They hold for tables that are switched on, from this moment. One transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KEPT)
        for table in TABLES:
            cursor.execute(f"DROP POLICY IF EXISTS {POLICY} ON {table}")
            cursor.execute(f"CREATE POLICY {POLICY} ON {table} USING ({condition_of(table)})")


def switch_on(connection: BaseDatabaseWrapper) -> None:
    """From now on whoever says nothing sees nothing. Safe to repeat. One transaction."""
    with transaction.atomic():
        install(connection)
        _alter(connection, "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")


def switch_off(connection: BaseDatabaseWrapper) -> None:
    """The database shows everything to everybody again; the policies stay where they are. One transaction."""
    with transaction.atomic():
        _alter(connection, "DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")


def is_on(connection: BaseDatabaseWrapper) -> bool:
    """Whether any table is secured."""
    return any(secured for _table, secured, _forced, _policy in _state(connection))


def faults_of_rows(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Why the second line does not hold on this database; nothing where it does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        superuser, bypasses = cursor.fetchone()
    if superuser:
        yield "PostgreSQL: Die Anmeldung ist Superuser, für sie gilt die Zeilensicherheit nicht."
    elif bypasses:
        yield "PostgreSQL: Die Anmeldung hat BYPASSRLS, für sie gilt die Zeilensicherheit nicht."
    open_ones = [table for table, *holds in _state(connection) if not all(holds)]
    if open_ones:
        yield (
            f"PostgreSQL: Ohne Zeilensicherheit sind {len(open_ones)} von {len(TABLES)} Tabellen "
            f"({', '.join(open_ones[:3])} …). manage.py rows on schaltet sie ein."
        )


def _state(connection: BaseDatabaseWrapper) -> list[tuple[str, bool, bool, bool]]:
    """Of each table: whether it is secured, against its owner, too, and whether its policy is there."""
    question = """
        SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
               EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND c.relname = ANY (%s) ORDER BY c.relname
    """
    with connection.cursor() as cursor:
        cursor.execute(question, [POLICY, list(TABLES)])
        return [(table, secured, forced, policy) for table, secured, forced, policy in cursor.fetchall()]


def _alter(connection: BaseDatabaseWrapper, how: str) -> None:
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} {how}")
