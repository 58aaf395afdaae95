"""An object store for tests: it speaks the part of S3 that we use over a real socket, and can misbehave.

It believes every signature; what a real one says to ours is asked in `tests/peers/test_s3.py`.
"""

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
from django.conf import settings

BUCKET = "faden"
PAGE = 3


@dataclass
class FakeS3:
    """`status` is answered instead of the truth; `change` is what happens to bytes before they are kept."""

    endpoint: str = ""
    objects: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    status: int = 0
    change: Callable[[bytes], bytes] = bytes
    asked: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    store: FakeS3

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def error(self, status: int, code: str) -> None:
        self.answer(status, f"<Error><Code>{code}</Code><Message>x</Message></Error>".encode())

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        _slash, bucket, key = (
            unquote(address.path).split("/", 2) if address.path.count("/") > 1 else ("", "", "")
        )
        bucket = bucket or unquote(address.path).strip("/")
        self.store.asked.append(f"{self.command} {key}")
        if self.store.status:
            self.error(self.store.status, "SlowDown" if self.store.status == 503 else "AccessDenied")
        elif bucket != BUCKET:
            self.error(404, "NoSuchBucket")
        elif not key:
            self.list(parse_qs(address.query))
        elif self.command == "PUT":
            self.put(key, body)
        elif key not in self.store.objects:
            if self.command == "DELETE":
                self.answer(204)
            else:
                self.error(404, "NoSuchKey")
        elif self.command == "DELETE":
            del self.store.objects[key]
            self.answer(204)
        else:
            content, at = self.store.objects[key]
            self.answer(200, content, Last_Modified=format_datetime(at, usegmt=True))

    def put(self, key: str, body: bytes) -> None:
        digest = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
        if self.headers["Content-MD5"] != digest:
            self.error(400, "BadDigest")
            return
        self.store.objects[key] = (self.store.change(body), datetime.now(UTC))
        self.answer(200)

    def list(self, said: dict[str, list[str]]) -> None:
        prefix, after = said.get("prefix", [""])[0], said.get("continuation-token", [""])[0]
        keys = sorted(key for key in self.store.objects if key.startswith(prefix) and key > after)
        rows = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{self.store.objects[key][1]:%Y-%m-%dT%H:%M:%S.000Z}"
            "</LastModified></Contents>"
            for key in keys[:PAGE]
        )
        more = len(keys) > PAGE
        token = f"<NextContinuationToken>{escape(keys[PAGE - 1])}</NextContinuationToken>" if more else ""
        self.answer(
            200,
            f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{rows}</ListBucketResult>".encode(),
        )

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_any  # noqa: N815


@contextmanager
def running() -> Iterator[FakeS3]:
    store = FakeS3()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"store": store}))
    server.daemon_threads = True
    store.endpoint = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def use(patch: pytest.MonkeyPatch, endpoint: str, **said: str) -> None:
    """Let the program keep its files there."""
    told = {
        "bucket": BUCKET,
        "region": "us-east-1",
        "access_key": "a",
        "secret_key": "s",
        "prefix": "dateien/",
    }
    patch.setattr(settings, "S3", {"endpoint": endpoint} | told | said)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeS3]:
    with running() as store:
        use(monkeypatch, store.endpoint)
        yield store
