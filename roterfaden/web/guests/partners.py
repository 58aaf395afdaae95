"""Give another body a link: first what it would read, then the link."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.consent.gate import Decision
from roterfaden.portal.partners import grant_partner, preview
from roterfaden.web.casefile.frame import case_for, form_page, frame, refuse_unless
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.guests.access import handed
from roterfaden.web.guests.forms import PartnerForm
from roterfaden.web.guests.going import HERE, REFUSALS


@writing_view("GET", "POST")
def give(request: HttpRequest, code: str) -> HttpResponse:
    """First show what would be read and what stays here; pressed again, give the link."""
    case = case_for(request, code, page="give_partner")
    form = PartnerForm(request.POST if request.method == "POST" else None, case=case)
    decision: Decision | None = None
    if form.is_bound:
        refuse_unless(frame(request, case, HERE)["may_work"])
    if form.is_valid():
        part, now = form.part(), timezone.now()
        decision = preview(case=case, part=part, at=now)
        try:
            if "give" in request.POST and not decision.refusals:
                issued = grant_partner(case=case, part=part, facts=form.facts(), by=user_of(request), at=now)
                return handed(request, case, issued, way=form.cleaned_data["way"])
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        for sentence in decision.refusals:
            form.add_error(None, sentence)
    wrong = form.is_bound and bool(form.errors)
    answer = form_page(
        request, case, HERE, form, "guests/partner.html", decision=decision, title=_("Zugang für eine Stelle")
    )
    answer.status_code = 422 if wrong else 200
    return answer
