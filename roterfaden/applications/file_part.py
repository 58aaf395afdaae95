"""Applications in the printed file: what for, where, how it stands, turn by turn."""

from django.utils.translation import gettext as _

from roterfaden.applications.models import Application, Turn
from roterfaden.applications.queries import applications_of
from roterfaden.applications.reader import application_kinds
from roterfaden.cases.models import Case
from roterfaden.documents.typesetting.content import Block, Entry
from roterfaden.dossier.acquaintances import known_from_above
from roterfaden.dossier.choices import Part
from roterfaden.dossier.parts import Wish, day, in_lines, part_from_above
from roterfaden.dossier.redacting import Known
from roterfaden.languages.shipped import shipped


@part_from_above(Part.APPLICATIONS)
def application_blocks(case: Case, _wish: Wish) -> list[Block]:
    """Each application and its turns; one that was recorded again is left out."""
    blocks: list[Block] = []
    for one in reversed(list(applications_of(case))):
        one.case = case
        blocks.append(_application(one))
        for turn in one.turns.all():
            if not turn.replaced:
                turn.application = one
                blocks.append(_turn(turn))
    return blocks


@known_from_above
def numbers_of_bodies(case: Case, known: Known) -> None:
    """Under which number a body keeps an application, and its name."""
    for one in Application.objects.filter(case=case).order_by("pk"):
        one.case = case
        if one.reference:
            known.exact[one.reference] = "[Aktenzeichen]"
        if one.body:
            known.places.append(one.body)


def _application(one: Application) -> Entry:
    kind = application_kinds().get(one.kind)
    agency = kind.agencies.get(one.agency) if kind else None
    lines = [
        (_("Worum es geht"), one.aim),
        (_("Stelle"), one.body or (shipped(agency.title) if agency else one.agency)),
        (_("Aktenzeichen der Stelle"), one.reference),
    ]
    return Entry(
        title=_("Antrag: %(what)s") % {"what": shipped(kind.title) if kind else one.kind},
        meta=f"{one.get_state_display()}, {one.made_by}",
        text=in_lines(lines),
    )


def _turn(turn: Turn) -> Entry:
    outcome = f": {turn.get_outcome_display()}" if turn.outcome else ""
    return Entry(
        title=f"{turn.get_state_display()}{outcome}",
        meta=f"{day(turn.happened_on)}, {turn.by}",
        text=turn.note,
    )
