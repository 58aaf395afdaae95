"""What stands around every page of a case: its head, and the links to its pages."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.cases import rules
from roterfaden.cases.choices import CaseState, FieldClass
from roterfaden.cases.headline import Headline
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.triage.reader import guide_for
from roterfaden.web.cases.reading import access_on, shows
from roterfaden.web.components import Action, CaseHead, Fact, Link
from roterfaden.web.wording import chain_name


def case_head(case: Case, *, today: date, headline: Headline) -> CaseHead:
    """Who it is about, where it stands, what is due; only of what is open to the reader."""
    closed = case.state == CaseState.CLOSED
    facts = [
        Fact(label=_("Aktenzeichen"), value=case.file_number),
        Fact(label=_("Dienst"), value=f"{case.service}, {case.team}" if case.team else str(case.service)),
        Fact(label=_("Zuständig"), value=str(case.responsible)),
    ]
    if case.restricted_at:
        facts.append(
            Fact(
                label=_("Verarbeitung"),
                value=_("eingeschränkt seit %(day)s") % {"day": _day(case.restricted_at)},
            )
        )
    if case.archived_on and case.keep_until:
        facts.append(Fact(label=_("Im Archiv bis"), value=_day(case.keep_until)))
    if closed and case.closed_on:
        ended = f"{_day(case.closed_on)}: {case.get_result_display()}"
        facts.append(Fact(label=_("Abgeschlossen"), value=ended))
    elif headline.until and shows(case, FieldClass.ORDERS):
        over = headline.until < today
        facts.append(
            Fact(label=_("Auftrag lief bis") if over else _("Auftrag bis"), value=_day(headline.until))
        )
    if headline.due and not closed and shows(case, FieldClass.DATES):
        facts.append(
            Fact(label=_("Nächste Frist"), value=shipped(headline.due.title), due=headline.due.due_on)
        )
    born = _("geboren %(day)s") % {"day": _day(case.person.birth_date)}
    meta = (
        f"{born} · {chain_name(*headline.chain)}"
        if headline.chain and shows(case, FieldClass.THREAD)
        else born
    )
    return CaseHead(
        name=str(case.person),
        meta=meta,
        facts=facts,
        actions=[_crisis_action(case, headline)] if shows(case, FieldClass.CRISIS) else [],
        urgent=_urgent(headline),
    )


def _crisis_action(case: Case, headline: Headline) -> Action:
    """One press from every page of the case."""
    url = reverse("crisis:case", args=[case.code])
    if headline.crisis_since:
        return Action(label=_("Zur laufenden Krise"), url=url, kind="ink", icon="warning")
    return Action(label=_("Krise"), url=url, icon="warning")


def _urgent(headline: Headline) -> str:
    if headline.crisis_since is None:
        return ""
    began = timezone.localtime(headline.crisis_since)
    return _("Krise seit %(day)s, %(time)s Uhr") % {"day": _day(began), "time": date_format(began, "H:i")}


def _day(day: date) -> str:
    return date_format(day, "d.m.Y")


def case_links(case: Case, *, current: str, user: User, today: date, headline: Headline) -> list[Link]:
    """The pages of a case; the turns in its life only for those who decide about it."""
    pages: list[tuple[str, str, int | None, bool]] = [
        ("cases:thread", _("Faden"), None, False),
        ("casefile:person", _("Akte"), None, False),
        ("anamnesis:index", _("Anamnese"), None, False),
        ("profiles:index", _("Fähigkeiten"), None, False),
        ("casegoals:index", _("Ziele"), None, False),
        ("profiles:places", _("Passende Plätze"), None, False),
        ("placement:index", _("Erprobung und Arbeit"), None, False),
        ("admission:index", _("Angebote"), None, False),
        ("applications:index", _("Anträge"), None, False),
        ("casefile:journal", _("Journal"), headline.entries, False),
        ("cases:documents", _("Unterlagen"), headline.documents, False),
        ("dates:index", _("Termine und Fristen"), None, False),
        ("casefile:mandates", _("Aufträge"), None, False),
        ("measures:index", _("Maßnahmen"), None, False),
        ("casefile:participants", _("Beteiligte"), None, True),
        ("consent:index", _("Einwilligungen"), None, False),
        ("consent:ledger", _("Weitergaben"), None, False),
        ("cooperation:index", _("Zusammenarbeit"), None, False),
        ("guests:index", _("Zugang"), None, False),
        ("guests:messages", _("Nachrichten"), None, False),
        ("casefile:events", _("Verlauf"), None, False),
        ("reports:index", _("Berichte und Schreiben"), None, True),
        ("dossier:print", _("Drucken und lesen"), None, False),
        ("dossier:protocols", _("Übergabeprotokoll"), None, False),
        ("keeping:index", _("Aufbewahrung"), None, False),
        ("rights:index", _("Rechte der Person"), None, False),
        ("complaints:new_for_case", _("Beschwerde aufnehmen"), None, False),
    ]
    if guide_for(case.service.region) is not None:
        place = next(n for n, page in enumerate(pages) if page[0] == "admission:index")
        pages.insert(place, ("triage:index", _("Triage"), None, False))
    if rules.decides_about(user, case, on=today):
        if case.state == CaseState.OPEN:
            pages.append(("casefile:handover", _("Fall übergeben"), None, True))
            pages.append(("casefile:close", _("Fall abschließen"), None, False))
        else:
            pages.append(("casefile:reopen", _("Fall wieder öffnen"), None, True))
    return [
        Link(title=title, url=reverse(name, args=[case.code]), current=name == current, count=count, gap=gap)
        for name, title, count, gap in pages
        if access_on(case).allows_page(name, writing=False)
    ]
