"""By what figures are split: each dimension is one expression over a relation, with a word for each of its values."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import ibis
from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.choices import CaseResult, ContactKind, MandateKind
from roterfaden.cases.result_codes import shipped_results
from roterfaden.deadlines.choices import Attendance
from roterfaden.people.choices import Gender
from roterfaden.people.form import load_forms
from roterfaden.process.catalogue import chain_of
from roterfaden.process.models import ChainVersion
from roterfaden.statistics.outcome_dimensions import OUTCOMES
from roterfaden.statistics.sources import SEALED
from roterfaden.statistics.splitting import (
    AGED,
    CASE_LIKE,
    PERSON_LIKE,
    UNKNOWN,
    Dimension,
    Words,
    banded,
    kinds_of_organisations,
    names_of_organisations,
    of_choices,
    plain,
)

AGES = ((18, "u18"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (65, "55-64"))
DEGREES = ((20, "u20"), (30, "20"), (50, "30-40"), (80, "50-70"))


class UnknownDimension(LookupError):
    """There is no such dimension, or the figure cannot be split by it; the sentence names it."""


def _titles_of_chains(keys: Iterable[str]) -> dict[str, str]:
    rows = _shipped().filter(key__in=list(keys)).order_by("version")
    return {key: f"{key} {title}" for key, title in rows.values_list("key", "title")}


def _themselves(keys: Iterable[str]) -> dict[str, str]:
    return {key: key for key in keys}


def _result_codes(_keys: Iterable[str]) -> dict[str, str]:
    return {code.id: code.name for group in shipped_results() for code in group.codes}


def _answers(column: str) -> Words:
    def words(_keys: Iterable[str]) -> dict[str, str]:
        form = load_forms()[-1]
        item = form.item(SEALED[column])
        return dict((*item.choices_ch, *item.choices)) if item else {}

    return words


def _shipped() -> QuerySet[ChainVersion]:
    return ChainVersion.objects.filter(organisation=None, region="")


@lru_cache(maxsize=2)
def _senders(_newest: int) -> dict[tuple[str, str], str]:
    """Who makes the first contact, by chain and start, as the newest shipped version of each chain says it.

    Kept until there is a newer version.
    """
    found = {}
    for version in _shipped().order_by("version"):
        for start in chain_of(version).starts:
            found[version.key, start.id] = start.from_ or start.kind
    return found


def _initiator(table: Any) -> Any:
    place = table.first_chain + "." + table.start_node
    senders = _senders(_shipped().aggregate(newest=Max("pk"))["newest"] or 0)
    if not senders:
        return ibis.literal(UNKNOWN)
    return place.cases(*((f"{chain}.{node}", who) for (chain, node), who in senders.items()), else_=UNKNOWN)


def _initiators(_keys: Iterable[str]) -> dict[str, str]:
    kinds = kinds_of_organisations(())
    own = {
        "client": _("Klientin, Klient selbst"),
        "third_party": _("Institution oder Angehörige"),
        "chain": _("vorherige Kette im Dienst"),
        "partner_institution": _("Partnerinstitution"),
        "cantonal_social_office": _("Kantonales Sozialamt"),
        "transit_centre": _("Durchgangszentrum"),
        "funding_agency": _("Leistungsträger"),
        "employer": _("Betrieb"),
        "message": _("andere Stelle"),
        "document": _("andere Stelle"),
        "event": _("anderer Anlass"),
        "timer": _("anderer Anlass"),
    }
    return kinds | own


_AGE_WORDS: list[tuple[str, str | Promise]] = [
    ("u18", gettext_lazy("unter 18")),
    ("18-24", "18–24"),
    ("25-34", "25–34"),
    ("35-44", "35–44"),
    ("45-54", "45–54"),
    ("55-64", "55–64"),
    ("65+", gettext_lazy("65 und älter")),
]
_DEGREE_WORDS: list[tuple[str, str | Promise]] = [
    ("u20", gettext_lazy("unter 20")),
    ("20", "20"),
    ("30-40", "30–40"),
    ("50-70", "50–70"),
    ("80-100", "80–100"),
]
_DIMENSIONS = (
    of_choices(
        Gender.choices,
        id="gender",
        title=gettext_lazy("Geschlecht"),
        on=PERSON_LIKE,
        column=plain("gender"),
    ),
    of_choices(
        _AGE_WORDS,
        id="age",
        title=gettext_lazy("Alter beim Zugang"),
        on=AGED,
        column=banded("age", AGES, "65+"),
    ),
    Dimension(
        id="service",
        title=gettext_lazy("Dienst"),
        on=(*PERSON_LIKE, "visits", "commissions"),
        column=plain("service"),
        words=names_of_organisations,
    ),
    Dimension(
        id="region",
        title=gettext_lazy("Land oder Kanton"),
        on=PERSON_LIKE,
        column=plain("region"),
        words=_themselves,
    ),
    Dimension(
        id="town",
        title=gettext_lazy("Wohnort"),
        on=PERSON_LIKE,
        column=plain("town"),
        words=_themselves,
    ),
    Dimension(
        id="nationality",
        title=gettext_lazy("Staatsangehörigkeit"),
        on=PERSON_LIKE,
        column=plain("nationality"),
        words=_themselves,
    ),
    Dimension(
        id="disability",
        title=gettext_lazy("Art der Behinderung"),
        on=PERSON_LIKE,
        column=plain("disability"),
        words=_answers("disability"),
        sealed=True,
    ),
    Dimension(
        id="recognised",
        title=gettext_lazy("Schwerbehinderung oder IV"),
        on=PERSON_LIKE,
        column=plain("recognised"),
        words=_answers("recognised"),
        sealed=True,
    ),
    of_choices(
        _DEGREE_WORDS,
        id="degree",
        title=gettext_lazy("Grad der Behinderung"),
        on=PERSON_LIKE,
        column=banded("degree", DEGREES, "80-100"),
        sealed=True,
    ),
    Dimension(
        id="working",
        title=gettext_lazy("Berufsstatus"),
        on=PERSON_LIKE,
        column=plain("working"),
        words=_answers("working"),
        sealed=True,
    ),
    Dimension(
        id="chain",
        title=gettext_lazy("Kette des Falls"),
        on=CASE_LIKE,
        column=plain("chain"),
        words=_titles_of_chains,
    ),
    Dimension(
        id="initiator",
        title=gettext_lazy("Einleitende Stelle"),
        on=CASE_LIKE,
        column=_initiator,
        words=_initiators,
    ),
    of_choices(
        MandateKind.choices,
        id="order_kind",
        title=gettext_lazy("Art des ersten Auftrags"),
        on=CASE_LIKE,
        column=plain("order_kind"),
    ),
    Dimension(
        id="commissioner_kind",
        title=gettext_lazy("Art des ersten Auftraggebers"),
        on=CASE_LIKE,
        column=plain("commissioner_kind"),
        words=kinds_of_organisations,
    ),
    Dimension(
        id="commissioner",
        title=gettext_lazy("Erster Auftraggeber"),
        on=CASE_LIKE,
        column=plain("commissioner"),
        words=names_of_organisations,
    ),
    of_choices(
        MandateKind.choices,
        id="kind_of_order",
        title=gettext_lazy("Art des Auftrags"),
        on=("orders", "commissions"),
        column=plain("kind"),
    ),
    Dimension(
        id="giver_kind",
        title=gettext_lazy("Art des Auftraggebers"),
        on=("orders", "commissions"),
        column=plain("order_of_kind"),
        words=kinds_of_organisations,
    ),
    Dimension(
        id="giver",
        title=gettext_lazy("Auftraggeber"),
        on=("orders", "commissions"),
        column=plain("order_of"),
        words=names_of_organisations,
    ),
    of_choices(
        CaseResult.choices,
        id="result",
        title=gettext_lazy("Ergebnis"),
        on=("cases",),
        column=plain("result"),
    ),
    Dimension(
        id="result_code",
        title=gettext_lazy("Ergebnis im Einzelnen"),
        on=("cases",),
        column=plain("result_code"),
        words=_result_codes,
    ),
    Dimension(
        id="run_chain",
        title=gettext_lazy("Kette oder Maßnahme"),
        on=("runs",),
        column=plain("run_chain"),
        words=_titles_of_chains,
    ),
    of_choices(
        ContactKind.choices,
        id="contact_kind",
        title=gettext_lazy("Art des Kontakts"),
        on=("contacts",),
        column=plain("contact_kind"),
    ),
    of_choices(
        Attendance.choices,
        id="attendance",
        title=gettext_lazy("Anwesenheit"),
        on=("appointments",),
        column=plain("attendance"),
    ),
    *OUTCOMES,
)
DIMENSIONS: Mapping[str, Dimension] = {one.id: one for one in _DIMENSIONS}


def dimension(dimension_id: str, *, relation: str) -> Dimension:
    """The dimension with this id, if `relation` can be split by it; refuses with UnknownDimension."""
    found = DIMENSIONS.get(dimension_id)
    if found is None:
        raise UnknownDimension(_("Die Gliederung „%(id)s“ gibt es nicht.") % {"id": dimension_id})
    if relation not in found.on:
        raise UnknownDimension(
            _("Nach „%(title)s“ lässt sich diese Zahl nicht gliedern.") % {"title": found.title}
        )
    return found


def in_words(one: Dimension, keys: Iterable[str]) -> dict[str, str]:
    """A word for each of `keys`; what is not known says so."""
    wanted = list(keys)
    words = one.words(wanted)
    return {key: words.get(key) or key or _("nicht bekannt") for key in wanted}


def in_order(one: Dimension, keys: Iterable[str]) -> list[str]:
    """The keys as they are shown: in the dimension's own order, then by word; what is not known last."""
    words = in_words(one, keys)
    rank = {key: number for number, key in enumerate(one.first)}
    return sorted(
        words, key=lambda key: (key == UNKNOWN, rank.get(key, len(rank)), words[key].casefold(), key)
    )
