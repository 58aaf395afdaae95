"""A certificate is compared and kept, and a report leaves by it, in Chromium."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from roterfaden.cases.models import Case
from roterfaden.correspondence.choices import ReportState
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.smime import fingerprint_of
from roterfaden.jobs.models import Mail
from tests.browser.checks import everyhow
from tests.consent.makers import Stage
from tests.correspondence.certificates import ADDRESS, Wanted, certificate, pem
from tests.correspondence.test_encrypted_mail import released
from tests.correspondence.test_reports import stage
from tests.fixtures import AT, World, open_case
from tests.web.browsing import stop_clock

__all__ = ["stage"]
pytestmark = pytest.mark.browser
OpenPage = Callable[..., Page]


@pytest.fixture
def case(transactional_db: None, world: World) -> Case:
    return open_case(world)


def test_from_the_certificate_to_the_encrypted_report(
    stage: Stage, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    made = certificate(Wanted(begins=AT - timedelta(days=900), ends=AT + timedelta(days=900)))
    file = tmp_path / "amt.pem"
    file.write_bytes(pem(made))
    report = released(stage)
    lead = open_page(reverse("letters:certificates"), user=stage.world.lena)
    everyhow(lead)
    lead.get_by_role("link", name="Zertifikat hinterlegen").click()
    lead.get_by_label("Wessen Zertifikat?").select_option(str(stage.office.uuid))
    lead.get_by_label("An welche Adresse?").fill(ADDRESS)
    lead.get_by_label("Zertifikat (.pem").set_input_files(file)
    lead.get_by_role("button", name="Prüfen und hinterlegen").click()
    expect(lead.get_by_text(fingerprint_of(made))).to_be_visible()
    everyhow(lead)
    lead.get_by_label("Zertifikat (.pem").set_input_files(file)
    lead.get_by_label("Der Fingerabdruck ist").check()
    lead.get_by_role("button", name="Prüfen und hinterlegen").click()
    expect(lead.get_by_text("gültig", exact=True)).to_be_visible()
    everyhow(lead)

    page = open_page(reverse("reports:report", args=[stage.case.code, report.uuid]), user=stage.world.anna)
    expect(page.get_by_text(ADDRESS)).to_be_visible()
    page.get_by_label("Wie geht er hinaus?").select_option("secure_mail")
    page.get_by_role("button", name="Hinausgeben").click()
    expect(page.get_by_text("Der Bericht ist hinausgegangen")).to_be_visible()
    assert Report.objects.get().state == ReportState.SENT
    assert Mail.objects.get().recipient == ADDRESS
