"""What programs may send."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.api.shapes import About
from roterfaden.cases.choices import ContactKind, Information, MandateKind
from roterfaden.cases.journal import MOST_MINUTES
from roterfaden.people.choices import Gender


class CaseStateAsked(models.TextChoices):
    """Which cases a list holds."""

    OPEN = "open", _("offen")
    CLOSED = "closed", _("abgeschlossen")
    ALL = "all", _("alle")


@dataclass(frozen=True, kw_only=True)
class NewContact:
    """Ein Kontakt für das Journal: was war, wann, mit wem."""

    kind: Annotated[ContactKind, About("Art des Kontakts.")]
    happened_at: Annotated[datetime, About("Wann es war, mit Zeitzone; nie in der Zukunft.")]
    text: Annotated[str, About("Was war.", most=20_000, least=1)]
    information: Annotated[
        Information,
        About("Fallinformation oder Betriebsinformation; beides wird nie in einem Eintrag gemischt."),
    ] = Information.CASE
    company: Annotated[str, About("Der Betrieb, zu dem eine Betriebsinformation gehört.", most=200)] = ""
    people: Annotated[str, About("Wer dabei war.", most=500)] = ""
    result: Annotated[str, About("Was dabei herauskam.", most=2000)] = ""
    next_step: Annotated[str, About("Der nächste Schritt.", most=1000)] = ""
    next_on: Annotated[date, About("Bis wann; liegt dann auf Wiedervorlage.")] | None = None
    minutes: Annotated[int, About("Dauer in Minuten.", most=MOST_MINUTES)] | None = None
    travel_minutes: Annotated[int, About("Fahrzeit in Minuten.", most=MOST_MINUTES)] | None = None
    travel_km: Annotated[Decimal, About("Weg in Kilometern.", most=9999, places=1)] | None = None


@dataclass(frozen=True, kw_only=True)
class NewMandate:
    """Ein Auftrag: wer den Dienst beauftragt hat, womit, von wann bis wann."""

    kind: Annotated[MandateKind, About("Art des Auftrags.")]
    valid_from: date
    valid_until: date | None = None
    commissioner: Annotated[str, About("Kürzel der beauftragenden Stelle.", most=40)] = ""
    hours_per_month: Annotated[Decimal, About("Stunden im Monat.", most=9999, places=1)] | None = None
    goal: Annotated[str, About("Ziel des Auftrags.", most=2000)] = ""


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Wer neu aufgenommen wird. Angaben zur Gesundheit nimmt die Schnittstelle nicht an."""

    first_name: Annotated[str, About(most=100, least=1)]
    last_name: Annotated[str, About(most=100, least=1)]
    birth_date: date
    gender: Gender = Gender.UNKNOWN
    nationality: Annotated[str, About(most=60)] = ""
    street: Annotated[str, About(most=150)] = ""
    postcode: Annotated[str, About(most=10)] = ""
    town: Annotated[str, About(most=100)] = ""
    phone: Annotated[str, About(most=40)] = ""
    email: Annotated[str, About(most=254)] = ""
    communication: Annotated[str, About("Sprache, Gebärden, Leichte Sprache, Hilfsmittel.", most=1000)] = ""


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """Ein Fall, der eröffnet wird: für eine bekannte oder eine neue Person, am Beginn einer Kette."""

    chain: Annotated[str, About("Kürzel der Kette, siehe GET /chains.", most=40, least=1)]
    start: Annotated[str, About("Beginn in der Kette, siehe GET /chains.", most=60, least=1)]
    person_code: Annotated[str, About("Kürzel einer bekannten Person; sonst person angeben.", most=12)] = ""
    person: NewPerson | None = None
    person_is_new: Annotated[
        bool, About("true, wenn geprüft ist, dass eine ähnliche bekannte Person eine andere ist.")
    ] = False
    concern: Annotated[str, About("Was die Person möchte.", most=4000)] = ""
    opened_on: Annotated[date, About("Eröffnet am; ohne Angabe heute.")] | None = None
    responsible: Annotated[
        str,
        About("Anmeldename der zuständigen Fachkraft; ohne Angabe die Person hinter dem Zugang.", most=150),
    ] = ""
    mandate: NewMandate | None = None
