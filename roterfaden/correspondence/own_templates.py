"""A service's own Word templates: checked placeholder by placeholder, kept in versions, filled in the sandbox."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any
from zipfile import BadZipFile

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import TemplateError

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.correspondence.filling import LetterRefused
from roterfaden.correspondence.language import TemplateFaulty, environment, faults_in
from roterfaden.correspondence.models import WordTemplate
from roterfaden.correspondence.placeholders import values_for
from roterfaden.documents.checks import check_upload
from roterfaden.documents.refusals import UNSCANNED, UploadRefused

actions.register("correspondence.template_added", "Eigene Vorlage hochgeladen")
actions.register("correspondence.template_ended", "Eigene Vorlage außer Gebrauch genommen")

MOST_BYTES = 2 * 1024 * 1024


def add_template(
    *,
    service: Organisation,
    name: str,
    file_name: str,
    stream: IO[bytes],
    valid_from: date,
    valid_until: date | None = None,
    by: User,
    at: datetime,
) -> WordTemplate:
    """Keep a Word file as the next version of the template `name`; the version before it ends the day before.

    Refuses with UploadRefused what is no safe Word file, with TemplateFaulty every placeholder that does not exist
    (each with the nearest right one) and everything that a template may not do, with LetterRefused a file without any
    placeholder, or days in the wrong order.
    """
    upload = check_upload(name=file_name, stream=stream)
    if upload.hold:
        raise UploadRefused(_(UNSCANNED))
    if not upload.name.lower().endswith(".docx"):
        raise LetterRefused("Eine eigene Vorlage ist eine Word-Datei mit der Endung .docx.")
    if len(upload.content) > MOST_BYTES:
        raise LetterRefused("Die Vorlage ist größer als 2 MB. Bilder bitte verkleinern.")
    if valid_until is not None and valid_until < valid_from:
        raise LetterRefused("Die Vorlage endet, bevor sie gilt.")
    faults = faults_of(upload.content)
    if faults:
        raise TemplateFaulty(faults)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=service.pk)
        before = WordTemplate.objects.filter(service=service, name=name).order_by("-version").first()
        made = WordTemplate.objects.create(
            service=service,
            name=name,
            version=before.version + 1 if before else 1,
            content=upload.content,
            sha256=hashlib.sha256(upload.content).hexdigest(),
            valid_from=valid_from,
            valid_until=valid_until,
            added_at=at,
            added_by=by,
        )
        trail.record(
            "correspondence.template_added",
            by=by,
            at=at,
            subject=made,
            organisation=service,
            details={"version": made.version},
        )
    return made


def end_template(*, template: WordTemplate, on: date, by: User, at: datetime) -> None:
    """Take a template out of use after the day `on`. Safe to repeat; refuses a day before it began."""
    if on < template.valid_from:
        raise LetterRefused("Die Vorlage gilt an diesem Tag noch nicht.")
    with transaction.atomic():
        WordTemplate.objects.filter(pk=template.pk).update(valid_until=on)
        trail.record(
            "correspondence.template_ended", by=by, at=at, subject=template, organisation=template.service
        )


def templates_of(service: Organisation) -> QuerySet[WordTemplate]:
    """Every version of every template of a service, without the files."""
    return WordTemplate.objects.filter(service=service).select_related("added_by").defer("content")


def templates_in_force(service: Organisation, *, on: date) -> list[WordTemplate]:
    """Of each template the newest version that holds on the day `on`."""
    rows = templates_of(service).filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=on), valid_from__lte=on
    )
    newest: dict[str, WordTemplate] = {}
    for row in rows.order_by("name", "-version"):
        newest.setdefault(row.name, row)
    return list(newest.values())


def faults_of(content: bytes) -> list[str]:
    """A sentence for everything in the Word file that cannot be filled."""
    try:
        texts = _template_texts(content)
    except (BadZipFile, KeyError, ValueError) as error:
        raise LetterRefused("Die Word-Datei lässt sich nicht lesen. Bitte neu speichern.") from error
    if not any("{{" in text or "{%" in text for text in texts):
        raise LetterRefused("In der Datei steht kein Platzhalter. Sie würde für alle gleich aussehen.")
    return list(dict.fromkeys(fault for text in texts for fault in faults_in(text)))


def fill_word(template: WordTemplate, case: Case, *, on: date) -> bytes:
    """The template filled for `case`, as .docx. What is not known stands as dots."""
    return filled_word(bytes(template.content), values_for(case, on=on))


def filled_word(content: bytes, values: Mapping[str, Any]) -> bytes:
    """A checked Word template filled with `values`, in the sandbox. Refuses what cannot be filled."""
    made = DocxTemplate(BytesIO(content))
    try:
        made.render(dict(values), jinja_env=environment(escape=True), autoescape=True)
    except TemplateError as error:
        raise LetterRefused("Die Vorlage lässt sich nicht füllen. Bitte neu hochladen.") from error
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _template_texts(content: bytes) -> list[str]:
    """Body, headers and footers of a Word file, as the filler reads them."""
    made = DocxTemplate(BytesIO(content))
    made.init_docx()
    texts = [made.patch_xml(made.get_xml())]
    for uri in (made.HEADER_URI, made.FOOTER_URI):
        texts += [made.patch_xml(made.get_part_xml(part)) for _key, part in made.get_headers_footers(uri)]
    return texts
