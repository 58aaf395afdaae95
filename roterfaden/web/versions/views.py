"""Versions of a chain, to read: what holds for whom from when, what no longer fits, and two of them compared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.process.catalogue import chain_of
from roterfaden.process.comparison import compare as compare_chains
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.versions.finding import home_of, require_chain, versions_of
from roterfaden.web.versions.forms import CompareForm
from roterfaden.web.versions.page import compare_page, grouped, versions_page


@reading_view
def index(request: HttpRequest, key: str) -> HttpResponse:
    """All versions of a chain that concern the reader, and for those who keep chains the drafts of theirs."""
    require_chain(key)
    today = timezone.localdate()
    return render(request, "versions/index.html", versions_page(key, user_of(request), today=today))


@reading_view
def compare(request: HttpRequest, key: str) -> HttpResponse:
    """Two versions in sentences; without a choice the two newest."""
    require_chain(key)
    versions = list(versions_of(key, home_of(user_of(request), on=timezone.localdate())))
    newest = {"alt": versions[min(1, len(versions) - 1)].version, "neu": versions[0].version}
    form = CompareForm({**newest, **request.GET.dict()}, versions=versions)
    context = compare_page(key, form)
    if form.is_valid():
        old, new = (form.versions[form.cleaned_data[name]] for name in ("alt", "neu"))
        differences = compare_chains(chain_of(old), chain_of(new))
        context |= {"old": old, "new": new, "count": len(differences), "groups": grouped(differences)}
    return render(request, "versions/compare.html", context, status=200 if form.is_valid() else 422)
