"""A small OpenID provider over HTTP, as Keycloak is one: discovery, keys, login page, codes with PKCE, tokens, logout.

It keeps what a real one keeps and refuses what a real one refuses; `lie` makes it a bad one.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "roter-faden", "client-secret-of-the-test"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
Claims = dict[str, Any]


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class OpenIDProvider:
    """The state of the provider: who sits there, with which factors, and the codes that it gave out."""

    issuer: str
    key: rsa.RSAPrivateKey = field(default_factory=new_key)
    key_id: str = "first"
    subject: str = "7c1d-subject-of-anna"
    session: str = "session-1"
    name: str = "anna"
    acr: str = "1"
    amr: tuple[str, ...] = ("pwd", "otp")
    authenticated_at: float = 0.0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: bool = False
    # changes the claims of an ID token before it is signed
    lie: Callable[[Claims], Claims] | None = None
    # signs instead of `sign`
    forge: Callable[[Claims], str] | None = None

    def claims(self, nonce: str) -> Claims:
        now = datetime.now(tz=UTC).timestamp()
        return {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": self.subject,
            "sid": self.session,
            "iat": int(now),
            "exp": int(now) + 300,
            "auth_time": int(self.authenticated_at or now),
            "nonce": nonce,
            "acr": self.acr,
            "amr": list(self.amr),
            "preferred_username": self.name,
        }

    def logout_claims(self) -> Claims:
        now = int(datetime.now(tz=UTC).timestamp())
        return {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "sub": self.subject,
            "sid": self.session,
            "events": {LOGOUT: {}},
        }

    def sign(self, claims: Claims, *, typ: str = "JWT") -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.key_id, "typ": typ})

    def discovery(self) -> Claims:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/certs",
            "end_session_endpoint": f"{self.issuer}/logout",
            "authorization_response_iss_parameter_supported": True,
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def published_keys(self) -> Claims:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.key_id, "use": "sig", "alg": "RS256"}]}

    def let_in(self, asked: dict[str, str]) -> str:
        """What the login page leads back to: our page, with a code that is good once."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token_for(self, form: dict[str, str], authorization: str) -> str | None:
        """The ID token for a code, if everything that belongs to it is right."""
        pair = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or authorization != f"Basic {pair}":
            return None
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        if form.get("redirect_uri") != asked["redirect_uri"]:
            return None
        claims = self.claims(asked["nonce"])
        if self.lie:
            claims = self.lie(claims)
        return self.forge(claims) if self.forge else self.sign(claims)


@contextmanager
def running_provider(key: rsa.RSAPrivateKey) -> Iterator[OpenIDProvider]:
    """Serve it in a thread of this process until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    provider = OpenIDProvider(f"http://127.0.0.1:{server.server_port}/realms/amt", key=key)
    server.provider = provider  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Reads what is asked, lets the provider answer."""

    def do_GET(self) -> None:
        provider, where = self._provider(), urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(where.query).items()}
        page = where.path.removeprefix("/realms/amt")
        if provider.away:
            self._answer(503, "text/plain", "away")
        elif page == "/.well-known/openid-configuration":
            self._json(200, provider.discovery())
        elif page == "/certs":
            self._json(200, provider.published_keys())
        elif page == "/auth":
            link = provider.let_in(asked).replace("&", "&amp;")
            self._answer(200, "text/html", f"<title>Amt</title><h1>Amt</h1><a href='{link}'>Ich bin Anna</a>")
        else:
            self._answer(200, "text/html", "<title>Amt</title><h1>Abgemeldet</h1>")

    def do_POST(self) -> None:
        provider = self._provider()
        raw = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        form = {name: values[0] for name, values in parse_qs(raw).items()}
        token = None if provider.away else provider.token_for(form, self.headers.get("Authorization", ""))
        if provider.away:
            self._answer(503, "text/plain", "away")
        elif token is None:
            self._json(400, {"error": "invalid_grant"})
        else:
            self._json(200, {"access_token": "x", "token_type": "Bearer", "id_token": token})

    def log_message(self, *_args: Any) -> None:
        """Quiet."""

    def _provider(self) -> OpenIDProvider:
        provider: OpenIDProvider = self.server.provider  # type: ignore[attr-defined]
        provider.asked.append(self.path)
        return provider

    def _json(self, status: int, body: Claims) -> None:
        self._answer(status, "application/json", json.dumps(body))

    def _answer(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())
