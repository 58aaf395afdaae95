from django.db import models
from django.utils.translation import gettext_lazy as _


class TrialState(models.TextChoices):
    AGREED = "agreed", _("vereinbart")
    ENDED = "ended", _("beendet")
    CANCELLED = "cancelled", _("abgesagt")


class TrialEnd(models.TextChoices):
    """What came of a trial."""

    HIRED = "hired", _("Übernahme")
    EXTENDED = "extended", _("wird verlängert")
    FITS_NO_JOB = "fits_no_job", _("passt, aber ohne Stelle")
    UNFIT = "unfit", _("der Platz passt nicht")
    LEFT = "left", _("von der Person abgebrochen")
    STOPPED = "stopped", _("vom Betrieb abgebrochen")


class Side(models.TextChoices):
    """Who tells how a trial was."""

    COMPANY = "company", _("Betrieb")
    PERSON = "person", _("Klientin oder Klient")
    SERVICE = "service", _("Dienst")


class SubsidyState(models.TextChoices):
    APPLIED = "applied", _("beantragt")
    GRANTED = "granted", _("bewilligt")
    REFUSED = "refused", _("abgelehnt")


class CheckInResult(models.TextChoices):
    """How it stands some months after the start."""

    STABLE = "stable", _("arbeitet dort, es läuft")
    STRAINED = "strained", _("arbeitet dort, es gibt Schwierigkeiten")
    ELSEWHERE = "elsewhere", _("arbeitet jetzt anderswo")
    LOST = "lost", _("arbeitet nicht mehr")
    UNREACHED = "unreached", _("niemand erreicht")


class FrameworkState(models.TextChoices):
    """The way of a framework agreement of one year."""

    DRAFT = "draft", _("Entwurf")
    SUBMITTED = "submitted", _("vorgelegt")
    APPROVED = "approved", _("freigegeben")
    RETURNED = "returned", _("zurückgegeben")


class ProjectState(models.TextChoices):
    """The way of a consultation: clarified with the company, released by the office, carried out, documented."""

    CLARIFYING = "clarifying", _("in Klärung")
    SUBMITTED = "submitted", _("zur Freigabe vorgelegt")
    RELEASED = "released", _("freigegeben")
    RETURNED = "returned", _("nicht freigegeben")
    DONE = "done", _("abgeschlossen")
    DROPPED = "dropped", _("nicht weiterverfolgt")


class ContactWay(models.TextChoices):
    PHONE = "phone", _("Telefon")
    MAIL = "mail", _("E-Mail oder Brief")
    VISIT = "visit", _("Besuch")
    EVENT = "event", _("Veranstaltung")
    REFERRED = "referred", _("durch eine andere Stelle vermittelt")
