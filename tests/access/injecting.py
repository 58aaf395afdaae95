"""500 payloads of each kind of injection, and the signs by which each would be seen to have been obeyed."""

import csv
import io
import json
import logging
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.utils import getaddresses
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.mail.message import sanitize_address
from django.db import connection

from roterfaden.common.spreadsheets import FORMULA_STARTS
from roterfaden.config.logs import ContentFreeFormatter
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import message_of

HIT, HIT_ATTRIBUTE = "rfhit", "rf-hit"
KINDS = ("sql", "html", "template", "mail", "formula", "log")
OF_EACH = 500
# what stands on a page only if somebody reckoned, or read what is not to be read
RECKONED = ("49763603", "49.763.603", "RFHIT", "<class '", "&lt;class &#x27;", "md5$", "pbkdf2_", "argon2")
RUNNING = ("href", "src", "action", "formaction", "xlink:href", "data", "srcdoc")
MAIL_HEADERS = frozenset(
    (
        "subject",
        "from",
        "to",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    )
)
LOG_FIELDS = frozenset(
    (
        "at",
        "level",
        "logger",
        "event",
        "process",
        "request_id",
        "route",
        "method",
        "status_code",
        "milliseconds",
        "error",
        "places",
    )
)


def corpus() -> dict[str, list[str]]:
    """By kind, every way to break out with everything that is said then."""
    told = yaml.safe_load(Path(__file__).with_name("payloads.yaml").read_text("utf-8"))
    return {
        kind: [
            before.replace("%s", after).replace("%%", "%") if kind == "template" else before + after
            for before, after in product(told[kind]["before"], told[kind]["after"])
        ]
        for kind in KINDS
    }


def in_turn() -> list[str]:
    """All of them, the kinds one after the other, so that a few in a row are of every kind."""
    made = corpus()
    # 263 has no divisor in common with 500: neighbours differ in both halves
    return [made[kind][number * 263 % OF_EACH] for number in range(OF_EACH) for kind in KINDS]


class Page(HTMLParser):
    """Reads a page as a browser does, and notes what a payload would have brought into it."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.in_script = list[str](), False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or name == HIT_ATTRIBUTE:
                self.found.append(f"<{tag} {name}>")
            said = "".join((value or "").split()).lower()
            if name in RUNNING and (said.startswith("javascript:") or f"//{HIT}" in said[: len(HIT) + 10]):
                self.found.append(f"<{tag} {name}={said[:40]}>")

    def handle_endtag(self, tag: str) -> None:
        self.in_script = self.in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.in_script and HIT in data:
            self.found.append("a script holds what was typed")


def obeyed_by_page(content: str) -> list[str]:
    page = Page()
    page.feed(content)
    page.close()
    return page.found + [f"reckoned: {sign}" for sign in (*RECKONED, settings.SECRET_KEY) if sign in content]


def obeyed_by_headers(answer: Any) -> list[str]:
    names = [name.lower() for name in answer.headers]
    found = [name for name in names if HIT in name]
    found += [f"{name} is two lines" for name, value in answer.headers.items() if {"\r", "\n"} & set(value)]
    found += [f"cookie {name}" for name in answer.cookies if HIT in name]
    where = answer.headers.get("Location", "")
    return found + [f"sent to {where}" for _ in [0] if where.startswith(("//", "http", "javascript"))]


def obeyed_by_mail(mail: Mail) -> list[str]:
    """Whether the mail, as it goes out, has a header or a recipient that nobody meant it to have."""
    message = message_of(mail)
    try:
        envelope = [sanitize_address(one, "utf-8") for one in message.recipients()]
        read = message_from_bytes(message.message().as_bytes(), policy=policy.compat32)
    except ValueError:
        return []  # no mail leaves for such an address
    names = [name.lower() for name in read.keys()]  # noqa: SIM118
    found = [f"header {name}" for name in names if name not in MAIL_HEADERS or names.count(name) > 1]
    if len(getaddresses(envelope)) != 1 or HIT in str(read["From"]):
        found.append(f"from {read['From']} to {envelope}")
    for part in mail.attachments or []:
        found += obeyed_by_calendar(part["text"])
    return found


def obeyed_by_calendar(text: str) -> list[str]:
    lines = text.replace("\r\n ", "").replace("\n ", "").splitlines() if "BEGIN:VCALENDAR" in text else []
    return [
        f"line {line[:40]}" for line in lines if line.upper().startswith((f"X-{HIT.upper()}", "ATTENDEE:"))
    ]


def cells_of(content: bytes, media_type: str) -> list[str]:
    """The cells of a CSV; of an Excel file its formulas, written as such."""
    if "csv" in media_type:
        text = content.decode("utf-8-sig")
        return [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
    return ["=an Excel formula" for sheet in sheets if b"<f>" in sheet]


def is_run_by_a_spreadsheet(cell: str) -> bool:
    return cell.lstrip().startswith(FORMULA_STARTS) and not cell.lstrip()[1:].replace(",", "").isdigit()


@dataclass
class Watch:
    """Looks at everything that an answer brings with it; what was obeyed stands in `obeyed`."""

    obeyed: list[str] = field(default_factory=list)
    log: io.StringIO = field(default_factory=io.StringIO)
    mails: int = 0
    answers: int = 0
    cells: int = 0
    last_mail: int = 0

    def look(self, answer: Any, where: str) -> None:
        self.answers += 1
        media_type = answer.headers.get("Content-Type", "")
        content = b"".join(answer) if answer.streaming else answer.content
        found = obeyed_by_headers(answer)
        if answer.status_code >= 500:
            found.append(f"answered {answer.status_code}")
        if "text/html" in media_type:
            found += obeyed_by_page(content.decode())
        elif "csv" in media_type or "spreadsheetml" in media_type:
            cells = cells_of(content, media_type)
            self.cells += sum(HIT in cell for cell in cells)
            found += [f"cell {cell[:30]}" for cell in cells if is_run_by_a_spreadsheet(cell)]
        elif "text/calendar" in media_type:
            found += obeyed_by_calendar(content.decode())
        for mail in Mail.objects.filter(pk__gt=self.last_mail):
            self.mails += 1
            found += obeyed_by_mail(mail)
        self.obeyed += [f"{where}: {one}" for one in found]

    def hears(self, execute: Any, sql: str, *rest: Any) -> Any:
        """No statement's own text holds what was typed: that goes to the database apart from it."""
        if HIT in sql.lower():
            self.obeyed.append(f"statement {sql[:200]}")
        return execute(sql, *rest)

    def forged_lines(self) -> list[str]:
        """Lines of the log that are none of ours."""
        lines = self.log.getvalue().splitlines()
        return [line for line in lines if HIT in line or not _is_ours(line)]


def _is_ours(line: str) -> bool:
    try:
        return set(json.loads(line)) <= LOG_FIELDS
    except ValueError:
        return False


@contextmanager
def watching() -> Iterator[Watch]:
    """Listens to the log and to the statements of this connection."""
    watch = Watch()
    last = Mail.objects.order_by("-pk").first()
    watch.last_mail = last.pk if last else 0
    handler = logging.StreamHandler(watch.log)
    handler.setFormatter(ContentFreeFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    try:
        with connection.execute_wrapper(watch.hears):
            yield watch
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
