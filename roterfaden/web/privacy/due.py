"""What of data protection is due: open requests where one leads, and the bodies whose papers one keeps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from roterfaden.cases.queries import cases_visible_to
from roterfaden.privacy.queries import case_for_request, open_requests, operators_of, requests_led_by
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import page_of
from roterfaden.web.privacy.access import today


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Open requests by their day, without names; where one sees a case of the person, with the way there."""
    user = user_of(request)
    visible = cases_visible_to(user, on=today())
    page = page_of(request, open_requests(requests_led_by(user, on=today())))
    rows = []
    for row in page:
        case = case_for_request(row, visible)
        url = reverse("rights:detail", args=[case.code, row.uuid]) if case else ""
        rows.append((row, case.file_number if case else "", url))
    bodies = operators_of(user, on=today())
    context = {"nav": "privacy", "page": page, "rows": rows, "bodies": bodies, "today": today()}
    return render(request, "privacy/index.html", context)
