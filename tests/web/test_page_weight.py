"""What the main pages weigh on the line, compressed: page, style, scripts, letters, pictures."""

import gzip
import re
from pathlib import Path

from django.core.management import call_command
from django.test import Client, override_settings

from roterfaden.cases.models import Case
from tests.fixtures import World, walk
from tests.web.browsing import client_of
from tests.web.test_static import BACKENDS

MOST = 150_000
NAMED = re.compile(r'(?:href|src)="/static/([^"]+)"')
# fonts of other scripts and what only other pages name come when they are needed
IN_STYLE = re.compile(r'url\("?(?:\.\./)+((?:vendor/fira/fira-sans-latin-\d|rf/icons|icons)[^")]+)')
MAIN = (
    "/",
    "/faelle/",
    "/faelle/{code}/",
    "/faelle/{code}/journal/",
    "/termine/",
    "/betriebe/",
    "/prozesse/V1/",
    "/handbuch/",
    "/statistik/",
)


def packed(path: Path) -> int:
    """As the server sends it."""
    small = path.with_name(path.name + ".gz")
    return (small if small.is_file() else path).stat().st_size


def weight(body: bytes, root: Path) -> int:
    names = set(NAMED.findall(body.decode()))
    for sheet in [name for name in names if name.endswith(".css")]:
        for inner in IN_STYLE.findall((root / sheet).read_text()):
            names.add(inner if inner.startswith("vendor") else f"rf/{inner}")
    assert any("page." in name for name in names), "the style sheets are one file"
    assert sum(name.endswith(".woff2") for name in names) == 2
    return len(gzip.compress(body)) + sum(packed(root / name) for name in names)


def test_ten_main_pages_weigh_less_than_150_kb(world: World, case: Case, tmp_path: Path) -> None:
    walk(case, "", by=world.anna)
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=BACKENDS):
        call_command("collectstatic", interactive=False, verbosity=0)
        found = {"/konto/anmelden/": weight(Client().get("/konto/anmelden/").content, tmp_path)}
        client = client_of(world.anna)
        for address in MAIN:
            answer = client.get(address.format(code=case.code))
            assert answer.status_code == 200, address
            found[address] = weight(answer.content, tmp_path)
    assert {name: size for name, size in found.items() if size >= MOST} == {}
    assert min(found.values()) > 100_000, "something is not counted"
