"""The search index over sealed texts, and the search box: name, file number, or a word from a text."""

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case, SearchWord
from roterfaden.cases.queries import cases_visible_to, participations_of, services_of
from roterfaden.common.text import normalise, search_tokens


def index_text(*, case: Case, source: UUID, text: str) -> None:
    """Replace the words of one sealed text in the index. Stores keyed hashes of word stems, never words.

    Runs inside the transaction of the writing function that changed the text.
    """
    wanted = search_tokens(text, scope=str(case.service_id))
    known = {bytes(row) for row in SearchWord.objects.filter(source=source).values_list("token", flat=True)}
    if gone := known - wanted:
        SearchWord.objects.filter(source=source, token__in=list(gone)).delete()
    SearchWord.objects.bulk_create(
        [SearchWord(case=case, source=source, token=token) for token in sorted(wanted - known)]
    )


def find_cases(query: str, *, user: User, on: date) -> QuerySet[Case]:
    """Visible cases whose person's name or file number begins with the words of `query`, or whose texts hold them all.

    An empty query finds nothing.
    """
    visible = cases_visible_to(user, on=on)
    words = normalise(query).split()
    if not words:
        return visible.none()
    number = search_number(query)
    hit = _each_word_in_name(words)
    if number:
        hit |= Q(search_number__contains=number)
    return visible.filter(hit | _holds_all_words(query, user=user, on=on))


def with_file_number(text: str, *, user: User, on: date) -> Case | None:
    """The visible case whose whole file number `text` is, however it is separated; None otherwise."""
    number = search_number(text)
    return cases_visible_to(user, on=on).filter(search_number=number).first() if number else None


def search_number(text: str) -> str:
    """A file number as it is compared: letters and digits only, without case."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _each_word_in_name(words: Iterable[str]) -> Q:
    hit = Q()
    for word in words:
        hit &= Q(person__search_name__startswith=word) | Q(person__search_name__contains=f" {word}")
    return hit


def _holds_all_words(query: str, *, user: User, on: date) -> Q:
    """Each service hashes its words under its own name, so each is asked apart."""
    hit = Q(pk__in=[])
    services = set(services_of(user, on=on).values_list("pk", flat=True))
    services |= set(participations_of(user, on=on).values_list("case__service_id", flat=True))
    for service_id in services:
        tokens = search_tokens(query, scope=str(service_id))
        if tokens:
            holding = (
                SearchWord.objects.filter(token__in=list(tokens), case__service_id=service_id)
                .values("case_id")
                .annotate(words=Count("token", distinct=True))
                .filter(words=len(tokens))
            )
            hit |= Q(pk__in=holding.values("case_id"))
    return hit
