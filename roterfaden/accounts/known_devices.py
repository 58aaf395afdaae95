"""A device on which somebody has logged in before is told apart from strangers by a signed cookie.

The cookie opens nothing. It only says in which count a failed login belongs (OWASP: device cookies).
"""

from secrets import token_hex

from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from roterfaden.accounts.models import User

COOKIE = "rf_device"
SALT = "roterfaden.known_device"
ONE_YEAR = 365 * 24 * 60 * 60
SET_BY_LOGIN = "rf_device_of"


def remember(request: HttpRequest, user: User) -> None:
    """Ask for the cookie; `answer` puts it on the answer to this request."""
    setattr(request, SET_BY_LOGIN, user)


def answer(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookie if somebody has just logged in."""
    user = getattr(request, SET_BY_LOGIN, None)
    if user is not None:
        value = signing.dumps([str(user.uuid), token_hex(8)], salt=SALT)
        response.set_cookie(
            COOKIE, value, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )


def known_for(request: HttpRequest, *, username: str) -> str:
    """The number of this device if the owner of `username` has logged in on it; else nothing. One query at most."""
    try:
        uuid, device = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=ONE_YEAR)
    except (signing.BadSignature, ValueError):
        return ""
    return device if User.objects.filter(uuid=uuid, username__iexact=username).exists() else ""
