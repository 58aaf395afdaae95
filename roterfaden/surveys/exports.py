"""The told results of a round as files: CSV and tagged PDF. They hold what the page holds, and nothing else."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.common.spreadsheets import harmless, quoted_csv
from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Table, Text
from roterfaden.languages.shipped import shipped, written_here
from roterfaden.surveys.comparing import against, as_grid, expectation_gaps, round_before
from roterfaden.surveys.models import Round
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.surveys.results import Grid, answered, words


def as_csv(survey: Round) -> str:
    """Question, table, answer, group, number of sheets. Refuses with SurveyRefused what tells nothing."""
    _check_told(survey)
    columns = (_("Frage"), _("Tabelle"), _("Antwort"), _("Gruppe"), _("Bögen"))
    return "\ufeff" + quoted_csv(columns, (map(harmless, line) for line in _lines(survey)))


def as_document(survey: Round) -> Document:
    """The results as a document to print. Refuses with SurveyRefused what tells nothing."""
    _check_told(survey)
    sections = [Section(id="facts", title=_("Über diese Befragung"), blocks=[Facts(rows=_facts(survey))])]
    sections.append(Section(id="reading", title=_("So ist das zu lesen"), blocks=_reading(survey)))
    gaps = expectation_gaps(survey)
    if gaps:
        grid = as_grid(
            gaps, title=_("Erwartung und Zufriedenheit"), first=_("wichtig"), second=_("zufrieden")
        )
        sections.append(Section(id="gaps", title=grid.title, blocks=[_table(grid)]))
    before = round_before(survey)
    if before is not None:
        title = _("Gegen die Befragung davor")
        grid = as_grid(against(survey, before), title=title, first=before.occasion, second=survey.occasion)
        sections.append(Section(id="before", title=title, blocks=[_table(grid)]))
    for place, one in enumerate(answered(survey), start=1):
        blocks: list[Block] = [_table(grid) for grid in one.tables]
        blocks = blocks or [Text(text=_("Dazu wird nichts gezeigt."))]
        sections.append(Section(id=f"q-{place}", title=written_here(one.question.text), blocks=blocks))
    for place, (question, texts) in enumerate(words(survey), start=1):
        said: list[Block] = [Text(text=text) for text in texts]
        sections.append(Section(id=f"words-{place}", title=written_here(question), blocks=said))
    span = _span(survey)
    return Document(
        title=shipped(survey.questionnaire.title),
        subtitle=f"{survey.organisation.name}, {survey.occasion}",
        notice=_("Nur Zahlen, aus denen niemand zu erkennen ist."),
        foot=f"{survey.organisation.name} · {shipped(survey.questionnaire.title)} · {span}",
        sections=sections,
    )


def _lines(survey: Round) -> Iterator[list[str]]:
    for one in answered(survey):
        for grid in one.tables:
            for row in grid.rows:
                for head, number in row.cells:
                    yield [written_here(one.question.text), grid.title, row.title, head, number]


def _reading(survey: Round) -> list[Block]:
    return [
        Text(text=written_here(survey.questionnaire.context)),
        Text(text=_("Eine unzufriedene Antwort ist eine Frage, kein Urteil."), quiet=True),
    ]


def _facts(survey: Round) -> list[tuple[str, str]]:
    return [
        (_("Zeitraum"), _span(survey)),
        (_("Fassung"), survey.questionnaire.version),
        (_("Mindestzahl"), str(survey.minimum)),
        *([(_("Bögen"), str(survey.sheets))] if survey.sheets is not None else []),
    ]


def _table(grid: Grid) -> Table:
    rows = [[row.title, *(text for _head, text in row.cells)] for row in grid.rows]
    return Table(title=grid.title, columns=[grid.row_title, *grid.heads], rows=rows)


def _span(survey: Round) -> str:
    return f"{date_format(survey.opens_on, 'd.m.Y')} – {date_format(survey.closes_on, 'd.m.Y')}"


def _check_told(survey: Round) -> None:
    if not survey.enough:
        raise SurveyRefused("Von dieser Befragung wird nichts gezeigt.")
