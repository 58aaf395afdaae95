"""A small file for each kind of import, to look at, to fill in, or to try the way once without data of real people."""

import csv
import io
from datetime import date

import xlsxwriter
from django.utils.translation import gettext as _

from roterfaden.imports.choices import Kind
from roterfaden.imports.fields import fields_of
from roterfaden.languages.shipped import shipped

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# invented people and companies; further columns stay empty
ROWS: dict[str, list[dict[str, str]]] = {
    Kind.PERSONS: [
        {"last_name": "Beispiel", "first_name": "Marta", "birth_date": "03.04.1987", "gender": "weiblich",
         "street": "Hafenweg 3", "postcode": "24937", "town": "Musterstadt", "phone": "0461 555 01"},
        {"last_name": "Muster", "first_name": "Jörn", "birth_date": "17.11.1979", "gender": "männlich",
         "town": "Musterstadt", "communication": "Gebärdensprache"},
        {"last_name": "Vorlage", "first_name": "Çiğdem", "birth_date": "29.02.1996", "gender": "weiblich"},
    ],
    Kind.CASES: [
        {"last_name": "Beispiel", "first_name": "Marta", "birth_date": "03.04.1987", "gender": "weiblich",
         "start": "V1", "opened_on": "02.03.2026", "concern": "Sucht eine ruhige Arbeit.", "former_number": "4711/19"},
        {"last_name": "Muster", "first_name": "Jörn", "birth_date": "17.11.1979", "start": "S1",
         "opened_on": "15.06.2026", "kind": "Beratung"},
    ],
    Kind.EMPLOYERS: [
        {"name": "Werft Beispiel GmbH", "branch": "Schiffbau", "size": "60-249", "town": "Musterstadt",
         "contact_name": "Frau Sommer", "contact_function": "Personal", "contact_phone": "0461 555 10"},
        {"name": "Bäckerei Muster", "branch": "Handwerk", "size": "unter 20", "town": "Musterstadt"},
    ],
}  # fmt: skip


def sample_file(kind: str, *, form: str) -> bytes:
    """The sample as Excel file ("xlsx") or CSV, with headings that are known at once, in the language of the page."""
    fields = fields_of(kind)
    titles = [shipped(field.title) for field in fields]
    rows = [[row.get(field.id, "") for field in fields] for row in ROWS[kind]]
    if form == "csv":
        target = io.StringIO()
        target.write("\ufeff")
        csv.writer(target, delimiter=";", lineterminator="\r\n").writerows([titles, *rows])
        return target.getvalue().encode()
    days = {place for place, field in enumerate(fields) if field.kind == "day"}
    return _workbook(titles, rows, days)


def _workbook(titles: list[str], rows: list[list[str]], days: set[int]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Tabelle"))
        bold = book.add_format({"bold": True})
        day_format = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, titles, bold)
        for number, row in enumerate(rows, start=1):
            for place, text in enumerate(row):
                if place in days and text:
                    day, month, year = map(int, text.split("."))
                    sheet.write_datetime(number, place, date(year, month, day), day_format)
                else:
                    sheet.write_string(number, place, text)
        sheet.autofit()
        sheet.freeze_panes(1, 0)
    return target.getvalue()
