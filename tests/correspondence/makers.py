"""Reports, made by the domain's own functions."""

from dataclasses import replace
from typing import Any

from roterfaden.consent.choices import DataClass
from roterfaden.correspondence import reports
from roterfaden.correspondence.body import OWN_VIEW, Evidence, Part, Sentence
from roterfaden.correspondence.models import Report
from tests.consent.makers import Stage
from tests.fixtures import AT

CLASSES = frozenset((DataClass.MASTER, DataClass.COURSE, DataClass.WORK, DataClass.ABILITIES))
VIEW = Evidence(OWN_VIEW, "", "eigene fachliche Einschätzung")


def order(stage: Stage, **changes: Any) -> reports.Order:
    given = stage.consent(
        recipients=[stage.office], classes=changes.pop("classes", CLASSES), special_named=True
    )
    whole = reports.Order(recipient=stage.office, purpose="Verlängerung prüfen", consent=given)
    return replace(whole, **changes)


def begun(stage: Stage, template: str = "zwischenbericht", **changes: Any) -> Report:
    return reports.begin_report(
        case=stage.case, template_id=template, order=order(stage, **changes), by=stage.world.anna, at=AT
    )


def completed(report: Report) -> list[Part]:
    """The parts with an own view in every needed section that is empty."""
    view = Sentence(text="Der Weg passt.", data_class=DataClass.COURSE, evidence=(VIEW,))
    return [
        replace(part, sentences=(view,)) if part.needed and not part.sentences else part
        for part in reports.parts_of(report)
    ]
