"""Cases: the list, one, opening one."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import User
from roterfaden.api import answers
from roterfaden.api.bodies import CaseStateAsked, NewCase
from roterfaden.api.choices import Scope
from roterfaden.api.finding import RELATED, cases_listed, note_list, note_writing
from roterfaden.api.operations import Call, Operation, Parameter
from roterfaden.api.paging import PARAMETERS, page_of
from roterfaden.api.problems import Fault, bad_request, conflict, invalid
from roterfaden.api.resources.mandates import facts_of
from roterfaden.cases.access import Access, only_open
from roterfaden.cases.choices import CaseState, FieldClass
from roterfaden.cases.intake import open_case
from roterfaden.cases.models import Case
from roterfaden.cases.queries import services_of
from roterfaden.cases.search import search_number
from roterfaden.people.duplicates import look_alikes
from roterfaden.people.models import Person
from roterfaden.people.queries import out_of_reach, persons_visible_to
from roterfaden.process.catalogue import chain_of, version_in_force, versions_for

CLIENT = "client"
LONGEST_NUMBER = 30


def list_cases(call: Call) -> answers.CasePage:
    rows = only_open(cases_listed(call), call.user, FieldClass.CORE, on=call.today)
    state = call.query.get("state", CaseStateAsked.OPEN)
    if state not in CaseStateAsked.values:
        raise bad_request(_("Diesen Stand gibt es nicht."), Fault("state", ", ".join(CaseStateAsked.values)))
    if state != CaseStateAsked.ALL:
        rows = rows.filter(state=state)
    if number := call.query.get("file_number", "")[:LONGEST_NUMBER]:
        rows = rows.filter(search_number=search_number(number))
    found, following = page_of(
        call, rows.select_related(*RELATED), by="opened_on", about=f"cases {state}", decode=date.fromisoformat
    )
    note_list(call, found)
    return answers.CasePage(items=[head_of(case) for case in found], next=following)


def one_case(call: Call, case: Case, access: Access) -> answers.CaseDetail:  # noqa: ARG001
    person, ended = case.person, case.state == CaseState.CLOSED
    contact = answers.Contact(
        birth_date=person.birth_date,
        street=person.street,
        postcode=person.postcode,
        town=person.town,
        phone=person.phone,
        email=person.email,
        communication=person.communication,
        concern=case.concern,
    )
    return answers.CaseDetail(
        head=head_of(case),
        contact=contact if access.allows(FieldClass.CONTACT) else None,
        result=str(case.result) if ended and access.allows(FieldClass.TURNS) else None,
        open_parts=[str(part) for part in FieldClass if access.allows(part)],
    )


def add_case(call: Call, body: NewCase) -> answers.Made:
    """Open a case in the key's organisation, as the page of the intake does; what it refuses is refused here."""
    service = services_of(call.user, on=call.today).filter(pk=call.organisation.pk).first()
    if service is None:
        raise invalid(
            [Fault("service", _("Diese Stelle führt keine Fälle, oder Sie arbeiten dort nicht mit Fällen."))]
        )
    version = version_in_force(body.chain, on=call.today, service=service)
    if (
        version is None
        or version.subject != CLIENT
        or body.start not in {s.id for s in chain_of(version).starts}
    ):
        raise invalid(
            [Fault("chain", _("Diese Kette oder diesen Beginn gibt es hier heute nicht: siehe GET /chains."))]
        )
    case = open_case(
        service=service,
        person=_who(call, body),
        chain_version=version,
        start_node=body.start,
        responsible=_responsible(call, body),
        opened_on=body.opened_on or call.today,
        concern=body.concern,
        mandate=facts_of(body.mandate, at="mandate.") if body.mandate else None,
        by=call.user,
        at=call.at,
    )
    note_writing(call, case)
    return answers.Made(id=case.code, url=f"/api/v1/cases/{case.code}")


def _responsible(call: Call, body: NewCase) -> User:
    if not body.responsible:
        return call.user
    found = User.objects.filter(username=body.responsible, is_active=True).first()
    if found is None:
        # in the words of the domain for somebody who does no casework there: names are not to be tried out
        raise invalid(
            [Fault("responsible", _("Die zuständige Person arbeitet nicht als Fachkraft in diesem Dienst."))]
        )
    return found


def _who(call: Call, body: NewCase) -> Person | dict[str, Any]:
    """The known person, or the facts of a new one nobody like whom is known, unless that was looked at."""
    if bool(body.person_code) == (body.person is not None):
        raise invalid([Fault("person", _("Nennen Sie entweder „person_code“ oder „person“."))])
    if body.person is None:
        known = persons_visible_to(call.user, on=call.today).filter(
            code=body.person_code, organisation=call.organisation
        )
        if (found := known.first()) is None:
            raise invalid(
                [Fault("person_code", _("Diese Person gibt es nicht, oder sie ist nicht freigegeben."))]
            )
        return found
    facts = asdict(body.person)
    if facts["email"]:
        try:
            validate_email(facts["email"])
        except ValidationError:
            raise invalid([Fault("person.email", _("Das ist keine E-Mail-Adresse."))]) from None
    if not body.person_is_new:
        similar = look_alikes(organisation=call.organisation, facts=facts, besides=out_of_reach(call.user))
        if similar:
            sentence = _(
                "Es gibt schon jemanden mit ähnlichen Angaben. Nennen Sie „person_code“, oder prüfen Sie und schicken "
                "Sie „person_is_new“: true."
            )
            faults = [Fault("person", one.person.code) for one in similar]
            raise conflict("look-alike", sentence, *faults)
    return facts


def list_chains(call: Call) -> answers.ChainList:
    found = versions_for(call.organisation, on=call.today)
    return answers.ChainList(
        items=[
            answers.StartableChain(
                key=key,
                title=version.title,
                version=version.version,
                starts=[answers.ChainStart(id=one.id, title=one.title) for one in chain_of(version).starts],
            )
            for key, version in sorted(found.items())
            if version.subject == CLIENT
        ]
    )


def head_of(case: Case) -> answers.CaseHead:
    return answers.CaseHead(
        code=case.code,
        file_number=case.file_number,
        person_code=case.person.code,
        first_name=case.person.first_name,
        last_name=case.person.last_name,
        service=answers.Body(code=case.service.code, name=case.service.name),
        responsible=case.responsible.username,
        state=case.state,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
    )


OPERATIONS = (
    Operation(
        id="list_cases",
        method="GET",
        path="cases",
        scope=Scope.CASES_READ,
        summary=gettext_lazy("Fälle auflisten, die zuletzt eröffneten zuerst"),
        answer=answers.CasePage,
        do=list_cases,
        query=(
            Parameter(
                "state",
                gettext_lazy("Welche Fälle."),
                {"type": "string", "enum": CaseStateAsked.values, "default": "open"},
            ),
            Parameter("file_number", gettext_lazy("Ein ganzes Aktenzeichen."), {"type": "string"}),
            *PARAMETERS,
        ),
    ),
    Operation(
        id="open_case",
        method="POST",
        path="cases",
        scope=Scope.CASES_WRITE,
        summary=gettext_lazy("Fall eröffnen"),
        body=NewCase,
        answer=answers.Made,
        do=add_case,
    ),
    Operation(
        id="get_case",
        method="GET",
        path="cases/<code:code>",
        scope=Scope.CASES_READ,
        summary=gettext_lazy("Einen Fall lesen"),
        answer=answers.CaseDetail,
        do=one_case,
    ),
    Operation(
        id="list_chains",
        method="GET",
        path="chains",
        scope=Scope.CASES_READ,
        summary=gettext_lazy("Ketten, mit denen ein Fall beginnen kann"),
        answer=answers.ChainList,
        do=list_chains,
    ),
)
