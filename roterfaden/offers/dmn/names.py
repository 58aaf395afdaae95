"""Names of DMN 1.3 (OMG formal/2021-02-01) and of our own namespace, and what is refused."""

from dataclasses import dataclass

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMNDI = "https://www.omg.org/spec/DMN/20191111/DMNDI/"
DC = "http://www.omg.org/spec/DMN/20180521/DC/"
DI = "http://www.omg.org/spec/DMN/20180521/DI/"
OURS = "https://roter-faden.example/schema/dmn/1"
NAMESPACES = {None: DMN, "dmndi": DMNDI, "dc": DC, "di": DI, "rf": OURS}
# other versions of the standard, by their namespace
OTHERS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
}
CRITERIA, VERDICT, ADVICE = "criteria", "admitted", "advice"
JUDGED = "judged_"
FILE = "Datei"


def dmn(tag: str) -> str:
    return f"{{{DMN}}}{tag}"


def ours(name: str) -> str:
    return f"{{{OURS}}}{name}"


@dataclass(frozen=True, order=True)
class DmnFault:
    """One element that cannot become a condition, and why."""

    line: int
    element: str
    message: str

    def __str__(self) -> str:
        return f"Zeile {self.line}, {self.element}: {self.message}"


class DmnRefused(ValueError):
    """The file cannot become conditions. Carries every fault that was found; nothing was taken over."""

    def __init__(self, faults: list[DmnFault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
