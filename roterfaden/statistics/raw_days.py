"""Days and years as the database holds them, so that no row asks Python for its day.

SQLite keeps days and moments as text and knows no time zone: Django's functions call Python for each row, and the
driver makes a date of each column that was declared as one. Here SQLite gives the bare text (a day has ten letters, a
moment in UTC more), and `extraction` makes days of whole columns at once. PostgreSQL gives days, as ever.
"""

from typing import Any

from django.db.models import DateField, Func, IntegerField
from django.db.models.functions import ExtractYear, TruncDate


class PlainDay(Func):
    """A column of days."""

    template = "%(expressions)s"
    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        # the plus takes the declared type away, at which the driver would make a date of each text
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


class LocalDay(TruncDate):
    """The local day of a moment; on SQLite the moment itself, as text in UTC."""

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, Any]:  # noqa: ARG002
        sql, params = compiler.compile(self.lhs)
        return f"+{sql}", params


class YearOf(ExtractYear):
    """The year of a day."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, Any]:  # noqa: ARG002
        sql, params = compiler.compile(self.lhs)
        return f"CAST(SUBSTR({sql}, 1, 4) AS INTEGER)", params
