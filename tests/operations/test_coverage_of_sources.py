"""What docs/coverage.md names can be looked up: pages, commands, tests; and no line is forgotten."""

import importlib.util
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.urls import reverse

from roterfaden.imports.choices import Kind
from roterfaden.offers.reader import shipped_offers
from roterfaden.process.schema import CHAINS, load_directory
from roterfaden.quality.shelf import book
from tests.access.urls import all_pages
from tools import coverage_of_sources as tool

pytestmark = pytest.mark.one_database

READ = tool.sources()
PLACES = sorted({place for source in READ for line in source.lines for place in line.where})
PAGES = [place for place in PLACES if not tool.is_command(place)]


def test_the_page_is_what_the_tool_makes_and_nothing_is_left_out() -> None:
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(READ)
    lines = {source.key: len(source.lines) for source in READ}
    assert lines["features"] == 77
    assert lines["unique"] == 18
    named = {place.split()[1] for place in PAGES if place.startswith("chains:detail ")}
    shipped = {made.chain.id for made in load_directory(CHAINS)}
    assert shipped - named == {"QB"}, (
        "chains of the sources without a line; complaints are a chain of our own"
    )


def test_every_page_exists_and_leads_to_something_that_is_shipped() -> None:
    """That each of these pages opens is shown by the tests of chains, handbook and offers."""
    chains = {made.chain.id for made in load_directory(CHAINS)}
    known = {
        "chains:detail": chains,
        "versions:index": chains,
        "versions:compare": chains,
        "versions:move": chains,
        "figures:chain": chains,
        "handbook:chapter": {chapter.key for chapter in book().chapters},
        "handbook:aid": {aid.key for aid in book().aids},
        "handbook:measure": {measure.key for measure in book().measures},
        "offers:offer": set(shipped_offers()),
        "imports:upload": set(Kind.values),
    }
    names = {page.name for page in all_pages()}
    for name, *given in (place.split() for place in PAGES):
        assert name in names, name
        if given:
            assert given[0] in known[name], (name, given)
            assert reverse(name, args=given)


def test_every_command_exists() -> None:
    makefile = (tool.ROOT / "Makefile").read_text(encoding="utf-8")
    for command in (place for place in PLACES if tool.is_command(place)):
        match command.split():
            case ["make", goal]:
                assert f"\n{goal}:" in makefile, command
            case ["python", "-m", module]:
                assert importlib.util.find_spec(module), command
            case ["manage.py", name, *parts]:
                parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
                choices = [set(action.choices) for action in parser._actions if action.choices]
                assert not parts or any(parts[0] in one for one in choices), command
            case _:
                raise AssertionError(command)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"state": "works", "where": ["worklist:index"]}, "has a place and a test"),
        (
            {"state": "works", "where": ["worklist:index"], "tests": ["nothing.py::test_it"]},
            "there is no test",
        ),
        ({"state": "partly", "where": ["x"], "tests": ["y"]}, "what is missing is said"),
        ({"state": "missing", "missing": "all", "tests": ["y"]}, "has no test"),
        ({"state": "done"}, "state is one of"),
        ({"state": "missing", "missing": "all", "note": "x"}, "unknown key note"),
        (None, "without a title or without an answer"),
    ],
)
def test_a_line_that_is_not_whole_is_refused(
    tmp_path: Path, line: dict[str, object] | None, why: str
) -> None:
    listed = {"own": {"title": "Own", "lines": {"1": "One"}}}
    (tmp_path / "sources.yaml").write_text(yaml.safe_dump(listed), encoding="utf-8")
    told = {"1": line} if line else {"2": {"state": "missing", "missing": "all"}}
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    with pytest.raises(tool.Unfit, match=why):
        tool.sources(tmp_path)
