"""The papers of an operator: who answers for the processing, service providers, pledges of secrecy, breaches."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_facts
from roterfaden.privacy.choices import Risk
from roterfaden.privacy.models import Breach, Operator, Processor, SecrecyPledge
from roterfaden.privacy.refusals import PrivacyRefused
from roterfaden.privacy.regimes import NoRegime, Regime, regime_of
from roterfaden.privacy.writing import (
    add_paper,
    change_paper,
    check_keeper,
    check_said,
    known_row,
    record,
)
from roterfaden.process.reckoning.counting import months_later

actions.register("privacy.operator_changed", "Angaben zur verantwortlichen Stelle geändert")
actions.register("privacy.assessment_changed", "Datenschutz-Folgenabschätzung geändert")
actions.register("privacy.processor_added", "Dienstleister aufgenommen")
actions.register("privacy.processor_changed", "Dienstleister geändert")
actions.register("privacy.pledge_added", "Verpflichtung zum Geheimnis aufgenommen")
actions.register("privacy.pledge_changed", "Verpflichtung zum Geheimnis geändert")
actions.register("privacy.breach_added", "Verletzung des Datenschutzes aufgenommen")
actions.register("privacy.breach_changed", "Verletzung des Datenschutzes geändert")
actions.register("privacy.breach_reported", "Verletzung des Datenschutzes gemeldet")
actions.register("privacy.breach_closed", "Verletzung des Datenschutzes abgeschlossen")
actions.register("privacy.paper_read", "Unterlage zum Datenschutz gelesen", reading=True)

OPERATOR_FIELDS = (
    "controller", "head", "officer", "officer_contact", "authority", "supervision", "hosting", "trail_months",
)  # fmt: skip
ASSESSMENT_FIELDS = ("need", "advice", "result", "assessed_on", "review_on")
PROCESSOR_FIELDS = (
    "name", "address", "task", "classes", "persons", "others", "place", "safeguards", "contract_on", "begins_on",
    "notified_on", "ended_on",
)  # fmt: skip
BREACH_FIELDS = (
    "what", "classes", "persons", "consequences", "measures", "risk", "supervision_told_on", "persons_told_on",
    "not_told_because",
)  # fmt: skip


def regime_for(organisation: Organisation) -> Regime:
    """The law that holds for the body. Raises PrivacyRefused where the catalogue knows none."""
    try:
        return regime_of(organisation.region)
    except NoRegime as unknown:
        raise PrivacyRefused(str(unknown)) from None


def change_operator(
    *, organisation: Organisation, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> Operator:
    """Say who answers for the processing, and how long details of readings stay.

    Refuses who does not keep the papers, a time that the law does not allow; with Conflict another revision
    (0: nobody has written yet). Effects: row with a data key at the first time, audit entry.
    """
    check_keeper(organisation, by, at)
    rule, months = regime_for(organisation).trail, facts["trail_months"]
    if months is not None and not rule.allows(months):
        bound = "mindestens" if rule.bound == "least" else "höchstens"
        raise PrivacyRefused(f"Hier gilt: {bound} {rule.months} Monate ({rule.law}).")
    return _written(organisation, facts, OPERATOR_FIELDS, revision, "privacy.operator_changed", by=by, at=at)


def change_assessment(
    *, organisation: Organisation, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> Operator:
    """Write what people must weigh in the impact assessment. Refuses as `change_operator`; a review before the day."""
    check_keeper(organisation, by, at)
    done, again = facts["assessed_on"], facts["review_on"]
    if done and again and again <= done:
        raise PrivacyRefused("Der Tag der nächsten Prüfung liegt nicht nach dem der Abschätzung.")
    return _written(
        organisation, facts, ASSESSMENT_FIELDS, revision, "privacy.assessment_changed", by=by, at=at
    )


def add_processor(
    *, organisation: Organisation, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> Processor:
    """Take up a service provider; the same `token` again returns the first.

    Refuses who does not keep the papers, a missing name or task, an end before the beginning.
    """
    check_keeper(organisation, by, at)
    _check_processor(facts)
    said = {name: facts[name] for name in PROCESSOR_FIELDS}
    return add_paper(
        Processor,
        said,
        organisation=organisation,
        token=token,
        action="privacy.processor_added",
        by=by,
        at=at,
    )


def change_processor(
    *, processor: Processor, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Change what is known, note the notice or the end. Refuses as `add_processor`; with Conflict another revision."""
    check_keeper(processor.organisation, by, at)
    _check_processor(facts)
    change_paper(
        processor,
        facts,
        organisation=processor.organisation,
        fields=PROCESSOR_FIELDS,
        revision=revision,
        action="privacy.processor_changed",
        by=by,
        at=at,
    )


def add_pledge(
    *,
    organisation: Organisation,
    user: User | None,
    processor: Processor | None,
    pledged_on: date,
    token: UUID,
    by: User,
    at: datetime,
) -> SecrecyPledge:
    """Note that somebody was pledged; when it is to be renewed follows from the law of the place.

    Refuses who does not keep the papers, neither or both of person and provider, a foreign provider, a day to come.
    """
    check_keeper(organisation, by, at)
    if (user is None) is (processor is None):
        raise PrivacyRefused("Wählen Sie entweder eine Person oder einen Dienstleister.")
    if processor is not None and processor.organisation_id != organisation.pk:
        raise PrivacyRefused("Dieser Dienstleister gehört zu einer anderen Stelle.")
    if pledged_on > local_day(at):
        raise PrivacyRefused("Der Tag der Verpflichtung liegt in der Zukunft.")
    regime = regime_for(organisation)
    facts = {
        "user": user,
        "processor": processor,
        "regime": regime.label,
        "pledged_on": pledged_on,
        "renew_on": months_later(pledged_on, regime.pledge_months),
    }
    return add_paper(
        SecrecyPledge,
        facts,
        organisation=organisation,
        token=token,
        action="privacy.pledge_added",
        by=by,
        at=at,
    )


def change_pledge(
    *,
    pledge: SecrecyPledge,
    pledged_on: date,
    ended_on: date | None,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Renew a pledge (a later day), or end it.

    Refuses who does not keep the papers, a day to come, one before the last; with Conflict another revision.
    """
    check_keeper(pledge.organisation, by, at)
    if pledged_on > local_day(at) or pledged_on < pledge.pledged_on:
        raise PrivacyRefused("Der Tag der Verpflichtung liegt vor dem bisherigen oder in der Zukunft.")
    regime = regime_for(pledge.organisation)
    facts = {
        "pledged_on": pledged_on,
        "renew_on": months_later(pledged_on, regime.pledge_months),
        "regime": regime.label,
        "ended_on": ended_on,
    }
    change_paper(
        pledge,
        facts,
        organisation=pledge.organisation,
        fields=tuple(facts),
        revision=revision,
        action="privacy.pledge_changed",
        by=by,
        at=at,
    )


def add_breach(
    *,
    organisation: Organisation,
    known_at: datetime,
    what: str,
    token: UUID,
    by: User,
    at: datetime,
) -> Breach:
    """Take a breach up; from `known_at` the clock of the place runs. The same `token` again returns the first.

    Refuses who does not keep the papers, an empty text, a moment to come. Effects: number of the body, audit entry.
    """
    check_keeper(organisation, by, at)
    check_said({"what": what}, what="Bitte schreiben Sie auf, was geschehen ist.")
    if known_at > at:
        raise PrivacyRefused("Der Zeitpunkt liegt in der Zukunft.")
    if (known := known_row(Breach, token, organisation)) is not None:
        return known
    regime = regime_for(organisation)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        rows = Breach.objects.filter(organisation=organisation)
        last = rows.aggregate(last=Max("number"))["last"] or 0
        facts = {
            "number": last + 1,
            "regime": regime.label,
            "known_at": known_at,
            "report_by": regime.breach.report_by(known_at),
            "what": what.strip(),
            "by": by,
        }
        return add_paper(
            Breach,
            facts,
            organisation=organisation,
            token=token,
            action="privacy.breach_added",
            by=by,
            at=at,
        )


def change_breach(*, breach: Breach, facts: Mapping[str, Any], revision: int, by: User, at: datetime) -> None:
    """Write what is known by now. Refuses who does not keep the papers, a closed one, an empty text; with Conflict."""
    _check_running(breach, by, at)
    check_said(facts, what="Bitte schreiben Sie auf, was geschehen ist.")
    change_paper(
        breach,
        facts,
        organisation=breach.organisation,
        fields=BREACH_FIELDS,
        revision=revision,
        action="privacy.breach_changed",
        by=by,
        at=at,
    )


def report_breach(
    *, breach: Breach, reported_at: datetime, late_because: str, revision: int, by: User, at: datetime
) -> None:
    """Note when it was reported to the authority.

    Refuses a moment before it was known or to come, one after the clock without a reason (Art. 33
    Abs. 1 DSGVO), and who does not keep the papers.
    """
    _check_running(breach, by, at)
    if not breach.known_at <= reported_at <= at:
        raise PrivacyRefused("Die Meldung liegt zwischen dem Bekanntwerden und jetzt.")
    late = breach.report_by is not None and reported_at > breach.report_by
    if late and not late_because.strip():
        raise PrivacyRefused("Die Frist ist vorbei. Bitte begründen Sie, warum später gemeldet wurde.")
    facts = {"reported_at": reported_at, "late_because": late_because.strip()}
    change_paper(
        breach,
        facts,
        organisation=breach.organisation,
        fields=tuple(facts),
        revision=revision,
        action="privacy.breach_reported",
        by=by,
        at=at,
    )


def close_breach(*, breach: Breach, revision: int, by: User, at: datetime) -> None:
    """Close the matter. Refuses while the risk is not judged or a duty to tell is neither done nor explained."""
    _check_running(breach, by, at)
    if open_duties(breach):
        raise PrivacyRefused("Noch offen: " + ", ".join(open_duties(breach)) + ".")
    change_paper(
        breach,
        {"closed_on": local_day(at)},
        organisation=breach.organisation,
        fields=("closed_on",),
        revision=revision,
        action="privacy.breach_closed",
        by=by,
        at=at,
    )


def open_duties(breach: Breach) -> list[str]:
    """What is still to be done before the matter can be closed, in words."""
    found = []
    if breach.risk == Risk.OPEN:
        found.append("Risiko beurteilen")
    explained = bool(breach.not_told_because.strip())
    if breach.risk != Risk.NONE and breach.reported_at is None and not explained:
        found.append("der Aufsicht melden oder begründen")
    if breach.risk == Risk.HIGH and breach.persons_told_on is None and not explained:
        found.append("Betroffene unterrichten oder begründen")
    if not breach.measures.strip():
        found.append("aufschreiben, was getan wurde")
    return found


def _check_running(breach: Breach, by: User, at: datetime) -> None:
    check_keeper(breach.organisation, by, at)
    if breach.closed_on is not None:
        raise PrivacyRefused("Diese Verletzung ist abgeschlossen.")


def _check_processor(facts: Mapping[str, Any]) -> None:
    check_said(
        facts, name="Bitte geben Sie einen Namen an.", task="Bitte schreiben Sie, was der Dienstleister tut."
    )
    begins, ended = facts["begins_on"], facts["ended_on"]
    if ended is not None and ended < begins:
        raise PrivacyRefused("Das Ende liegt vor dem Beginn.")


def _written(
    organisation: Organisation,
    facts: Mapping[str, Any],
    fields: tuple[str, ...],
    revision: int,
    action: str,
    *,
    by: User,
    at: datetime,
) -> Operator:
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        row = Operator.objects.filter(organisation=organisation).first()
        if row is None and revision == 0:
            said = {name: facts[name] for name in fields}
            row = Operator.objects.create(organisation=organisation, data_key=keyring.new_key(), **said)
        elif row is None:
            raise PrivacyRefused("Das Formular ist beschädigt. Bitte laden Sie die Seite neu.")
        else:
            save_facts(row, facts, expected=revision, fields=fields)
        record(action, row, organisation, by=by, at=at)
    return row
