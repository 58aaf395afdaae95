"""What is wrong with a BPMN file: the id of the element, and a sentence for people."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class BpmnFault:
    """One element that cannot become part of a chain, and why."""

    element: str
    message: str

    def __str__(self) -> str:
        return f"{self.element}: {self.message}"


class BpmnRefused(ValueError):
    """The file cannot become a chain. Carries every fault that was found; nothing was taken over."""

    def __init__(self, faults: list[BpmnFault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


FILE = "Datei"

TASKS = frozenset(("task", "userTask", "manualTask"))
MACHINE = "Hier arbeitet ein Programm, kein Mensch. Eine Kette beschreibt, was Menschen tun."
REASONS = {
    "scriptTask": "Hier würde ein Programm ausgeführt. Eine Kette führt nie etwas aus, das in einer Datei steht.",
    "serviceTask": MACHINE,
    "businessRuleTask": MACHINE,
    "sendTask": "Eine Aufgabe, die von selbst sendet, gibt es in einer Kette nicht. Nehmen Sie eine Benutzeraufgabe.",
    "receiveTask": "Eine Aufgabe, die auf Nachricht wartet, gibt es in einer Kette nicht. Nehmen Sie eine Frage.",
    "inclusiveGateway": "Ein inklusives Tor gibt es in einer Kette nicht. Nehmen Sie eine Frage oder ein Paralleltor.",
    "complexGateway": "Ein komplexes Tor gibt es in einer Kette nicht.",
    "eventBasedGateway": "Ein Tor, das auf Ereignisse wartet, gibt es in einer Kette nicht. Nehmen Sie eine Frage.",
    "subProcess": "Einen Unterprozess gibt es hier nur als Teil, den wir selbst geschrieben haben. "
    "Machen Sie daraus eine eigene Kette.",
    "transaction": "Eine Transaktion gibt es in einer Kette nicht.",
    "adHocSubProcess": "Einen Ad-hoc-Unterprozess gibt es in einer Kette nicht.",
    "dataObject": "Datenobjekte gibt es in einer Kette nicht. Unterlagen stehen am Schritt.",
    "dataObjectReference": "Datenobjekte gibt es in einer Kette nicht. Unterlagen stehen am Schritt.",
    "dataStoreReference": "Datenspeicher gibt es in einer Kette nicht. Unterlagen stehen am Schritt.",
    "messageFlow": "Ein Nachrichtenfluss verbindet zwei Prozesse; eine Kette ist einer.",
    "multiInstanceLoopCharacteristics": "Ein Schritt vervielfacht sich in einer Kette nicht von selbst.",
    "standardLoopCharacteristics": "Einen Schritt, der sich von selbst wiederholt, gibt es in einer Kette nicht. "
    "Zeichnen Sie eine Frage mit einem Weg zurück.",
    "childLaneSet": "Bahnen innerhalb einer Bahn gibt es in einer Kette nicht.",
    "import": "Eine Datei, die andere Dateien einbindet, wird nicht gelesen.",
}


def reason(tag: str) -> str:
    """Why an element called `tag` is not taken over."""
    return REASONS.get(tag, f"„{tag[:60]}“ gibt es in einer Kette nicht.")
