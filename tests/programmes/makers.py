"""A canton that runs a programme, an office of its region, and somebody in another canton."""

from dataclasses import dataclass

from roterfaden.accounts import organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.programmes.models import Plan
from roterfaden.programmes.reader import Programme, shipped_programmes
from roterfaden.programmes.running import begin
from tests.fixtures import AT
from tests.triage.makers import person

PROGRAMME: Programme = shipped_programmes()["programm-s"]


@dataclass(frozen=True)
class Canton:
    """Who runs the programme, who carries a measure out, who only reads, who must not see it."""

    body: Organisation
    office: Organisation
    steering: User
    officer: User
    reader: User
    stranger: User
    plan: Plan


def canton() -> Canton:
    made = {
        code: organisations.add_organisation(
            code=code, name=code.title(), kind=kind, region=region, by=None, at=AT
        )
        for code, kind, region in (
            ("kanton", "canton", "CH-SO"),
            ("amt", "rav", "CH-SO"),
            ("fremdkanton", "canton", "CH-LU"),
        )
    }
    steering = person("steuerung", made["kanton"], Role.COORDINATOR)
    plan = begin(organisation=made["kanton"], programme=PROGRAMME, by=steering, at=AT)
    return Canton(
        body=made["kanton"],
        office=made["amt"],
        steering=steering,
        officer=person("leitung-amt", made["amt"], Role.TEAM_LEAD),
        reader=person("fachkraft-amt", made["amt"], Role.CASEWORKER),
        stranger=person("fremd", made["fremdkanton"], Role.COORDINATOR),
        plan=plan,
    )
