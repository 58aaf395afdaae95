"""What the database may show to one user: the data of `cases.queries`, read by plain SQL that shares nothing with it.

Wider than the queries on purpose: whoever belongs to a service reaches its rows here, in whatever role. Which of
them, and what of them, the queries and the access table decide; here the border between the houses is drawn.
"""

from datetime import date

from django.db import connection

from roterfaden.accounts.models import User
from roterfaden.common import rows
from roterfaden.common.rows import NOTHING, Shown

_REACH = """
    SELECT
        (SELECT array_agg(DISTINCT m.organisation_id) FROM accounts_membership m
          WHERE m.user_id = u.id AND m.valid_from <= %(day)s
            AND (m.valid_until IS NULL OR m.valid_until >= %(day)s)),
        (SELECT array_agg(DISTINCT p.case_id) FROM cases_caseparticipant p
          WHERE p.user_id = u.id AND p.valid_from <= %(day)s AND p.ended_at IS NULL
            AND (p.valid_until IS NULL OR p.valid_until >= %(day)s))
    FROM accounts_user u WHERE u.id = %(user)s AND u.is_active
"""


def show_to(user: User, *, on: date) -> None:
    """From here on the database shows what it may show to `user`; nothing happens where it shows everything anyway."""
    if rows.in_use():
        rows.show(shown_to(user, on=on))


def shown_to(user: User, *, on: date) -> Shown:
    """The organisations where `user` is a member on the day `on`, and the cases in which they take part by name.

    PostgreSQL only. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REACH, {"user": user.pk, "day": on})
        row = cursor.fetchone()
    if row is None:
        return NOTHING
    organisations, cases = row
    return Shown(organisations=tuple(organisations or ()), cases=tuple(cases or ()))
