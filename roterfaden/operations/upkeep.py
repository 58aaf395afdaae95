"""What SQLite does not do by itself: count anew how many rows its indexes lead to, so that it chooses the right one.

PostgreSQL does so on its own. Without these numbers, or after a migration that built a table anew and lost them, the
lists of a large service take three times as long.

Some indexes get none: where SQLite knows the numbers of an index over (a, b, c) it may answer
`a = ? AND b IN (…) AND c <= ?` with a row whose `c` is too large. Seen with 3.40, that of Debian 12: a membership of
tomorrow counted today. Without them it does not try that shortcut (decision 0124).
"""

from datetime import datetime

from django.db import connection, transaction

from roterfaden.jobs import clock

# rows looked at per index: with a thousand a service of twenty thousand cases looks small; takes half a second
LOOKED_AT = 50_000


@clock.nightly("operations.count_rows")
def count_rows(*, at: datetime) -> dict[str, int]:  # noqa: ARG001 - every duty gets the time
    """Refresh the statistics of SQLite; returns how many indexes have some. Does nothing on PostgreSQL."""
    if connection.vendor != "sqlite":
        return {}
    return {"indexes": count_on_sqlite(LOOKED_AT)}


def count_on_sqlite(looked_at: int = 0) -> int:
    """Count with at most so many rows of each index (0: all); returns how many indexes have numbers now."""
    # in one transaction: nobody plans with the numbers that are taken out again
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={looked_at}")
        cursor.execute("ANALYZE")
        cursor.execute(_FORGET_UNSAFE)
        cursor.execute("ANALYZE sqlite_schema")  # read the numbers anew
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE idx IS NOT NULL")
        found: int = cursor.fetchone()[0]
        return found


# an index in which a day, time or number stands behind what a query may name several of, itself not the first
_FORGET_UNSAFE = """
    DELETE FROM sqlite_stat1 WHERE EXISTS (
        SELECT 1
        FROM pragma_index_info(sqlite_stat1.idx) AS named
        JOIN pragma_index_info(sqlite_stat1.idx) AS bound ON bound.seqno = named.seqno + 1
        JOIN pragma_table_info(sqlite_stat1.tbl) AS named_column ON named_column.name = named.name
        JOIN pragma_table_info(sqlite_stat1.tbl) AS bound_column ON bound_column.name = bound.name
        WHERE named.seqno > 0
          AND named_column.type NOT IN ('date', 'datetime')
          AND bound_column.type NOT LIKE '%char%' AND bound_column.type <> 'BLOB'
    )
"""
