"""Keep what a person of the service answered about a case, for offers and for applications alike."""

from django.http import HttpRequest

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers.admission.definition import Fact
from roterfaden.offers.answering import AnswerConflict, AnswerRefused, record_answers
from roterfaden.web.admission.forms import FactsForm
from roterfaden.web.admission.frame import parts_open
from roterfaden.web.guards import told


def keep_answers(request: HttpRequest, case: Case, form: FactsForm, *, facts: dict[str, Fact]) -> int:
    """Keep what the form says; returns with which status the page answers: 200 kept, 422 refused, 409 clashed."""
    if not form.is_valid():
        return 422
    said = form.cleaned_data
    try:
        record_answers(
            case=case,
            given=form.given(),
            facts=facts,
            source=said["source"],
            said_on=said["said_on"],
            health=FieldClass.HEALTH in parts_open(case),
            **told(request),
        )
    except AnswerRefused as refusal:
        form.blame(refusal.fact, str(refusal))
        return 422
    except AnswerConflict as conflict:
        form.meet(conflict.answers)
        return 409
    return 200
