"""`manage.py match PERSON_CODE --top 20 --format json`: the free workplaces for a person, with reasons."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from roterfaden.audit import actions, trail
from roterfaden.employers.models import Workplace
from roterfaden.people.models import HealthRecord, Person
from roterfaden.profiles.instruments import instruments_of
from roterfaden.profiles.keeping import weights_of
from roterfaden.profiles.searching import Offer, Reason, search_places

READ = actions.register("profiles.matched", "Arbeitsplätze auf der Befehlszeile gesucht", reading=True)
MOST = 1000


class Command(BaseCommand):
    help = "Rank the free workplaces of the service for a person and say why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("person_code")
        parser.add_argument("--top", type=int, default=20)
        parser.add_argument("--format", choices=["json", "text"], default="text")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not 1 <= options["top"] <= MOST:
            raise CommandError(f"--top liegt zwischen 1 und {MOST}.")
        person = Person.objects.filter(code=options["person_code"], merged_into__isnull=True).first()
        if person is None:
            raise CommandError("Diese Person gibt es nicht.")
        now, service = timezone.now(), person.organisation
        record = HealthRecord.objects.filter(person=person).first()
        with transaction.atomic():
            trail.record_read(
                READ, by=None, at=now, subject=record or person, scope=person, organisation=service
            )
        weights, _ = weights_of(service)
        found = search_places(
            person=person,
            workplaces=Workplace.objects.filter(employer__organisation=service),
            instruments=instruments_of(service),
            weights=weights,
            top=options["top"],
            on=timezone.localdate(now),
        )
        offers = [offer_as_data(offer, place=n) for n, offer in enumerate(found.offers, start=1)]
        if options["format"] == "json":
            told = {
                "person": person.code, "looked_at": found.looked_at, "left_out": found.left_out,
                "weights": {"shortfall": weights.shortfall, "surplus": weights.surplus, "unknown": weights.unknown},
                "offers": offers,
            }  # fmt: skip
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for offer in offers:
            gaps = ", ".join(one["title"] for one in offer["against"]) or "nichts"
            self.stdout.write(
                f"{offer['place']:3} {offer['cost']:4} {offer['workplace']} ({offer['employer']}); fehlt: {gaps}"
            )


def offer_as_data(offer: Offer, *, place: int) -> dict[str, Any]:
    """One offer as plain values: reasons for and against, support for each gap, what is unknown."""
    return {
        "place": place,
        "code": offer.workplace.code,
        "workplace": offer.workplace.title,
        "employer": offer.workplace.employer.name,
        "cost": offer.cost,
        "for": [_told(reason) for reason in offer.strong],
        "against": [
            _told(reason)
            | {"support": [{"kind": s.kind, "text": s.text, "measure": s.measure} for s in reason.supports]}
            for reason in offer.gaps
        ],
        "surplus": [_told(reason) for reason in offer.surplus],
        "unknown": [reason.title for reason in offer.missing],
    }


def _told(reason: Reason) -> dict[str, Any]:
    line = reason.line
    return {
        "item": line.item, "title": reason.title, "ability": line.ability, "requirement": line.requirement,
        "steps": line.steps,
    }  # fmt: skip
