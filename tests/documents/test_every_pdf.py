"""Every PDF of the program, read by others than who made it; and that what is broken in one is found.

Besides this file each PDF that any test makes is looked at (`tests/pdfs.py`): WHERE names the test of every place that
makes some.
"""

import ast
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import page
import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Table, Text
from roterfaden.documents.typesetting.pdf import set_pdf
from tests.documents.demo_papers import faults_in, papers_of_the_demo
from tests.pdfs import LENGTH_RULES, elements, faults_of

pytestmark = pytest.mark.one_database
PACKAGE = Path(__file__).resolve().parents[2] / "roterfaden"
MAKERS = {"set_pdf", "set_letters", "set_labels"}


def test_every_shipped_template_is_accessible_for_cases_of_the_demo(tmp_path: Path) -> None:
    """A few cases of each; `tests/peers/test_libreoffice.py` takes all of them."""
    found = papers_of_the_demo(tmp_path, most=4)
    assert set(found) == set(shipped_letters())
    assert faults_in(tmp_path / "made") == {}
    assert all(told["cases"] for told in found.values())


def _without(name: str) -> Callable[[pypdf.PdfWriter], None]:
    def take(made: pypdf.PdfWriter) -> None:
        del made._root_object[name]

    return take


def _untitled(made: pypdf.PdfWriter) -> None:
    made.metadata = None


def _renamed(old: str, new: str) -> Callable[[pypdf.PdfWriter], None]:
    """Give every element of the kind `old` another one."""

    def rename(made: pypdf.PdfWriter) -> None:
        for node in elements(made._root_object["/StructTreeRoot"]):
            if node["/S"] == old:
                node[NameObject("/S")] = NameObject(new)

    return rename


def _script(made: pypdf.PdfWriter) -> None:
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.beep()")}
    made._root_object[NameObject("/OpenAction")] = DictionaryObject(action)


def _other_font(made: pypdf.PdfWriter) -> None:
    for one in made._objects:
        if isinstance(one, DictionaryObject) and one.get("/Type") == "/FontDescriptor":
            for name in ("/FontFile2", "/FontFile3"):
                one.pop(name, None)


DAMAGE: dict[str, tuple[Callable[[pypdf.PdfWriter], None], str]] = {
    "no tags": (_without("/StructTreeRoot"), "STRUCT-TREE-ROOT"),
    "not marked": (_without("/MarkInfo"), "TAGGED-DOCUMENT"),
    "no language": (_without("/Lang"), "no language"),
    "no title": (_untitled, "no title"),
    "title not shown": (_without("/ViewerPreferences"), "VIEWER-PREFERENCES"),
    "no metadata": (_without("/Metadata"), "PDFA2A-"),
    "no headings": (_renamed("/H1", "/P"), "no heading"),
    "no heads of tables": (_renamed("/TH", "/TD"), "a table without heads"),
    "a picture without words": (_renamed("/P", "/Figure"), "a picture without words"),
    "a script": (_script, "PDFA2A-"),
    "fonts not embedded": (_other_font, "PDFA2A-"),
}


@pytest.fixture(scope="module")
def good() -> bytes:
    blocks: list[Block] = [
        Text(text="Ein Satz über Wege."),
        Facts(rows=[("Wort", "Wert")]),
        Table(title="Stand", columns=["Was", "Wann"], rows=[["Brief", "24.11.2026"]]),
    ]
    section = Section(id="a", title="Abschnitt", blocks=blocks)
    return set_pdf(
        Document(title="Probe", subtitle="", notice="", foot="Fuß", sections=[section], contents=False)
    )


@pytest.mark.parametrize("name", DAMAGE)
def test_what_is_damaged_is_found(name: str, good: bytes) -> None:
    assert faults_of(good) == []
    assert faults_of(_written(good, lambda _made: None)) == [], "writing it anew damages nothing"
    damage, said = DAMAGE[name]
    found = faults_of(_written(good, damage))
    assert any(said in fault for fault in found), found


def test_a_wrong_length_is_found(good: bytes) -> None:
    length = re.compile(rb"/Length (\d+)")
    stream = length.search(good)
    assert stream
    for other in (int(stream[1]) - 1, int(stream[1]) + 1):
        assert faults_of(length.sub(b"/Length %d" % other, good, count=1))


def test_a_last_byte_that_looks_like_the_end_of_a_line_is_no_wrong_length() -> None:
    """One packed stream in a hundred ends like this; the validator takes it for a fault."""
    for number in range(500):
        made = _small(f"Satz {number}")
        if any(
            one.rule_id in LENGTH_RULES for one in page.validate_pdf_bytes(made, profile="PDF/A-2a").failures
        ):
            assert faults_of(made) == []
            return
    pytest.fail("none of 500 ended like this: the rule may go")


def _small(text: str) -> bytes:
    section = Section(id="a", title="Abschnitt", blocks=[Text(text=text)])
    return set_pdf(
        Document(title="Probe", subtitle="", notice="", foot="", sections=[section], contents=False)
    )


def _written(content: bytes, change: Callable[[pypdf.PdfWriter], None]) -> bytes:
    made = pypdf.PdfWriter(clone_from=BytesIO(content))
    change(made)
    out = BytesIO()
    made.write(out)
    return out.getvalue()


# which test makes the PDFs of each module that sets some
WHERE = {
    "cooperation/minutes_files": (
        "cooperation/test_after_the_table.py",
        "test_minutes_as_word_and_pdf_hold_markup_as_text",
    ),
    "correspondence/bulk": (
        "correspondence/test_bulk.py",
        "test_many_letters_are_one_file_and_each_stays_with_its_case",
    ),
    "correspondence/client_copies": (
        "correspondence/test_client_copies.py",
        "test_the_copy_holds_the_report_and_what_was_written_in_easy_words",
    ),
    "correspondence/filling": (
        "correspondence/test_templates.py",
        "test_every_shipped_template_renders_accessibly_as_pdf_and_as_word",
    ),
    "correspondence/management/commands/document": (
        "correspondence/test_templates.py",
        "test_the_command_lists_and_renders",
    ),
    "correspondence/reports": (
        "correspondence/test_reports.py",
        "test_four_eyes_then_frozen_then_through_the_gate_once",
    ),
    "dossier/printing": ("dossier/test_printing.py", "test_a_file_is_printed_sealed_logged_and_forgotten"),
    "dossier/protocols": ("dossier/test_printing.py", "test_two_who_edit_a_protocol_and_the_pages_around_it"),
    "placement/comparing": (
        "placement/test_leftovers.py",
        "test_a_comparison_goes_out_only_through_the_gate_and_without_notes",
    ),
    "statistics/files": ("statistics/test_reports.py", "test_files_hold_the_same_and_no_formulas"),
    "web/auditing/moves": ("web/auditing/test_chain.py", "test_the_whole_chain_by_the_right_roles"),
    "web/billing/exporting": ("measures/test_billing.py", "test_a_qr_bill_carries_sum_and_account"),
    "web/complaints/letters": (
        "web/complaints/test_pages.py",
        "test_from_the_case_to_the_answer_and_the_lesson",
    ),
    "web/consulting/actions": (
        "placement/test_consulting.py",
        "test_the_office_decides_with_its_own_login_and_sees_no_draft",
    ),
    "web/invitations/printing": (
        "invitations/test_inviting.py",
        "test_the_pages_from_the_list_to_the_letters",
    ),
    "web/measures/records": ("web/measures/test_pages.py", "test_a_measure_is_planned_carried_out_and_ended"),
    "web/network/sittings": (
        "web/network/test_pages.py",
        "test_a_meeting_from_the_agenda_to_the_done_resolution",
    ),
    "web/orders/views": ("web/measures/test_pages.py", "test_a_clerk_orders_and_the_service_answers"),
    "web/portal/known": (
        "portal/test_portal.py",
        "test_the_person_sees_who_opened_the_file_and_who_got_what",
    ),
    "web/privacy/access": (
        "web/privacy/test_privacy_pages.py",
        "test_the_papers_from_the_first_word_to_the_breach",
    ),
    "web/privacy/rights": (
        "web/privacy/test_privacy_pages.py",
        "test_access_from_the_question_to_the_report",
    ),
    "web/programmes/reports": (
        "programmes/test_programmes.py",
        "test_the_report_is_accessible_and_the_table_harmless",
    ),
    "web/steering/review": ("web/steering/test_agreements.py", "test_the_whole_chain_by_the_right_roles"),
    "web/surveys/inviting": (
        "web/surveys/test_due_pages.py",
        "test_one_press_invites_and_prints_the_letters_go_apart",
    ),
    "web/surveys/rounds": ("web/surveys/test_pages.py", "test_codes_are_printed_one_sheet_each"),
    "web/surveys/telling": (
        "web/surveys/test_pages.py",
        "test_a_breakdown_from_the_plan_to_the_page_and_the_files",
    ),
}


def test_every_place_that_makes_a_pdf_has_a_test_that_makes_one() -> None:
    """Nothing but these two modules asks Typst, so no PDF gets past `every_pdf_is_checked`."""
    asking = {_name(path) for path in PACKAGE.rglob("*.py") if "import typst" in path.read_text("utf-8")}
    assert asking == {"cooperation/minutes_files", "documents/typesetting/pdf"}
    making = {_name(path) for path in PACKAGE.rglob("*.py") if _makes_pdfs(path)}
    assert making | {"cooperation/minutes_files"} == set(WHERE)
    for path, name in WHERE.values():
        assert f"def {name}(" in (PACKAGE.parent / "tests" / path).read_text("utf-8"), name


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def _makes_pdfs(path: Path) -> bool:
    text = path.read_text("utf-8")
    if not any(f"{name}(" in text for name in MAKERS):
        return False
    calls = (node.func for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))
    return any(getattr(one, "id", getattr(one, "attr", "")) in MAKERS for one in calls)
