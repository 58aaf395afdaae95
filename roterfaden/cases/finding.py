"""Find cases: by the person's name or phone number, by file number, by words of sealed texts.

Every part reads at most `MOST` rows of its index, so the time does not grow with the service; who finds that many
is asked for one more word.
"""

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial

from django.db.models import Exists, OuterRef, QuerySet

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import memberships_held
from roterfaden.cases.access import cases_open_to, cases_with_whole_file
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.health_rights import cases_with_open_health
from roterfaden.cases.models import Case, CaseKey, SearchWord
from roterfaden.cases.queries import cases_visible_to, participations_of
from roterfaden.cases.search import HEALTH, number_of, scope_of
from roterfaden.common.lookup import MOST
from roterfaden.common.names import NUMBER_KIND, compact
from roterfaden.common.only_reading import found_once
from roterfaden.common.text import STOP_WORDS, search_alternatives
from roterfaden.people.finding import PERSONS
from roterfaden.people.queries import CASE_ROLES

LIKELY = 25


def find_cases(query: str, *, user: User, on: date) -> QuerySet[Case]:
    """Visible cases that `query` names: person, phone, file number, or all its words in the texts; at most `MOST`.

    Words count where the whole file is open to `user`, phone numbers where contact data are: that something is found
    would tell as much as the text. A name that nobody bears is taken for a misspelt one. An empty query finds nothing.
    """
    visible = cases_visible_to(user, on=on)
    services = services_to_search(user, on=on)
    if not query.strip() or not services:
        return visible.none()
    found = [
        *with_number(query, services=services),
        *_open(_cases_of(PERSONS.with_phone(query, organisations=services)), user, on, FieldClass.CONTACT),
        *_cases_of(PERSONS.called(query, organisations=services)),
        *_whole(holding_words(query, services=services), user, on),
        *_holding_words_on_health(query, services=services, user=user, on=on),
    ]
    if not found:
        found = _cases_of(PERSONS.almost_called(query, organisations=services, limit=LIKELY))
    return visible.filter(pk__among=list(dict.fromkeys(found))[:MOST])


def _open(ids: list[int], user: User, on: date, part: FieldClass) -> list[int]:
    return _kept(ids, cases_open_to(user, part, on=on)) if ids else []


def _whole(ids: list[int], user: User, on: date) -> list[int]:
    return _kept(ids, cases_with_whole_file(user, on=on)) if ids else []


def _kept(ids: list[int], cases: QuerySet[Case]) -> list[int]:
    known = set(cases.filter(pk__among=ids).values_list("pk", flat=True))
    return [pk for pk in ids if pk in known]


def with_file_number(text: str, *, user: User, on: date) -> Case | None:
    """The visible case whose whole file number `text` is, however it is separated; None otherwise."""
    number = compact(text)
    return cases_visible_to(user, on=on).filter(search_number=number).first() if number else None


def services_to_search(user: User, *, on: date) -> list[int]:
    """The services in whose cases `user` may find something: the own ones, and those of cases taken part in."""

    def find() -> list[int]:
        own = (one.organisation_id for one in memberships_held(user, on=on) if one.role in CASE_ROLES)
        elsewhere = participations_of(user, on=on).values_list("case__service_id", flat=True)
        return sorted({*own, *elsewhere})

    return found_once(("services to search", user.pk, user.is_active, on), find)


def with_number(text: str, *, services: Collection[int]) -> list[int]:
    """The ids of cases whose file number, with or without prefix and year, begins with `text`; newest first."""
    start = compact(text)
    if not any(char.isdigit() for char in start):
        return []
    key = NUMBER_KIND + start.encode()
    rows = CaseKey.objects.filter(service__in=services, key__gte=key, key__lt=key + b"\xff")
    found = rows.order_by("service_id", "key", "case_id").values_list("case_id", flat=True)[:MOST]
    return sorted(set(found), reverse=True)


def holding_words(query: str, *, services: Sequence[int]) -> list[int]:
    """The ids of cases whose texts hold all words of `query`, newest first.

    Each service hashes its words under its own name, so each is asked apart.
    """
    found: list[int] = []
    for service in services:
        found += found_once(("cases holding", query, service), partial(_holding_in, service, query))
    return found[:MOST]


def _holding_in(service: int, query: str) -> list[int]:
    asked = tokens_asked(query, service=service)
    return _holding_all(asked) if asked else []


def _holding_words_on_health(query: str, *, services: Sequence[int], user: User, on: date) -> list[int]:
    """As `holding_words`, where some words stand in a health record that `user` may open."""
    found: list[int] = []
    for service in services:
        plain, apart = (
            tokens_asked(query, service=service),
            tokens_asked(query, service=service, apart=HEALTH),
        )
        tokens = [token for asked in apart for token in asked]
        if tokens and SearchWord.objects.filter(token__in=tokens).exists():
            found += _holding_all([one + other for one, other in zip(plain, apart, strict=True)])
    if not found:
        return []
    return list(
        cases_with_open_health(user, on=on).filter(pk__among=found[:MOST]).values_list("pk", flat=True)
    )


def tokens_asked(query: str, *, service: int, apart: str = "") -> list[list[int]]:
    """For each word of the query the hashes that the index of the service may hold for it."""
    alternatives = search_alternatives(query, scope_of(service, apart), STOP_WORDS)
    return [sorted(number_of(token) for token in tokens) for tokens in alternatives]


def _holding_all(asked: Sequence[list[int]]) -> list[int]:
    """Walk the cases of the rarest word, newest first, and keep those that hold the others, too."""
    known = [
        list(
            SearchWord.objects.filter(token__in=tokens)
            .order_by("-case_id")
            .values_list("case_id", flat=True)[: MOST + 1]
        )
        for tokens in asked
    ]
    rarest = min(range(len(asked)), key=lambda place: len(known[place]))
    others = [tokens for place, tokens in enumerate(asked) if place != rarest]
    if not others or not known[rarest]:
        return list(dict.fromkeys(known[rarest]))[:MOST]
    rows = SearchWord.objects.filter(token__in=asked[rarest])
    if len(known[rarest]) <= MOST:
        rows = rows.filter(case_id__in=known[rarest])
    for tokens in others:
        rows = rows.filter(Exists(SearchWord.objects.filter(token__in=tokens, case=OuterRef("case_id"))))
    found = rows.order_by("-case_id").values_list("case_id", flat=True)[:MOST]
    return list(dict.fromkeys(found))


def _cases_of(persons: Sequence[int]) -> list[int]:
    rows = Case.objects.filter(person__in=persons).order_by("-pk")
    return list(rows.values_list("pk", flat=True)[:MOST]) if persons else []
