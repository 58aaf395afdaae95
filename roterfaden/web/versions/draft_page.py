"""What the page of one draft shows: its text, the verdict line by line, and what it would change."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.process import editions
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.comparison import Difference, compare
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Edition
from roterfaden.process.overlay_editing import changes_in
from roterfaden.web.components import Action
from roterfaden.web.versions.change_forms import in_words
from roterfaden.web.versions.forms import RevisionForm, TextForm
from roterfaden.web.versions.page import crumbs, fault_lines, grouped

# these always differ and say nothing
UNSAID = frozenset({"Die Fassung ist", "Der erste Tag"})


def draft_page(edition: Edition, user: User, *, form: TextForm | None, today: date) -> dict[str, Any]:
    """The context of the page. The verdict is about the stored text."""
    found = editions.verdicts(edition, on=today)
    fitting = next((one for one in found if not one.faults), None)
    changes = changes_of(edition, fitting.merged.chain, today=today) if fitting and fitting.merged else []
    work = edition.state in editions.WORK
    return {
        "nav": "chains",
        "key": edition.key,
        "edition": edition,
        "crumbs": crumbs(edition.key, edition.title or _("Entwurf")),
        "form": form or TextForm(initial={"text": edition.text, "revision": edition.revision}),
        "check_form": RevisionForm(initial={"revision": edition.revision}, auto_id="vorlegen_%s"),
        "faults": fault_lines(edition.text, [] if fitting else found[0].faults),
        "single": _single(edition, today=today) if edition.kind == EditionKind.OVERLAY else [],
        "misfitting_later": [one for one in found if one.faults and fitting],
        "fits_from": fitting.day if fitting else None,
        "changes": grouped(changes),
        "change_count": len(changes),
        "is_work": edition.state == EditionState.DRAFT,
        "waits": edition.state == EditionState.CHECKED,
        "may_release": edition.state == EditionState.CHECKED
        and user.pk not in {edition.written_by_id, edition.edited_by_id},
        "actions": _actions(edition) if work else _released_actions(edition),
        "today": today,
    }


def chain_under(edition: Edition, *, today: date) -> Chain | None:
    """The chain as the draft makes it, if it fits; else what holds for its place today."""
    found = editions.verdict(edition, on=today)
    return found.merged.chain if found.merged is not None else _in_force(edition, today=today)


def _in_force(edition: Edition, *, today: date) -> Chain | None:
    version = version_in_force(edition.key, on=today, service=edition.organisation)
    return chain_of(version) if version is not None else None


def _single(edition: Edition, *, today: date) -> list[str]:
    """The changes of an adaptation, one line each."""
    before = _in_force(edition, today=today)
    if before is None:
        return []
    chain = chain_under(edition, today=today) or before
    return [in_words(change, chain, before) for change in changes_in(edition)]


def changes_of(edition: Edition, chain: Chain, *, today: date) -> list[Difference]:
    """What differs from what holds for the organisation today."""
    before = _in_force(edition, today=today)
    found = compare(before, chain) if before is not None else []
    return [one for one in found if not one.sentence.startswith(tuple(UNSAID))]


def _actions(edition: Edition) -> list[Action]:
    url = reverse("versions:discard", args=[edition.uuid])
    discard = Action(label=_("Entwurf verwerfen"), url=url, kind="tertiary")
    links = {"bpmn:rehearsal": _("Zur Probe gehen"), "bpmn:download": _("BPMN herunterladen")}
    if edition.kind == EditionKind.CHAIN and edition.state == EditionState.DRAFT:
        links = {"editor:index": _("Im Formular bearbeiten"), "bpmn:model": _("Zeichnen")} | links
        links["bpmn:upload"] = _("BPMN hochladen")
    actions = [
        Action(label=label, url=reverse(name, args=[edition.uuid]), kind="secondary")
        for name, label in links.items()
    ]
    return [*actions, discard]


def _released_actions(edition: Edition) -> list[Action]:
    if edition.state != EditionState.RELEASED or edition.shipped:
        return []
    return [
        Action(label=_("Zurückziehen"), url=reverse("versions:retire", args=[edition.uuid]), kind="tertiary")
    ]
