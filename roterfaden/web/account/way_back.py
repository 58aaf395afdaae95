"""Back to the page where somebody was, as the page itself said it."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, typed: str, *, otherwise: str = "/") -> str:
    """The address, if it is a path of this server; any other word might be the name of a page, or lead elsewhere."""
    hosts, secure = {request.get_host()}, request.is_secure()
    ours = typed.startswith("/") and url_has_allowed_host_and_scheme(typed, hosts, require_https=secure)
    return typed if ours else otherwise
