"""What everybody may read, logged in or not: the statement on accessibility, the start in Leichte Sprache and sign
language, help.
"""

from pathlib import Path
from typing import cast

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.web.guards import open_view
from roterfaden.welcome import shipped

# what § 4 of the BITV wants to be said of the pages, in sign language; the operator lays it there
FILM = Path("welcome") / "gebaerdensprache.mp4"


@open_view
def statement(request: HttpRequest) -> HttpResponse:
    """The statement on accessibility: the program's part is shipped, the operator's comes from the settings."""
    region = settings.OPERATOR["region"]
    context = {
        "operator": settings.OPERATOR,
        "statement": shipped.statement(),
        "body": shipped.body_for(region) if region else None,
    }
    return render(request, "welcome/statement.html", context)


@open_view
def thanks(request: HttpRequest) -> HttpResponse:
    """After a report; it says nothing about it."""
    return render(request, "welcome/thanks.html")


@open_view
def easy(request: HttpRequest) -> HttpResponse:
    """What this is, in Leichte Sprache."""
    return render(request, "welcome/easy.html", {"easy": shipped.easy()})


@open_view
def sign(request: HttpRequest) -> HttpResponse:
    """The film in sign language if the operator has laid one there, and its text."""
    return render(request, "welcome/sign.html", {"easy": shipped.easy(), "has_film": _film().is_file()})


@open_view
def film(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The film itself."""
    path = _film()
    if not path.is_file():
        raise Http404
    return cast(HttpResponse, FileResponse(path.open("rb"), content_type="video/mp4"))


@open_view
def help_page(request: HttpRequest) -> HttpResponse:
    """What one does where; the foot of a page leads to the entry of its area."""
    return render(request, "welcome/help.html", {"areas": shipped.helps()})


@open_view
def keys(request: HttpRequest) -> HttpResponse:
    """Which keys do what."""
    return render(request, "welcome/keys.html")


@open_view
def quick(request: HttpRequest) -> HttpResponse:
    """The quick guide: one page of paper."""
    return render(request, "welcome/quick.html")


def _film() -> Path:
    return Path(settings.DATA_DIR) / FILM
