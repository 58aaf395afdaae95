"""How the words of the chain format are said in German sentences. No Django: also told by the command line."""

from roterfaden.process.engine.definition import Chain, Decision, End

CHAIN_FIELDS = {
    "id": "Das Kürzel",
    "title": "Der Name",
    "version": "Die Fassung",
    "valid_from": "Der erste Tag",
    "source": "Die Quelle",
    "core_process": "Der Kernprozess",
    "subject": "Der Gegenstand",
    "language": "Die Sprache",
    "summary": "Die Zusammenfassung",
}
SUBJECTS = {
    "client": "Klientin, Klient",
    "employer": "Betrieb",
    "service": "Dienst",
    "organisation": "Organisation",
}
LANGUAGES = {"de": "Deutsch", "de-CH": "Deutsch (Schweiz)"}
START_KINDS = {
    "message": "Anfrage",
    "chain": "andere Kette",
    "timer": "Zeitpunkt",
    "event": "Ereignis",
    "document": "Unterlage",
}
END_KINDS = {
    "success": "erreicht",
    "abort": "abgebrochen",
    "return": "Rückgabe",
    "handover": "Übergabe",
}
SPLIT_MODES = {"all": "alle Zweige werden gegangen", "at_least_one": "mindestens ein Zweig wird gegangen"}


def named(chain: Chain, node: str) -> str:
    """`Schritt 5 „Akquise“`, `Frage „Alles gut?“`, `Ende „Vermittelt“`; the bare id of what the chain does not know."""
    found = chain.nodes.get(node)
    title = chain.title_of(node)
    if found is None:
        return f"„{node}“"
    if isinstance(found, Decision):
        return f"Frage „{title}“"
    if isinstance(found, End):
        return f"Ende „{title}“"
    return f"Schritt {node} „{title}“" if node[:1].isdigit() else f"Schritt „{title}“"
