"""Background work of the user: what runs, how far it is, what came out; and cancelling it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.jobs import work
from roterfaden.jobs.choices import ENDED
from roterfaden.jobs.models import Job
from roterfaden.jobs.queries import jobs_visible_to
from roterfaden.web.guards import reading_view, user_of, writing_view

SHOWN = 50


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What the user has asked for lately."""
    rows = [_told(job) for job in jobs_visible_to(user_of(request))[:SHOWN]]
    return render(request, "jobs/index.html", {"rows": rows})


@reading_view
def detail(request: HttpRequest, job: UUID) -> HttpResponse:
    """One job; while it runs the panel asks again by itself, without script by a link."""
    found = get_object_or_404(jobs_visible_to(user_of(request)), uuid=job)
    template = "jobs/_panel.html" if request.headers.get("HX-Request") else "jobs/detail.html"
    return render(request, template, _told(found))


@writing_view("POST")
def cancel(request: HttpRequest, job: UUID) -> HttpResponse:
    """Ask a job to end."""
    found = get_object_or_404(jobs_visible_to(user_of(request)), uuid=job)
    work.ask_to_cancel(found, by=user_of(request), at=timezone.now())
    messages.success(request, _("Der Abbruch ist verlangt. Was schon getan ist, bleibt."))
    return redirect("jobs:detail", job)


def _told(job: Job) -> dict[str, object]:
    return {
        "job": job,
        "title": str(work.kind_of(job).title),
        "ended": job.state in ENDED,
        "percent": job.done * 100 // job.total if job.total else None,
    }
