"""`manage.py document list | render TEMPLATE CASE_CODE --to FILE`: letters, forms and reports from the command line."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.cases.models import Case
from roterfaden.correspondence.filling import LetterRefused, filled, template_by_id
from roterfaden.correspondence.own_templates import fill_word, templates_in_force
from roterfaden.correspondence.proposing import proposed_document
from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.correspondence.word import as_word
from roterfaden.documents.typesetting.pdf import set_pdf

KINDS = (".pdf", ".docx")


class Command(BaseCommand):
    help = "List templates; render one for a case."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("list", help="the shipped templates")
        render = commands.add_parser("render", help="fill a template for a case; .pdf or .docx by the suffix")
        render.add_argument("template", metavar="TEMPLATE")
        render.add_argument("case", metavar="CASE_CODE")
        render.add_argument("--to", type=Path, required=True, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["command"] == "list":
            for letter in shipped_letters().values():
                self.stdout.write(f"{letter.id}\t{letter.nature}\t{letter.audience}\t{letter.title}")
            return
        target: Path = options["to"]
        if target.suffix not in KINDS:
            raise CommandError("FILE must end in .pdf or .docx.")
        case = Case.objects.filter(code=options["case"], destroyed_at__isnull=True).select_related(
            "person", "service", "responsible", "data_key", "team"
        )
        found = case.first()
        if found is None:
            raise CommandError("There is no such case.")
        try:
            content = self._content(found, options["template"], target.suffix)
        except LetterRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        # for the eyes of whoever asked alone: it holds what the file holds
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        self.stdout.write(f"{target}: {len(content)} bytes")

    def _content(self, case: Case, template_id: str, suffix: str) -> bytes:
        today = timezone.localdate()
        own = {one.name: one for one in templates_in_force(case.service, on=today)}
        if template_id in own:
            if suffix != ".docx":
                raise LetterRefused("Eigene Vorlagen gibt es als .docx.")
            return fill_word(own[template_id], case, on=today)
        template = template_by_id(template_id)
        if template.is_written:
            document = proposed_document(case, template, on=today)
            return set_pdf(document) if suffix == ".pdf" else as_word(document)
        made = filled(case, template, on=today)
        return made.as_pdf() if suffix == ".pdf" else as_word(made.document)
