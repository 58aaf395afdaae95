"""Between a first proof and an open session stands the second factor, unless an identity provider asked for it."""

from collections.abc import Mapping
from typing import Any

from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

# what a login carries through the stages: `provider`, `identity`, `session`, `strong`
CARRIED = "rf_sign_on"


def carried(request: HttpRequest) -> Mapping[str, Any]:
    """What the login that has just ended brought from an identity provider; nothing for one's own."""
    found: Mapping[str, Any] = getattr(request, CARRIED, {})
    return found


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Our own second factor is asked for, unless the provider said that it saw two (ASVS 6.8.4)."""

    def _should_handle(self, request: HttpRequest) -> bool:
        if self.login.state.get(CARRIED, {}).get("strong"):
            return False
        return bool(super()._should_handle(request))


class SignOnStage(LoginStage):  # type: ignore[misc]
    """The last one: hands over what the login carries to the adapter, which opens the session in the same request."""

    key = CARRIED

    def handle(self) -> tuple[None, bool]:
        setattr(self.request, CARRIED, self.login.state.get(CARRIED, {}))
        return None, True
