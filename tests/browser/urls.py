"""The product's addresses, the style guide, and three tiny views that answer htmx in every way."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from roterfaden.config import urls
from roterfaden.web import errors


class SentenceForm(forms.Form):
    sentence = forms.CharField(label="Satz")


@csrf_protect
def fragment(request: HttpRequest) -> HttpResponse:
    """A page with a form: a wrong answer comes back as a fragment with status 422, a right one redirects."""
    form = SentenceForm(request.POST or None)
    template = "tests/fragment.html" if request.headers.get("HX-Request") else "tests/fragment_page.html"
    if form.is_valid():
        if form.cleaned_data["sentence"] == "gone":
            return errors.page(request, status=404)
        if form.cleaned_data["sentence"] == "swap":
            return render(request, template, {"form": SentenceForm(), "said": "Der Satz steht im Journal."})
        return HttpResponseRedirect("/probe/fertig")
    return render(request, template, {"form": form}, status=422 if form.is_bound else 200)


def finished(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [
    *urls.urlpatterns,
    path("probe", fragment),
    path("probe/fertig", finished),
    path("stil/", include("roterfaden.web.styleguide.urls")),
]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500
