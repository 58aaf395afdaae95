"""What SQLite does not do by itself: count anew how many rows its indexes lead to, so that it chooses the right one.

PostgreSQL does so on its own. Without these numbers, or after a migration that built a table anew and lost them, the
lists of a large service take three times as long.
"""

from datetime import datetime

from django.db import connection

from roterfaden.jobs import clock

# rows looked at per index: with a thousand a service of twenty thousand cases looks small; takes half a second
LOOKED_AT = 50_000


@clock.nightly("operations.count_rows")
def count_rows(*, at: datetime) -> dict[str, int]:  # noqa: ARG001 - every duty gets the time
    """Refresh the statistics of SQLite; returns how many indexes have some. Does nothing on PostgreSQL."""
    if connection.vendor != "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
        cursor.execute("ANALYZE")
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1")
        return {"indexes": cursor.fetchone()[0]}
