"""Headers that every answer carries: pages, fragments, errors, downloads, static files.

The policy for scripts and styles is django-csp's (`CONTENT_SECURITY_POLICY` in the settings); this adds the rest.
Requirement R-18; OWASP ASVS 5.0, 3.2.1, 3.4.4 to 3.4.6, 14.3.1, 14.3.2.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseFileResponse

# what the pages use: security keys; everything else of a device stays shut
SHUT = (
    *("accelerometer", "autoplay", "bluetooth", "camera", "display-capture", "encrypted-media", "fullscreen"),
    *(
        "geolocation",
        "gyroscope",
        "hid",
        "idle-detection",
        "local-fonts",
        "magnetometer",
        "microphone",
        "midi",
    ),
    *(
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "serial",
        "usb",
        "web-share",
        "xr-spatial-tracking",
    ),
)
OURS = ("publickey-credentials-create", "publickey-credentials-get", "clipboard-write")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in SHUT), *(f"{name}=(self)" for name in OURS)])
# a download that is opened in place all the same runs nothing and belongs nowhere
DOWNLOAD_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
NO_STORE = "no-store, private"
GONE = '"cache", "storage"'
# the browser holds a folder that runs (web/fieldwork): it outlives a session that time ended
KEPT = '"cache"'
REDIRECT = 302
LEAVING = ("account_logout", "portal:leave")
# set on a request whose session was found to be over
SESSION_ENDED = "rf_session_ended"
# set on a request from a browser whose folder may stay
KEEPS_STORAGE = "rf_keeps_storage"


class HeadersMiddleware:
    """The outermost: what lies within may fail, its answer carries the headers all the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        kept = isinstance(response, WhiteNoiseFileResponse)
        if not kept and "no-store" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = NO_STORE
        if response.headers.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
        if _logs_out(request, response):
            response.headers["Clear-Site-Data"] = KEPT if getattr(request, KEEPS_STORAGE, False) else GONE
        return response


def _logs_out(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a session ended by this answer: what the browser kept of it goes."""
    match = request.resolver_match
    by_person = match is not None and match.view_name in LEAVING and response.status_code == REDIRECT
    return by_person or getattr(request, SESSION_ENDED, False)
