"""Files on a host name of their own, where no cookie of ours is sent (ROTERFADEN_FILES_HOST; decision 0117).

A view answers with a file as ever, rights and trail included. Here its bytes are put down, sealed by a key that stands
in the link alone; the browser is led to the other name and fetches them there, once, within a minute.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Callable
from secrets import token_bytes
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from roterfaden.documents import store

SECONDS = 60
KEY, NONCE = 32, 12
OK = 200
KEPT_HEADERS = ("Content-Type", "Content-Disposition")


class FilesHostMiddleware:
    """Within the headers and the policy, before everything that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.FILES_HOST:
            return self.get_response(request)
        if request.get_host() == settings.FILES_HOST:
            return _handed_over(request.path.strip("/")) if request.method == "GET" else _nothing()
        response = self.get_response(request)
        is_file = response.headers.get("Content-Disposition", "").startswith("attachment")
        if is_file and response.status_code == OK and isinstance(response, HttpResponse):
            try:
                return HttpResponseRedirect(_put_down(response))
            except store.StoreUnreachable:
                return HttpResponse(status=503)
        return response


def _put_down(response: HttpResponse) -> str:
    """Keep the file under a name that nobody can guess; returns where it is fetched."""
    head = json.dumps({name: response.headers[name] for name in KEPT_HEADERS}).encode()
    uuid, key, nonce = uuid4(), token_bytes(KEY), token_bytes(NONCE)
    sealed = AESGCM(key).encrypt(nonce, head + b"\n" + response.content, uuid.bytes)
    store.keep(uuid, nonce + sealed)
    token = urlsafe_b64encode(uuid.bytes + key).decode().rstrip("=")
    return f"https://{settings.FILES_HOST}/{_signer().sign(token)}"


def _handed_over(link: str) -> HttpResponse:
    """The file that a link leads to, which is gone from then on; nothing for any other address."""
    try:
        token = _signer().unsign(link, max_age=SECONDS)
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        uuid, key = UUID(bytes=raw[:16]), raw[16:]
        sealed = store.fetch(uuid)
        if not store.remove(uuid):
            return _nothing()
        head, _end, content = AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], uuid.bytes).partition(b"\n")
    except (BadSignature, Error, ValueError, FileNotFoundError, InvalidTag, store.StoreUnreachable):
        return _nothing()
    return HttpResponse(content, headers=json.loads(head))


def _nothing() -> HttpResponse:
    return HttpResponse("Hier liegt nichts (mehr).", status=404, content_type="text/plain; charset=utf-8")


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="roterfaden.files-host")
