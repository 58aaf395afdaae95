"""Files as they come: from old programs and foreign keyboards, and made to do harm. Nothing here needs a database."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from roterfaden.common.spreadsheets import harmless
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.documents.checks import UploadRefused
from roterfaden.imports.choices import YearsOfTwo
from roterfaden.imports.fields import fields_of, guessed_columns, parse_fields
from roterfaden.imports.reading import ReadTable, read_upload
from roterfaden.imports.uploading import heading_row, letters
from roterfaden.imports.values import NoDay, read_day, read_number
from roterfaden.web.casefile.forms import PersonFields
from roterfaden.web.employers.forms import EmployerForm
from tests.fixtures import TODAY
from tests.imports.makers import workbook

pytestmark = pytest.mark.one_database
ODD = Path(__file__).with_name("odd")
CORNER = (1_048_575, 16_383)


def read(content: bytes, name: str, **options: str) -> ReadTable:
    return read_upload(name=name, stream=io.BytesIO(content), **options)


@pytest.mark.parametrize(
    ("name", "told", "person"),
    [
        ("umlaute-1252.csv", ("cp1252", ";"), ["Müller-Großmann", "Jörg", date(1987, 4, 3)]),
        ("bom-tab.csv", ("utf-8", "\t"), ["Dûrr", "Zoë", date(1987, 4, 1)]),
        ("utf16.csv", ("utf-16", ","), ["Rossi", "Ugo", date(1987, 4, 3)]),
        ("sep-zeile.csv", ("utf-8", ","), ["Berg, von", "Ida", date(1987, 4, 3)]),
        ("zeilenumbruch.csv", ("utf-8", ";"), ["Berg", "Ida", date(1987, 4, 3)]),
        ("titel-darueber.csv", ("utf-8", ";"), ["Berg", "Ida", date(1987, 4, 3)]),
    ],
)
def test_odd_files_are_read_as_their_authors_meant_them(
    name: str, told: tuple[str, str], person: list[Any]
) -> None:
    table = read((ODD / name).read_bytes(), name)
    assert (table.told["encoding"], table.told["separator"]) == told
    place = heading_row("persons", table.rows)
    columns = guessed_columns("persons", table.rows[place][1])
    cells = table.rows[place + 1][1]
    last, first, born = (cells[columns[field]] for field in ("last_name", "first_name", "birth_date"))
    assert [last, first, read_day(born, years="refuse", today=TODAY)] == person


def test_empty_rows_and_line_breaks_keep_the_numbers_of_the_spreadsheet() -> None:
    rows = read((ODD / "zeilenumbruch.csv").read_bytes(), "x.csv").rows
    assert [number for number, _cells in rows] == [1, 2, 5]
    assert rows[1][1][3] == "erste Zeile\nzweite; Zeile"


def test_a_wrong_guess_is_corrected_by_hand() -> None:
    table = read(b"Nachname|Vorname;Rufname\nBerg|Ida;I\n", "x.csv", separator="|", encoding="cp1252")
    assert table.rows[1] == (2, ["Berg", "Ida;I"]) or list(table.rows[1]) == [2, ["Berg", "Ida;I"]]


def test_excel_tells_days_and_results_never_formulas() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet("Deckblatt")
        sheet = book.add_worksheet("Personen")
        day = book.add_format({"num_format": "dd.mm.yy"})
        sheet.merge_range(0, 0, 0, 2, "Person")
        sheet.write_row(1, 0, ["Nachname", "Vorname", "Geburtsdatum", "PLZ"])
        sheet.write_formula(2, 0, '=HYPERLINK("http://example.org","Berg")', None, "Berg")
        sheet.write_string(2, 1, "=Ida")
        sheet.write_datetime(2, 2, date(1987, 4, 3), day)
        sheet.write_number(2, 3, 1067)
    table = read(target.getvalue(), "x.xlsx")
    assert table.told["sheet"] == "Personen"
    assert table.told["sheets"] == ["Deckblatt", "Personen"]
    assert heading_row("persons", table.rows) == 1
    assert list(table.rows[2]) == [3, ["Berg", "=Ida", "03.04.1987", "1067"]]
    with pytest.raises(UploadRefused, match="Blatt"):
        read(target.getvalue(), "x.xlsx", sheet="Tabelle9")


def far_corner() -> bytes:
    """A small file whose sheet is as large as a sheet can be."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Nachname")
        sheet.write(*CORNER, "x")
    return target.getvalue()


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry, old.read(entry.filename))
        for name, part in parts.items():
            new.writestr(name, part)
    return target.getvalue()


def harmful() -> list[tuple[str, bytes, str]]:
    small = workbook([["Nachname"], ["Berg"]])
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    return [
        ("weit.csv", b"x;" * 1_000_000, "mehr als 200 Spalten"),
        ("lang.csv", b"Name;Vorname\n" + b"a;b\n" * 50_001, "mehr als 50.000 Zeilen"),
        ("anfuehrung.csv", b'Name;Vorname\n"' + b"x" * 200_000, "Anführungszeichen"),
        ("nul.csv", b"Name\x00;Vorname\nA;B", "NUL"),
        ("halb.csv", "Ä".encode("utf-16-be") + b"\x00", "NUL"),
        ("ecke.xlsx", far_corner(), "entpackt zu groß"),
        ("bombe.xlsx", with_parts(small, {"xl/media/a": bytes(210 * 1024 * 1024)}), "entpackt zu groß"),
        ("makro.xlsx", with_parts(small, {"xl/vbaProject.bin": b"x"}), "Makros"),
        ("makro.xlsm", small, "Makros"),
        ("makro.xls", ole + "_VBA_PROJECT".encode("utf-16-le"), "Makros"),
        ("kaputt.xls", ole, "beschädigt"),
        ("geschuetzt.xlsx", ole, "Passwort"),
        ("kaputt.xlsx", with_parts(small, {"xl/workbook.xml": b"<workbook"}), "beschädigt"),
        ("falsch.xlsx", b"Nachname;Vorname\n", "passt nicht zu ihrer Endung"),
        ("falsch.csv", small, "passt nicht zu ihrer Endung"),
        ("leer.xlsx", workbook([]), "keine Tabelle"),
    ]


def test_files_made_to_do_harm_are_refused_with_a_sentence() -> None:
    for name, content, sentence in harmful():
        with pytest.raises(UploadRefused) as refusal:
            read(content, name)
        assert sentence in str(refusal.value), name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3.4.1987", date(1987, 4, 3)),
        ("03/04/1987", date(1987, 4, 3)),
        ("1987-04-03 00:00", date(1987, 4, 3)),
        ("31870", date(1987, 4, 3)),
        ("3. Apr. 1987", date(1987, 4, 3)),
        ("1er août 1987", date(1987, 8, 1)),
        ("3.4.26", date(2026, 4, 3)),
        ("3.4.27", date(1927, 4, 3)),
        ("31.2.1987", "invalid"),
        ("04/31/1987", "invalid"),
        ("1987", "invalid"),
        ("1.1.10000", "year"),
        ("gestern", "invalid"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, said: Any) -> None:
    try:
        found: Any = read_day(text, years=YearsOfTwo.PAST, today=TODAY)
    except NoDay as wrong:
        found = wrong.code
    assert found == said
    if text == "3.4.27":
        with pytest.raises(NoDay, match="two_digits"):
            read_day(text, years=YearsOfTwo.REFUSE, today=TODAY)


def test_numbers_and_columns_are_named_as_in_a_spreadsheet() -> None:
    assert [read_number(text) for text in ("7,5", "1'234.50", "1.234,5", "12")] == [
        "7.5",
        "1234.50",
        "1234.5",
        "12",
    ]
    assert [letters(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_no_cell_of_our_files_is_a_formula() -> None:
    assert [harmless(cell) for cell in ("=1+1", "+49", "-x", "@SUM", "\tx", "Berg")] == [
        "'=1+1", "'+49", "'-x", "'@SUM", "'\tx", "Berg",
    ]  # fmt: skip


def test_headings_in_three_languages_and_with_slips_are_recognised() -> None:
    assert guessed_columns("persons", ["Familiename", "Prenom", "Data di nascita", "Telephon", "NPA"]) == {
        "last_name": 0, "first_name": 1, "birth_date": 2, "phone": 3, "postcode": 4,
    }  # fmt: skip
    assert guessed_columns("employers", ["Entreprise", "Località", "Personne de contact"]) == {
        "name": 0, "town": 1, "contact_name": 2,
    }  # fmt: skip


def test_cells_are_as_long_as_the_fields_of_the_forms() -> None:
    for kind, form in (("persons", PersonFields), ("employers", EmployerForm)):
        for spec in fields_of(kind):
            field = form.base_fields.get(spec.id)
            if spec.kind == "text" and field is not None:
                assert spec.most == field.max_length, spec.id  # type: ignore[attr-defined]


def test_the_table_of_fields_is_read_strictly() -> None:
    with pytest.raises(FileFaults, match="needded"):
        parse_fields(
            'kind: import_fields\nid: x\nversion: "1"\nvalid_from: 2026-11-01\nlanguage: de\nsource: x\nrecords:\n'
            "  - id: persons\n    fields:\n      - {id: a, title: A, kind: day, needded: true, names: [A]}\n",
            name="x",
        )
