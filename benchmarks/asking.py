"""Requests to a real web process by somebody who is logged in; answers are not followed on."""

import urllib.error
import urllib.parse
import urllib.request

TOKEN = "a" * 32


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_named: object) -> None:
        return None


OPENER = urllib.request.build_opener(Stay)


def status_of(port: int, path: str, *, session: str, fields: dict[str, str] | None = None) -> int:
    """Open a page, or send a form where there are `fields`; the status, 0 if nobody answers."""
    data = None
    if fields is not None:
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data)
    asked.add_header("Cookie", f"sessionid={session}; csrftoken={TOKEN}")
    try:
        with OPENER.open(asked, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answered:
        return answered.code
    except OSError:
        return 0
