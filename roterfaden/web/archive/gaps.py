"""What is open before closing, in words: grouped by kind, one link each to where it is put right."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from roterfaden.archive.choices import GapKind
from roterfaden.archive.completeness import Gap
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.web.cases.links import step_url


@dataclass(frozen=True, kw_only=True)
class GapLine:
    """One open thing; without a link where nobody but its author can open it."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True)
class GapGroup:
    """All of one kind."""

    title: str
    lines: Sequence[GapLine]


def gap_groups(case: Case, gaps: Iterable[Gap]) -> list[GapGroup]:
    """The gaps by kind, in their order."""
    return [
        GapGroup(
            title=str(GapKind(kind).label),
            lines=[
                GapLine(title=gap.title, detail=shipped(gap.detail), url=_URLS[gap.kind](case, gap))
                for gap in group
            ],
        )
        for kind, group in groupby(gaps, key=lambda gap: gap.kind)
    ]


def _page(name: str, anchor: str = "") -> Callable[[Case, Gap], str]:
    return lambda case, _gap: reverse(name, args=[case.code]) + anchor


def _visit(case: Case, gap: Gap) -> str:
    return step_url(case, gap.where["story"], gap.where["visit"], "visit")


def _deadline(case: Case, gap: Gap) -> str:
    return f"{reverse('dates:index', args=[case.code])}#frist-{gap.where['deadline'].uuid}"


def _appointment(case: Case, gap: Gap) -> str:
    return reverse("dates:change_appointment", args=[case.code, gap.where["appointment"].uuid])


def _follow_up(case: Case, gap: Gap) -> str:
    return reverse("dates:change_follow_up", args=[case.code, gap.where["follow_up"].uuid])


def _mandate(case: Case, gap: Gap) -> str:
    return reverse("casefile:edit_mandate", args=[case.code, gap.where["mandate"].uuid])


def _section(case: Case, gap: Gap) -> str:
    return reverse("anamnesis:section", args=[case.code, gap.where["section"].id])


def _transfer(case: Case, gap: Gap) -> str:
    return reverse("consent:transfer", args=[case.code, gap.where["transfer"].uuid])


def _nobody(_case: Case, _gap: Gap) -> str:
    return ""


_URLS: dict[GapKind, Callable[[Case, Gap], str]] = {
    GapKind.CRISIS: _page("crisis:case"),
    GapKind.STEP: _visit,
    GapKind.DOCUMENT: _visit,
    GapKind.DEADLINE: _deadline,
    GapKind.AFTERCARE: _page("crisis:case"),
    GapKind.FOLLOW_UP: _follow_up,
    GapKind.APPOINTMENT: _appointment,
    GapKind.MANDATE: _mandate,
    GapKind.MEASURE: _page("measures:index"),
    GapKind.ANAMNESIS: _section,
    GapKind.TRANSFER: _transfer,
    GapKind.COOPERATION: _page("cooperation:index"),
    GapKind.DRAFT: _nobody,
}
