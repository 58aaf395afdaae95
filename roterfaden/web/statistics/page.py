"""From an answer to the page: links to the cases, pictures, files, what is kept, tabs."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.models import Case
from roterfaden.cases.queries import services_of
from roterfaden.cases.reach import reach_of
from roterfaden.statistics.analysis import Answer, Line, answer, by_month
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.extraction import pseudonym_key, pseudonym_of
from roterfaden.statistics.files import as_csv, as_xlsx, shown
from roterfaden.statistics.reports import rows_behind
from roterfaden.statistics.rules import may_report_for, organisations_shown_to, reporting_for
from roterfaden.statistics.saving import views_for
from roterfaden.web.components import Link
from roterfaden.web.downloads import attachment
from roterfaden.web.guards import user_of
from roterfaden.web.statistics.forms import DEFAULT_FIGURES, QuestionForm, SaveForm
from roterfaden.web.statistics.pictures import bars_of, flow_of, line_of

NOTHING = "–"
# cases whose number in the extract a process remembers
MOST_REMEMBERED = 65_536
# cases are read so many at a time, as far down as the page asked for lies
READ_AT_ONCE = 500
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "json": "application/json",
}


def filled(asked: QueryDict, *, today: date) -> QueryDict:
    """The parameters, with this year's cases where nothing is asked."""
    query = asked.copy()
    if not query.getlist("zahl"):
        query.setlist("zahl", DEFAULT_FIGURES)
    query.setdefault("von", date(today.year, 1, 1).isoformat())
    query.setdefault("bis", date(today.year, 12, 31).isoformat())
    return query


def page(request: HttpRequest, form: QuestionForm) -> dict[str, Any]:
    """What the page shows besides the answer."""
    user = user_of(request)
    views = [
        (view, f"{reverse('statistics:index')}?{_query(view.asked)}", view.owner_id == user.pk)
        for view in views_for(user, on=timezone.localdate())
    ]
    return {
        "nav": "statistics",
        "tabs": tabs("statistics:index", user_of(request)),
        "question": form,
        "views": views,
        "save_form": SaveForm(initial={"asked": form.query.urlencode()}),
        "csv_url": f"{reverse('statistics:export', args=['csv'])}?{form.query.urlencode()}",
        "xlsx_url": f"{reverse('statistics:export', args=['xlsx'])}?{form.query.urlencode()}",
    }


def answered(request: HttpRequest, form: QuestionForm) -> dict[str, Any]:
    """The answer with its picture and the definitions of its figures."""
    question, services = form.question, form.services
    small = sees_small(user_of(request), services)
    found = answer(question, services, small=small)
    picture = form.cleaned_data.get("bild") or "balken"
    drawn, months = bars_of(found), []
    if picture == "fluss":
        drawn = flow_of(found)
    elif picture == "linie" and small:
        months = by_month(question, services)
        drawn = line_of(str(FIGURES[question.figures[0]].title), months)
    return {
        "answer": found,
        "rows": [_row(form, found, line, small=small) for line in found.lines],
        "total": _row(form, found, found.total, small=small, whole=True) if found.total else None,
        "picture": drawn,
        "months": [(day, shown(value)) for day, value in months],
        "figures": [FIGURES[one] for one in question.figures],
        "small": small,
    }


def sees_small(user: User, services: Sequence[Organisation]) -> bool:
    """Small counts show those who work on the cases counted, or report for their service."""
    today = timezone.localdate()
    own = set(services_of(user, on=today).values_list("pk", flat=True))
    return all(one.pk in own or may_report_for(user, one, on=today) for one in services)


class CasesBehind(Sequence[int]):
    """The cases behind a number that its reader may see, the newest first: read only as far as a page goes."""

    def __init__(self, newest_first: QuerySet[Case, int], wanted: frozenset[int], *, count: int) -> None:
        self.newest_first = newest_first
        self.wanted = wanted
        self.count_of_all = count
        self.pseudonyms = _pseudonyms(pseudonym_key())

    def __len__(self) -> int:
        return self.count_of_all

    def __getitem__(self, part: Any) -> Any:
        rows = self.newest_first.iterator(chunk_size=READ_AT_ONCE)
        behind = (pk for pk in rows if self.pseudonyms[pk] in self.wanted)
        return list(islice(behind, part.start, part.stop))


def cases_of(request: HttpRequest, form: QuestionForm) -> tuple[CasesBehind, int]:
    """The cases behind the first figure that the user may see, the newest first, and how many the user may not.

    Refuses who sees no small counts.
    """
    user, question = user_of(request), form.question
    if not sees_small(user, form.services):
        raise PermissionDenied
    wanted = rows_behind(
        question.figures[0], period=question.period, services=form.services, where=question.where
    )
    reach = reach_of(user, on=timezone.localdate())
    rows = Case.objects.filter(service__in=form.services)
    pseudonyms = _pseudonyms(pseudonym_key())
    unseen = sum(pseudonyms[pk] in wanted for pk in reach.outside([one.pk for one in form.services]))
    newest_first = rows.filter(reach.within()).order_by("-opened_on", "-pk").values_list("pk", flat=True)
    return CasesBehind(newest_first, wanted, count=len(wanted) - unseen), unseen


def cases_named(ids: Sequence[int]) -> list[Case]:
    """Cases with their people, in the order of `ids`."""
    found = Case.objects.select_related("person", "responsible", "service").in_bulk(ids)
    return [found[pk] for pk in ids]


class Pseudonyms(dict[int, int]):
    """The numbers of cases in the extract, each reckoned once; forgets them all when there are too many."""

    def __init__(self, key: bytes) -> None:
        super().__init__()
        self.key = key

    def __missing__(self, record: int) -> int:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[record] = pseudonym_of(record, key=self.key)
        return found


@lru_cache(maxsize=1)
def _pseudonyms(key: bytes) -> Pseudonyms:
    return Pseudonyms(key)


def file_of(request: HttpRequest, form: QuestionForm, kind: str) -> HttpResponse:
    """The answer as CSV or Excel, with what it shows and nothing else."""
    services = form.services
    found = answer(form.question, services, small=sees_small(user_of(request), services))
    content = {"tables": [_table(found)], "numbers": [], "missing": []}
    notes = [
        ", ".join(one.name for one in services),
        f"{form.cleaned_data['von']} – {form.cleaned_data['bis']}",
    ]
    data = as_csv(content) if kind == "csv" else as_xlsx(content, title=_("Auswertung"), notes=notes)
    return attached(data, f"auswertung.{kind}", kind)


def attached(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep, never shown in the page."""
    return attachment(data, name=name, media_type=TYPES[kind])


def tabs(here: str, user: User) -> list[Link]:
    """Analysis and reports, as far as `user` may open them; one alone is no choice."""
    today = timezone.localdate()
    pages = (
        ("statistics:index", _("Auswertung"), organisations_shown_to(user, on=today)),
        ("statistics:reports", _("Berichte"), reporting_for(user, on=today)),
    )
    links = [Link(title=title, url=reverse(name), current=name == here) for name, title, may in pages if may]
    return links if len(links) > 1 else []


def _row(
    form: QuestionForm, found: Answer, line: Line, *, small: bool, whole: bool = False
) -> dict[str, Any]:
    cells = []
    for n, value in enumerate(line.values):
        head = found.heads[n]
        before = shown(line.before[n]) if line.before else ""
        text = NOTHING if value is None and small else shown(value)
        cells.append({"head": head[1], "text": text, "before": before, "url": ""})
        if small and value and not form.question.across and FIGURES[head[0]].relation != "visits":
            cells[-1]["url"] = _behind(form, head[0], line.key, whole=whole)
    return {"title": line.title, "cells": cells}


def _behind(form: QuestionForm, figure: str, key: str, *, whole: bool) -> str:
    """Where the cases of one number are; none where the question is narrowed already in another way."""
    query = form.query.copy()
    by = form.cleaned_data.get("nach")
    if by and not whole:
        if query.get("nur"):
            return ""
        query["nur"], query["ist"] = by, key
    query.setlist("zahl", [figure])
    for name in ("nach", "und", "vergleich", "bild"):
        query.pop(name, None)
    return f"{reverse('statistics:behind')}?{query.urlencode()}"


def _table(found: Answer) -> dict[str, Any]:
    rows = [{"title": line.title, "values": list(line.values)} for line in found.lines]
    total = list(found.total.values) if found.total else [None] * len(found.heads)
    return {
        "title": _("Auswertung"),
        "row_title": found.row_title,
        "columns": [{"title": f"{title} ({unit})"} for _id, title, unit in found.heads],
        "rows": rows,
        "total": total,
    }


def _query(asked: Mapping[str, list[str]]) -> str:
    query = QueryDict(mutable=True)
    for key, values in asked.items():
        query.setlist(key, values)
    return query.urlencode()
