"""What stands around every page of a case: its head, and the links to its pages."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.web.components import CaseHead, Fact, Link


def case_head(case: Case, *, today: date) -> CaseHead:
    facts = [
        Fact(label=_("Aktenzeichen"), value=case.file_number),
        Fact(label=_("Dienst"), value=f"{case.service}, {case.team}" if case.team else str(case.service)),
        Fact(label=_("Zuständig"), value=str(case.responsible)),
    ]
    if case.state == CaseState.CLOSED and case.closed_on:
        closed = f"{date_format(case.closed_on, 'd.m.Y')}: {case.get_result_display()}"
        facts.append(Fact(label=_("Abgeschlossen"), value=closed))
    born = date_format(case.person.birth_date, "d.m.Y")
    return CaseHead(name=str(case.person), meta=_("geboren %(day)s") % {"day": born}, facts=facts)


def case_links(case: Case, *, current: str, decides: bool = False) -> list[Link]:
    """The pages of the case; with `decides` (cases.rules.decides_about) also hand-over, closing and reopening."""
    pages = [
        ("cases:thread", _("Faden"), False),
        ("casefile:person", _("Akte"), False),
        ("casefile:journal", _("Journal"), False),
        ("casefile:mandates", _("Aufträge"), False),
        ("casefile:participants", _("Beteiligte"), True),
        ("casefile:events", _("Verlauf"), False),
    ]
    if decides and case.state == CaseState.OPEN:
        pages += [("casefile:handover", _("Übergeben"), True), ("casefile:close", _("Abschließen"), False)]
    elif decides:
        pages.append(("casefile:reopen", _("Wieder öffnen"), True))
    return [
        Link(title=title, url=reverse(name, args=[case.code]), current=name == current, gap=gap)
        for name, title, gap in pages
    ]
