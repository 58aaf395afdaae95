"""Addresses of the interface, without a slash at the end; from the same list as its description."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, register_converter
from django.urls.converters import StringConverter

from roterfaden.api import problems
from roterfaden.api.gate import open_resource, resource
from roterfaden.api.openapi import document
from roterfaden.api.operations import Operation
from roterfaden.api.resources import OPERATIONS


class AnythingConverter(StringConverter):
    """URL path converter `anything`: what `path` takes, and line breaks, too."""

    regex = r"[\s\S]+"


register_converter(AnythingConverter, "anything")


@open_resource
def description(_request: HttpRequest) -> HttpResponse:
    """The interface as OpenAPI."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@open_resource
def missing(_request: HttpRequest, **_path: str) -> HttpResponse:
    """Every address below that there is not: a problem, not a page."""
    raise problems.not_found()


def _by_path(operation: Operation) -> str:
    return operation.path


def name_of(path_: str) -> str:
    """`cases/<code:code>/journal` is called `case_journal`, `cases` is `cases`, `me` is `me`."""
    words = [part for part in path_.split("/") if not part.startswith("<")]
    if words[0] == "cases" and len(path_.split("/")) > 1:
        return "_".join(["case", *words[1:]])
    return "_".join(words) if path_.rsplit("/", maxsplit=1)[-1] == words[-1] else "_".join([*words, "one"])


app_name = "api"
urlpatterns = [
    path(where, resource(*operations), name=name_of(where))
    for where, operations in groupby(sorted(OPERATIONS, key=_by_path), key=_by_path)
]
urlpatterns += [
    path("openapi.json", description, name="openapi"),
    path("<anything:rest>", missing, name="missing"),
]
