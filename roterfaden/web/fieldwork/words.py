"""What the scripts need: addresses, and what they say. Nothing about anybody."""

from django.urls import reverse
from django.utils.translation import gettext as _


def settings_of() -> dict[str, object]:
    """For the page of the device, which is kept in the browser."""
    return {
        "worker": reverse("fieldwork:worker"),
        "fresh": reverse("drafts:token"),
        "take": reverse("fieldwork:take_along"),
        "key": reverse("fieldwork:key"),
        "drop": reverse("fieldwork:drop"),
        "send": reverse("fieldwork:send"),
        "standing": reverse("fieldwork:standing"),
        "index": reverse("fieldwork:index"),
        "words": _words() | _states(),
    }


def _words() -> dict[str, str]:
    return {
        "codeShort": _("Der Code braucht mindestens 12 Zeichen."),
        "codeWrong": _("Dieser Code stimmt nicht. Noch %s Versuche, danach wird alles gelöscht."),
        "codeOver": _("Fünfmal falsch: Die Mappe ist von diesem Gerät gelöscht."),
        "consent": _("Bitte bestätigen Sie, dass das Gerät Ihres ist."),
        "packing": _("Wird gepackt …"),
        "packed": _("Gepackt. Die Mappe gilt bis %s."),
        "unsupported": _("Dieser Browser kann nichts verschlüsselt mitnehmen."),
        "failed": _("Das hat nicht geklappt. Versuchen Sie es gleich noch einmal."),
        "wiped": _("Alles ist von diesem Gerät gelöscht."),
        "gone": _("Die Mappe gilt nicht mehr. Alles ist von diesem Gerät gelöscht."),
        "wipeAsk": _("Noch nicht gesendet: %s. Trotzdem alles löschen? Drücken Sie noch einmal."),
        "login": _("Melden Sie sich an, dann wird gesendet."),
        "offline": _("Keine Verbindung. Was Sie schreiben, bleibt verschlüsselt auf diesem Gerät."),
        "online": _("Verbunden."),
        "sent": _("Gesendet: %s."),
        "nothing": _("Nichts wartet."),
        "until": _("Am %s wird alles von diesem Gerät gelöscht, auch was noch wartet."),
        "soon": _("In weniger als drei Stunden wird gelöscht, was noch wartet. Suchen Sie Netz."),
        "kept": _("Verschlüsselt gesichert um %s Uhr."),
        "empty": _("Bitte schreiben Sie, was war."),
        "came": _("Bitte wählen Sie, ob die Klientin, der Klient da war."),
        "notYet": _("Der Termin hat noch nicht begonnen. Sie können eine Notiz schreiben."),
        "mostPhotos": _("Höchstens zehn Fotos zu einem Kontakt."),
        "photoBad": _("Dieses Bild lässt sich nicht öffnen."),
        "photo": _("Foto %s"),
    }


def _states() -> dict[str, str]:
    return {
        "open": _("angefangen"),
        "ready": _("wartet auf Netz"),
        "refused": _("nicht übernommen"),
        "decide": _("Ansehen und entscheiden"),
        "remove": _("Vom Gerät löschen"),
        "removeSure": _("Wirklich löschen? Noch einmal drücken"),
        "edit": _("Weiterschreiben"),
        "retry": _("Noch einmal senden"),
        "removePhoto": _("Foto entfernen"),
        "contact": _("Kontakt festhalten"),
        "phone": _("Telefon"),
        "place": _("Ort"),
        "step": _("Schritt"),
        "ways": _("Verständigung"),
        "number": _("Aktenzeichen"),
        "recorded": _("schon festgehalten"),
        "noAppointments": _("In der Mappe ist kein Termin."),
        "noAccess": _("Zu diesem Fall haben Sie keinen Zugang mehr."),
        "photosLeft": _("Der Text ist entschieden. Die Fotos liegen noch hier."),
        "photoText": _("Foto zum Kontakt vom %s"),
    }
