from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.guards import reading_view


@reading_view
def thread(request: HttpRequest, code: str) -> HttpResponse:
    case = open_case_for_reading(request, code, page="thread")
    return render(request, "casefile/base.html", frame(request, case, "cases:thread"))
