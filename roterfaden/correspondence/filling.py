"""A shipped letter or form filled for one case: as plain values, from which PDF and Word are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.accounts.languages import speaking_as
from roterfaden.cases.models import Case
from roterfaden.correspondence.choices import Audience, Nature
from roterfaden.correspondence.language import Filler
from roterfaden.correspondence.models import Letterhead
from roterfaden.correspondence.placeholders import LOOPS, day, letterhead_of, values_for
from roterfaden.correspondence.shipped import LetterSection, LetterTemplate, shipped_letters
from roterfaden.documents.typesetting.content import Block, Document, Facts, LetterPage, Section, Table, Text
from roterfaden.documents.typesetting.pdf import set_letters, set_pdf
from roterfaden.languages.shipped import shipped
from roterfaden.people.writing import writing_to
from roterfaden.process.catalogue import chain_of_run
from roterfaden.process.models import Run

LINE = "_" * 42
# lines after the name of a document that is read from a copy
SIGNATURE = "_" * 30


class LetterRefused(ValueError):
    """The letter cannot be made like this; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A letter or form for one case, and what the file did not know."""

    template: LetterTemplate
    page: LetterPage
    missing: tuple[str, ...]

    @property
    def document(self) -> Document:
        """The same as a document: for Word, and for forms, which need no envelope."""
        return Document(
            title=self.page.subject,
            subtitle=self.page.sender,
            notice="\n".join(f"{word}: {value}" for word, value in self.page.info),
            foot=self.page.foot,
            sections=self.page.sections,
            contents=False,
        )

    def as_pdf(self) -> bytes:
        """Letters with the address in the window, forms as a document; both PDF/UA-1 and PDF/A-2a."""
        if self.template.nature == Nature.LETTER:
            return set_letters([self.page], title=self.page.subject)
        return set_pdf(self.document)


def templates_for(case: Case) -> list[LetterTemplate]:
    """The shipped templates that fit the chains of the case, in the order of the catalogue."""
    runs = Run.objects.filter(case_run__case=case).select_related("chain_version")
    cores = {chain_of_run(run).core_process for run in runs.defer("chain_version__source_text")}
    return [one for one in shipped_letters().values() if not one.core or cores.intersection(one.core)]


def template_by_id(template_id: str) -> LetterTemplate:
    """Refuses with LetterRefused an id that is not shipped."""
    found = shipped_letters().get(template_id)
    if found is None:
        raise LetterRefused(_("Die Vorlage „%(id)s“ gibt es nicht.") % {"id": template_id})
    return found


def filled(case: Case, template: LetterTemplate, *, on: date) -> Filled:
    """The letter or form `template` for `case`, in the language of who gets it.

    Refuses reports: they are written sentence by sentence.
    """
    if template.is_written:
        raise LetterRefused(_("Berichte werden geschrieben und freigegeben, nicht nur ausgefüllt."))
    to_person = template.audience == Audience.PERSON
    with writing_to(case.person) if to_person else speaking_as(case.service):
        return filled_with(
            template,
            values_for(case, on=on),
            letterhead_of(case.service),
            number=case.file_number,
            who=str(case.responsible),
            address=address_of(case) if to_person else [],
            on=on,
        )


def filled_with(
    template: LetterTemplate,
    values: Mapping[str, Any],
    head: Letterhead,
    *,
    number: str,
    who: str,
    address: Sequence[str],
    on: date,
) -> Filled:
    """The letter or form with these values on this paper."""
    filler = Filler(values)
    sections = [laid_out(section, filler) for section in template.sections]
    page = LetterPage(
        subject=shipped(template.title),
        sender=sender_line(head),
        address=address,
        info=[
            (_("Unser Zeichen"), number),
            (_("Es schreibt"), who),
            *([(_("Telefon"), head.phone)] if head.phone else []),
            (_("Datum"), day(on)),
        ],
        foot=head.foot or sender_line(head),
        sections=sections,
        window=head.window,
    )
    return Filled(template=template, page=page, missing=tuple(filler.missing))


def sender_line(head: Letterhead) -> str:
    """The small line above an address."""
    return " · ".join(part for part in (head.office, head.street, head.town) if part)


def address_of(case: Case) -> list[str]:
    """The person's address as it stands on an envelope."""
    person = case.person
    lines = [str(person), person.street, f"{person.postcode} {person.town}".strip()]
    return [line for line in lines if line]


def laid_out(section: LetterSection, filler: Filler) -> Section:
    """One section with its placeholders replaced; of shipped templates in the language of the moment."""

    def fill(text: str) -> str:
        return filler.fill(shipped(text))

    blocks: list[Block] = []
    text = [made for made in (fill(one) for one in section.text) if made]
    if text:
        blocks.append(Text(text="\n\n".join(text)))
    if section.facts:
        blocks.append(Facts(rows=[(fill(word), fill(value)) for word, value in section.facts]))
    if section.each:
        blocks.append(_table(section, filler))
    if section.fill:
        blocks.append(Facts(rows=[(fill(word), LINE) for word in section.fill]))
    if section.sign:
        blocks.append(
            Facts(rows=[(fill(who), f"{SIGNATURE}\n{_('Ort, Tag, Unterschrift')}") for who in section.sign])
        )
    return Section(id=section.id, title=shipped(section.title), blocks=blocks)


def _table(section: LetterSection, filler: Filler) -> Block:
    item = LOOPS[section.each].item
    rows: Sequence[Mapping[str, Any]] = filler.values[section.each]
    if not rows:
        return Text(text=_("Dazu steht nichts in der Akte."), quiet=True)
    return Table(
        title=shipped(section.title),
        columns=[shipped(column) for column in section.columns],
        rows=[[filler.fill(shipped(cell), {item: row}) for cell in section.cells] for row in rows],
    )
