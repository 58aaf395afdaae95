"""The days about staff that wait for somebody: evaluation within probation, lapsing proofs, effects, too many cases."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.common.only_reading import found_once
from roterfaden.common.prepared import Prepared
from roterfaden.quality.duties import Duty, source
from roterfaden.staff.caseload import caseload_of
from roterfaden.staff.choices import TOO_MUCH, Held, TrainingState
from roterfaden.staff.models import Induction, InductionStep, Post, Qualification, Training
from roterfaden.staff.queries import files_visible_to, places_led_by, places_of
from roterfaden.steering.periods import month_of

# asked with every start page; mostly there is none
_STEPS = Prepared(
    InductionStep.objects.filter(
        done_on__isnull=True, induction__result="", induction__staff_file__left_on__isnull=True
    )
    .only("id")
    .order_by(),
    by="responsible",
)


@source("staff.inductions")
def days_of_inductions(user: User, on: date) -> Iterable[Duty]:
    """The evaluation, for who leads and for the worker until it took place; steps, for who shows them."""
    files, shown = _files(user, on), _STEPS.ids(user.pk)
    if files:
        yield from _evaluations(files)
    if shown:
        yield from _steps(shown, user, on)


def _evaluations(files: list[int]) -> Iterable[Duty]:
    rows = Induction.objects.filter(staff_file__in=files, result="")
    for row in rows.select_related("staff_file__organisation").order_by("evaluate_by", "pk"):
        yield Duty(
            what=_("Einarbeitung auswerten"),
            place=str(row.staff_file.organisation),
            due_on=row.evaluate_by,
            view="staff:induction",
            args=(row.uuid,),
        )


def _steps(shown: list[int], user: User, on: date) -> Iterable[Duty]:
    places = places_of(user, on=on).values("pk")
    steps = InductionStep.objects.filter(pk__in=shown, induction__staff_file__organisation__in=places)
    for step in steps.select_related("induction__staff_file__organisation").order_by("due_on", "pk"):
        yield Duty(
            what=_("Schritt einer Einarbeitung"),
            place=str(step.induction.staff_file.organisation),
            due_on=step.due_on,
            view="staff:induction",
            args=(step.induction.uuid,),
        )


@source("staff.proofs")
def days_of_proofs(user: User, on: date) -> Iterable[Duty]:
    """The last day of each proof that counts, until a newer one for the same criterion counts longer."""
    files = _files(user, on)
    if not files:
        return
    rows = Qualification.objects.filter(staff_file__in=files, held=Held.YES)
    rows = rows.filter(confirmed_on__isnull=False)
    longest: dict[tuple[int, str], Qualification] = {}
    for row in rows.select_related("staff_file__organisation").order_by("pk"):
        key = (row.staff_file_id, row.criterion)
        known = longest.get(key)
        if known is None or _last(row) >= _last(known):
            longest[key] = row
    for row in longest.values():
        if row.valid_until is not None:
            yield Duty(
                what=_("Nachweis einer Qualifikation erneuern"),
                place=str(row.staff_file.organisation),
                due_on=row.valid_until,
                view="staff:file",
                args=(row.staff_file.uuid,),
            )


@source("staff.effects")
def days_of_effects(user: User, on: date) -> Iterable[Duty]:
    """When to ask what a training brought."""
    files = _files(user, on)
    if not files:
        return
    rows = Training.objects.filter(staff_file__in=files, state=TrainingState.HELD)
    rows = rows.filter(impact="", ask_on__isnull=False)
    for row in rows.select_related("organisation").order_by("ask_on", "pk"):
        assert row.ask_on is not None
        yield Duty(
            what=_("Wirkung einer Fortbildung festhalten"),
            place=str(row.organisation),
            due_on=row.ask_on,
            view="staff:tell_effect",
            args=(row.uuid,),
        )


@source("staff.caseload")
def days_of_caseload(user: User, on: date) -> Iterable[Duty]:
    """For who leads, until the end of the month: to talk about it, where somebody carries more than the target.

    A service that notes no shares of posts is left alone.
    """
    noted = Post.objects.values("staff_file__organisation")
    for place in places_led_by(user, on=on).filter(pk__in=noted):
        load = caseload_of(place, on=on)
        if load.shares and any(one.pressure in TOO_MUCH for one in load.burdens):
            yield Duty(
                what=_("Auslastung besprechen"),
                place=str(place),
                due_on=month_of(on, today=on).last,
                view="staff:caseload",
            )


def _files(user: User, on: date) -> list[int]:
    """The files of those who still work there, as ids: most users see none, and then nothing more is asked."""

    def find() -> list[int]:
        rows = files_visible_to(user, on=on).filter(left_on__isnull=True)
        return list(rows.order_by("pk").values_list("pk", flat=True))

    return found_once(("files of staff", user.pk, user.is_active, on), find)


def _last(row: Qualification) -> date:
    return row.valid_until or date.max
