"""Who finds a hole finds somebody to tell; what we reviewed ourselves is written down, dated, with what is open."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.utils import timezone

from roterfaden.operations.doctor import examine

OPERATIONS = Path(settings.BASE_DIR) / "docs" / "operations"
STATES = {"holds", "in part", "does not apply"}
REPORTING = ("Einstellungen", "ROTERFADEN_SECURITY_CONTACT")


@pytest.mark.requirement("R-64", figure="security.txt after RFC 9116; asked by doctor where it is missing")
@pytest.mark.django_db
def test_who_finds_a_hole_is_told_whom_to_tell(settings: Any) -> None:
    settings.SECURITY_CONTACT, settings.PUBLIC_URL = "", "https://faden.example.org"
    settings.DEMO_MODE = False
    assert Client().get("/.well-known/security.txt").status_code == 404
    told = [(one.about, one.sentence) for one in examine(at=timezone.now(), quick=True)]
    assert any(about == REPORTING[0] and REPORTING[1] in sentence for about, sentence in told)

    settings.SECURITY_CONTACT = "mailto:sicherheit@example.org"
    answer = Client().get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == settings.SECURITY_CONTACT
    assert fields["Canonical"] == "https://faden.example.org/.well-known/security.txt"
    expires = date.fromisoformat(fields["Expires"].removesuffix("T00:00:00Z"))
    assert timedelta(30) < expires - timezone.localdate() < timedelta(365)
    told = [(one.about, one.sentence) for one in examine(at=timezone.now(), quick=True)]
    assert not any(REPORTING[1] in sentence for _about, sentence in told)


@pytest.mark.requirement("R-64", figure="own review by ASVS 5.0, all 17 chapters; none from outside")
def test_our_own_review_names_every_chapter_and_requirements_that_exist() -> None:
    record = (OPERATIONS / "asvs.md").read_text("utf-8")
    day = re.search(r"^Reviewed: (\d{4}-\d\d-\d\d)", record, re.MULTILINE)
    assert day
    assert date.fromisoformat(day[1]) <= timezone.localdate()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in record.splitlines()]
    rows = {row[0].split()[0]: row[1:] for row in cells if re.match(r"V\d", "".join(row))}
    assert list(rows) == [f"V{number}" for number in range(1, 18)]
    known = yaml.safe_load((OPERATIONS / "requirements.yaml").read_text("utf-8"))
    shown = (OPERATIONS / "assurance.md").read_text("utf-8")
    for chapter, (state, proofs, left) in rows.items():
        assert state in STATES, chapter
        named = [one for one in proofs.split(", ") if one]
        assert set(named) <= set(known), chapter
        assert bool(named) == (state != "does not apply"), chapter
        assert all(f"| {one} " in shown for one in named), chapter
        assert left or state == "holds", chapter
