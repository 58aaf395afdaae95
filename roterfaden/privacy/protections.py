"""What protects the data of this installation, looked up when it is asked for: settings, rules, duties of the night."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from roterfaden.accounts.login_rules import rules_of
from roterfaden.accounts.models import Organisation
from roterfaden.archive.retention import shipped_rules
from roterfaden.audit.models import Entry
from roterfaden.common.crypto import master
from roterfaden.common.models import DataKey
from roterfaden.languages.shipped import shipped
from roterfaden.privacy.activities import Measure, measures_and_risks
from roterfaden.privacy.regimes import regime_of
from roterfaden.privacy.trail_keeping import months_of

BACKED_UP = "operations.backed_up"


@dataclass(frozen=True)
class Protection:
    """A measure, and how it stands here now; `weak`: what should be mended before real people are in it."""

    measure: Measure
    found: str
    weak: bool = False


Found = tuple[str, bool]


def protections(organisation: Organisation, *, at: datetime) -> Iterator[Protection]:
    """Every measure with what the program finds out about itself."""
    measures, _risks = measures_and_risks()
    for measure in measures.values():
        found, weak = PROBES[measure.probe](organisation, at)
        yield Protection(measure, found, weak)


def _none(_organisation: Organisation, _at: datetime) -> Found:
    return _("fest eingebaut"), False


def _login(organisation: Organisation, _at: datetime) -> Found:
    rules = rules_of(organisation)
    factor = _("Pflicht") if rules.second_factor else _("freiwillig")
    said = _(
        "Zweiter Faktor: %(factor)s; Ende nach %(idle)s Minuten ohne Arbeit, spätestens nach %(hours)s Stunden."
    )
    words = {"factor": factor, "idle": rules.idle_minutes, "hours": rules.longest_hours}
    return said % words, not (rules.second_factor and settings.LOGIN_RULES)


def _sealing(_organisation: Organisation, _at: datetime) -> Found:
    keys = DataKey.objects.filter(destroyed_at__isnull=True)
    old = keys.exclude(master_id=master.current().id).count()
    said = _("%(n)s Schlüssel, davon %(old)s noch unter einem alten Hauptschlüssel.")
    return said % {"n": keys.count(), "old": old}, old > 0


def _transport(_organisation: Organisation, _at: datetime) -> Found:
    safe = settings.SECURE_SSL_REDIRECT and settings.SESSION_COOKIE_SECURE
    return (_("nur HTTPS"), False) if safe else (_("HTTPS wird nicht erzwungen"), True)


def _trail(organisation: Organisation, _at: datetime) -> Found:
    rule, months = regime_of(organisation.region).trail, months_of(organisation)
    said = _("Einzelheiten des Lesens bleiben %(n)s Monate (%(law)s).")
    return said % {"n": months, "law": rule.law}, False


def _scanner(_organisation: Organisation, _at: datetime) -> Found:
    return (
        (_("Schutz vor Schadsoftware: eingeschaltet"), False)
        if settings.CLAMAV
        else (
            _("Schutz vor Schadsoftware: nicht eingerichtet"),
            True,
        )
    )


def _backups(_organisation: Organisation, at: datetime) -> Found:
    last = Entry.objects.filter(action=BACKED_UP).order_by("-seq").values_list("at", flat=True).first()
    if last is None:
        return _("Es gibt noch keine Sicherung."), True
    days = (at - last).days
    return _("Letzte Sicherung vor %(n)s Tagen.") % {"n": days}, days > 1


def _retention(organisation: Organisation, _at: datetime) -> Found:
    own = [one for one in shipped_rules() if organisation.region.startswith(one.region)]
    return "; ".join(f"{shipped(one.title)}: {one.years} {_('Jahre')}" for one in own), not own


PROBES: dict[str, Callable[[Organisation, datetime], Found]] = {
    "none": _none,
    "login": _login,
    "sealing": _sealing,
    "transport": _transport,
    "trail": _trail,
    "scanner": _scanner,
    "backups": _backups,
    "retention": _retention,
}
