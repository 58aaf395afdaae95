"""The instruments of a service and how it weighs. Everybody who does casework reads it; those who lead change it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.accounts.queries import organisations_of
from roterfaden.common.revisions import Conflict
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.employers.queries import keepers_of
from roterfaden.people.queries import LEADING_ROLES
from roterfaden.profiles.instruments import build_instrument, import_instrument, instruments_of
from roterfaden.profiles.keeping import ProfileRefused, weigh, weights_of
from roterfaden.profiles.models import OwnInstrument
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.profiles.forms import InstrumentForm, OwnInstrumentForm, WeightsForm

HERE = "instruments:index"


def _service(request: HttpRequest, code: str, *, leading: bool) -> Organisation:
    user, today = user_of(request), timezone.localdate()
    service = get_object_or_404(keepers_of(user, on=today), code=code)
    leads = organisations_of(user, on=today, roles=LEADING_ROLES).filter(pk=service.pk).exists()
    if leading and not leads:
        raise PermissionDenied
    return service


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What the services of the user describe people and workplaces with, and how they weigh."""
    user, today = user_of(request), timezone.localdate()
    leading = set(organisations_of(user, on=today, roles=LEADING_ROLES).values_list("pk", flat=True))
    services = [
        {
            "service": one,
            "instruments": instruments_of(one).values(),
            "own": set(
                OwnInstrument.objects.filter(organisation=one, licence="").values_list("key", flat=True)
            ),
            "weights": weights_of(one)[0],
            "leads": one.pk in leading,
        }
        for one in keepers_of(user, on=today)
    ]
    return render(request, "profiles/instruments.html", {"nav": "employers", "services": services})


@writing_view("GET", "POST")
def take_in(request: HttpRequest, service: str) -> HttpResponse:
    """Take in an instrument from a file; what is broken is refused by place and name."""
    kept_by = _service(request, service, leading=True)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = InstrumentForm(*data)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            import_instrument(
                organisation=kept_by, text=file.read(500_000).decode("utf-8"), name=file.name,
                licence=form.cleaned_data["licence"], by=user_of(request), at=timezone.now(),
            )  # fmt: skip
        except UnicodeDecodeError:
            form.add_error("file", _("Diese Datei ist kein Text in UTF-8."))
        except FileFaults as faults:
            for line in str(faults).splitlines()[:10]:
                form.add_error("file", line)
        else:
            messages.success(request, _("Das Instrument ist eingelesen."))
            return redirect(HERE)
    return _form_page(request, form, title=_("Instrument einlesen"), is_upload=True)


@writing_view("GET", "POST")
def weights(request: HttpRequest, service: str) -> HttpResponse:
    """How the service weighs; visible to all who search, changed by those who lead."""
    kept_by = _service(request, service, leading=request.method == "POST")
    known, revision = weights_of(kept_by)
    initial = {"shortfall": known.shortfall, "surplus": known.surplus, "unknown": known.unknown}
    form = WeightsForm(
        request.POST if request.method == "POST" else None,
        instruments=instruments_of(kept_by), known=known, initial=initial | {"revision": revision},
    )  # fmt: skip
    if form.is_valid():
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        seen = form.cleaned_data["revision"] or 0
        try:
            weigh(organisation=kept_by, weights=form.weights(), revision=seen, **told)
        except ProfileRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict:
            form.add_error(
                None, _("Jemand hat die Gewichte inzwischen geändert. Bitte laden Sie die Seite neu.")
            )
            return _form_page(
                request, form, title=_("Gewichte"), status=409, template="profiles/weights.html"
            )
        else:
            messages.success(request, _("Die Gewichte sind gespeichert und gelten ab der nächsten Suche."))
            return redirect(HERE)
    title = _("Gewichte: %(service)s") % {"service": kept_by}
    return _form_page(request, form, title=title, template="profiles/weights.html")


@writing_view("GET", "POST")
def build(request: HttpRequest, service: str, instrument: str = "") -> HttpResponse:
    """Make an instrument of the service in a form, or word it anew; profiles stand on it, so no item goes."""
    kept_by = _service(request, service, leading=True)
    row = OwnInstrument.objects.filter(organisation=kept_by, key=instrument, licence="").first()
    if instrument and row is None:
        raise Http404
    known = instruments_of(kept_by)[instrument] if row else None
    data = request.POST if request.method == "POST" else None
    form = OwnInstrumentForm(data, known=known, initial={"revision": row.revision if row else 0})
    if form.is_valid():
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now()}
        seen = form.cleaned_data["revision"] or 0
        try:
            build_instrument(organisation=kept_by, made=form.instrument(), revision=seen, **told)
        except FileFaults as faults:
            for fault in faults.faults[:10]:
                form.add_error("more", fault.message)
        except Conflict:
            form.add_error(
                None, _("Dieses Instrument gibt es schon, oder jemand hat es inzwischen geändert.")
            )
            return _form_page(
                request, form, title=_("Instrument"), status=409, template="profiles/build.html"
            )
        else:
            messages.success(request, _("Das Instrument ist gespeichert."))
            return redirect(HERE)
    title = _("Eigenes Instrument: %(service)s") % {"service": kept_by}
    return _form_page(request, form, title=title, template="profiles/build.html")


def _form_page(
    request: HttpRequest,
    form: InstrumentForm | WeightsForm | OwnInstrumentForm,
    *,
    title: str,
    is_upload: bool = False,
    status: int = 0,
    template: str = "profiles/form.html",
) -> HttpResponse:
    context = {
        "nav": "employers",
        "form": form,
        "title": title,
        "is_upload": is_upload,
        "back_url": reverse(HERE),
    }
    return render(request, template, context, status=status or (422 if form.is_bound else 200))
