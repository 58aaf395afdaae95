"""Templates: shipped ones render for every case they fit, own ones are checked name by name, the sandbox holds."""

from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from django.core.management import CommandError, call_command

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.correspondence.filling import LetterRefused, filled, templates_for
from roterfaden.correspondence.language import TemplateFaulty, faults_in
from roterfaden.correspondence.models import WordTemplate
from roterfaden.correspondence.own_templates import (
    add_template,
    end_template,
    fill_word,
    templates_in_force,
)
from roterfaden.correspondence.placeholders import LOOPS, SINGLE, values_for
from roterfaden.correspondence.proposing import proposed_document
from roterfaden.correspondence.shipped import read_letters, shipped_letters
from roterfaden.correspondence.word import as_own_template, as_word
from roterfaden.documents.checks import UploadRefused
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.placement.trials import cancel_trial
from tests.fixtures import AT, TODAY, World, open_case, walk
from tests.placement.makers import trial, workplace

NAMED = (
    "beginn-mitteilung", "zwischenbericht", "abschlussbericht", "ruecklauf", "einwilligung", "schweigepflicht",
    "datenschutzblatt", "einladung", "einladung-leicht", "zielvereinbarung", "handlungsplan", "niederschrift",
    "uebergabe", "stufenplan", "erprobung-vereinbarung", "erprobung-auswertung", "faehigkeitsprofil",
    "anforderungsprofil", "betriebsberatung", "audit-ankuendigung", "audit-ergebnis", "teilnahme", "erinnerung",
    "beschwerde-antwort", "auskunft",
)  # fmt: skip


def word(*texts: str, header: str = "") -> BytesIO:
    made = docx.Document()
    for text in texts:
        made.add_paragraph(text)
    made.sections[0].header.paragraphs[0].text = header
    out = BytesIO()
    made.save(out)
    out.seek(0)
    return out


def words_of(content: bytes) -> str:
    made = docx.Document(BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    heads = [p.text for p in made.sections[0].header.paragraphs]
    return "\n".join([*(p.text for p in made.paragraphs), *cells, *heads])


def accessible(content: bytes, *, title: str) -> pypdf.PdfReader:
    """An independent reader finds what PDF/UA-1 and PDF/A-2a ask for."""
    reader = pypdf.PdfReader(BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("de")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == title
    xmp = root["/Metadata"].get_object().get_data()
    assert b"<pdfuaid:part>1<" in xmp
    assert b"<pdfaid:part>2<" in xmp
    assert b"<pdfaid:conformance>A<" in xmp
    kinds: set[str] = set()
    _walk(root["/StructTreeRoot"], kinds)
    assert kinds & {"/H1", "/H"}
    assert "/P" in kinds
    if "/Table" in kinds:
        assert "/TH" in kinds
    return reader


def _walk(node: Any, kinds: set[str]) -> None:
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            _walk(one, kinds)
    elif isinstance(node, dict):
        if "/S" in node:
            kinds.add(node["/S"])
        if "/K" in node:
            _walk(node["/K"], kinds)


@pytest.mark.one_database
def test_every_kind_is_shipped_and_names_only_what_exists() -> None:
    letters = shipped_letters()
    assert set(NAMED) <= set(letters)
    assert sum(1 for one in letters.values() if one.nature == "statement") == 5
    for letter in letters.values():
        for section in letter.sections:
            loop = LOOPS.get(section.each)
            assert bool(loop) == bool(section.each)
            for text in section.templates():
                around = f"{{% for {loop.item} in {section.each} %}}{text}{{% endfor %}}" if loop else text
                assert faults_in(around) == [], f"{letter.id}: {text}"
    with pytest.raises(FileFaults, match="fehlt"):
        read_letters("kind: letters\nletters: []\n", name="x")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ person.nahme }}", "Meinten Sie „person.name“?"),
        ("{{ fall.aktenzeihcen }}", "Meinten Sie „fall.aktenzeichen“?"),
        ("{% for z in zile %}{{ z.text }}{% endfor %}", "Meinten Sie „ziele“?"),
        ("{% for ziel in ziele %}{{ ziel.txt }}{% endfor %}", "Meinten Sie „ziel.text“?"),
        ("{{ ziel.text }}", "„ziel.text“ gibt es nicht."),
        ("{{ ''.__class__.__mro__ }}", "höchstens einen Punkt"),
        ("{{ person.name.__class__ }}", "höchstens einen Punkt"),
        ("{{ person['name'] }}", "darf eine Vorlage nicht (Getitem)"),
        ("{{ person.name * 999999999 }}", "darf eine Vorlage nicht (Mul)"),
        ("{{ range(10) }}", "darf eine Vorlage nicht (Call)"),
        ("{% include 'x' %}", "darf eine Vorlage nicht (Include)"),
        ("{% set x = 1 %}", "darf eine Vorlage nicht (Assign)"),
        ("{{ person.name|attr('x') }}", "„|attr“ ist nicht erlaubt"),
        ("{{ person.name", "nicht richtig geschlossen"),
    ],
)
def test_a_wrong_template_is_told_by_name(text: str, said: str) -> None:
    assert any(said in fault for fault in faults_in(text)), faults_in(text)


def test_every_shipped_template_renders_accessibly_as_pdf_and_as_word(world: World) -> None:
    """For a fresh case and one that has walked; `tests/operations` does the same for the cases of the demo."""
    fresh = open_case(world, last_name="Ä<&>#panic() *x* $y$", chain="S2", start="start_vermittlung")
    walked = open_case(world)
    walk(walked, "", by=world.anna)
    for case in (fresh, walked):
        ids = {one.id for one in templates_for(case)}
        assert ("stufenplan" in ids) == (case == fresh)
        for template in templates_for(case):
            if template.is_written:
                document = proposed_document(case, template, on=TODAY)
                made, page = set_pdf(document), as_word(document)
            else:
                letter = filled(case, template, on=TODAY)
                made, page = letter.as_pdf(), as_word(letter.document)
            text = "".join(one.extract_text() for one in accessible(made, title=template.title).pages)
            assert "{{" not in text + words_of(page), template.id
            assert "panic" in text or case == walked or template.audience in ("inner", "employer", "body"), (
                template.id
            )


def test_what_is_not_known_is_dots_and_is_named(case: Case) -> None:
    letter = filled(case, shipped_letters()["einladung"], on=TODAY)
    assert "nächster Termin: Tag und Uhrzeit" in letter.missing
    assert "…" in words_of(as_word(letter.document))
    assert letter.page.address == ["Leyla Aksoy"]
    with pytest.raises(LetterRefused, match="Berichte werden geschrieben"):
        filled(case, shipped_letters()["zwischenbericht"], on=TODAY)
    values = values_for(case, on=TODAY)
    assert set(values) == {name.partition(".")[0] for name in SINGLE} | set(LOOPS)


def test_the_agreement_on_a_trial_is_filled_from_the_newest_trial(world: World, case: Case) -> None:
    form = shipped_letters()["erprobung-vereinbarung"]
    assert "neueste Erprobung: Betrieb" in filled(case, form, on=TODAY).missing
    place = workplace(world)
    trial(world, case, place, terms="Alle zwei Stunden eine Pause.")
    begins = TODAY + timedelta(days=10)
    gone = trial(world, case, place, starts_on=begins, ends_on=begins + timedelta(days=7), hours=8)
    cancel_trial(trial=gone, note="Der Betrieb sagt ab.", revision=gone.revision, by=world.anna, at=AT)
    letter = filled(case, form, on=TODAY)
    text = words_of(as_word(letter.document))
    for known in ("Werft am Kanal", "Lager", "20", "Ob das Tempo zu schaffen ist.", "Alle zwei Stunden"):
        assert known in text
    unknown = [name for name in letter.missing if "Erprobung" in name]
    assert unknown == ["neueste Erprobung: Ansprechperson im Betrieb"]


def test_own_word_templates_are_checked_versioned_and_filled(world: World, case: Case) -> None:
    def add(stream: Any, name: str = "Brief", **more: Any) -> WordTemplate:
        days = {"valid_from": TODAY} | more
        return add_template(
            service=world.service,
            name=name,
            file_name="brief.docx",
            stream=stream,
            by=world.lena,
            at=AT,
            **days,
        )

    good = word(
        "{{ person.anrede }}, {{ fall.aktenzeichen }}",
        "{%p for ziel in ziele %}",
        "Ziel: {{ ziel.text }}",
        "{%p endfor %}",
        header="{{ dienst.name }}",
    )
    first = add(good)
    second = add(word("{{ person.name|upper }}"), valid_from=TODAY + timedelta(days=1))
    assert (first.version, second.version) == (1, 2)
    assert [one.version for one in templates_in_force(world.service, on=TODAY)] == [1]
    assert [one.version for one in templates_in_force(world.service, on=TODAY + timedelta(days=1))] == [2]
    case.person.last_name = "<w:b/>{{ fall.anliegen }}"
    text = words_of(fill_word(first, case, on=TODAY))
    assert "Guten Tag Leyla <w:b/>{{ fall.anliegen }}" in text
    assert case.file_number in text
    assert "IFD Neuhafen" in text

    for stream, error, said in (
        (word("{{ person.nahme }}", header="{{ dienst.nmae }}"), TemplateFaulty, "dienst.name"),
        (word("kein Platzhalter"), LetterRefused, "kein Platzhalter"),
        (word("{{ person.name }}{{ ''.__class__ }}"), TemplateFaulty, "Punkt|gibt es nicht|darf"),
        (BytesIO(b"PK\x03\x04kaputt"), UploadRefused, "beschädigt"),
    ):
        with pytest.raises(error, match=said):
            add(stream)
    with pytest.raises(LetterRefused, match="endet, bevor"):
        add(word("{{ heute }}"), valid_until=TODAY - timedelta(days=1))
    end_template(template=first, on=TODAY, by=world.lena, at=AT)
    assert templates_in_force(world.service, on=TODAY + timedelta(days=1)) == [second]
    assert Entry.objects.filter(action="correspondence.template_added").count() == 2
    for letter in shipped_letters().values():
        if not letter.is_written:
            made = add(BytesIO(as_own_template(letter)), name=letter.id)
            assert "{" not in words_of(fill_word(made, case, on=TODAY)).replace("{{ fall.anliegen }}", ""), (
                letter.id
            )


def test_the_command_lists_and_renders(case: Case, tmp_path: Path) -> None:
    out = StringIO()
    call_command("document", "list", stdout=out)
    assert "einladung\tletter\tperson\tEinladung zum Gespräch" in out.getvalue()
    for name in ("a.pdf", "a.docx"):
        for template in ("einladung", "zwischenbericht"):
            target = tmp_path / name
            call_command("document", "render", template, case.code, "--to", str(target), stdout=out)
            assert target.read_bytes()[:2] in (b"%P", b"PK")
            assert target.stat().st_mode & 0o077 == 0
    for wrong in (
        ("einladung", case.code, "x.txt"),
        ("gibtsnicht", case.code, "x.pdf"),
        ("einladung", "X", "x.pdf"),
    ):
        with pytest.raises(CommandError):
            call_command("document", "render", wrong[0], wrong[1], "--to", str(tmp_path / wrong[2]))
