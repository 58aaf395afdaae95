"""The kinds of parts of a chain: their word in addresses, their form, how people call them."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.process.editing import items_of, name_of
from roterfaden.process.engine.definition import Chain, Decision, Path
from roterfaden.web.editor.base_form import PartForm
from roterfaden.web.editor.other_forms import EndForm, PathForm, RuleForm, SplitForm, StartForm, TableForm
from roterfaden.web.editor.step_forms import DecisionForm, StepForm


@dataclass(frozen=True)
class Kind:
    """`slug` stands in addresses, `group` in chain files, `part` in comparisons."""

    slug: str
    group: str
    part: str
    form: type[PartForm]
    one: str | Promise
    many: str | Promise
    new: str | Promise

    def items(self, chain: Chain) -> list[tuple[str, Any]]:
        """The parts of this kind with the key by which an address names them."""
        items = items_of(chain, self.group)
        return [(_key(item, number), item) for number, item in enumerate(items, start=1)]

    def find(self, chain: Chain, key: str) -> Any | None:
        return next((item for known, item in self.items(chain) if known == key), None)


def _key(item: Any, number: int) -> str:
    # paths have names of any length and letters
    return str(number) if isinstance(item, Path) else name_of(item)


def title_of(item: Any) -> str:
    """What people call a part."""
    if isinstance(item, Decision):
        return item.question
    return str(getattr(item, "title", "") or getattr(item, "name", ""))


KINDS = (
    Kind("beginn", "starts", "start", StartForm, _("Beginn"), _("Beginn"), _("Neuer Beginn")),
    Kind("schritt", "steps", "step", StepForm, _("Schritt"), _("Schritte"), _("Neuer Schritt")),
    Kind("frage", "decisions", "decision", DecisionForm, _("Frage"), _("Fragen"), _("Neue Frage")),
    Kind("ende", "ends", "end", EndForm, _("Ende"), _("Enden"), _("Neues Ende")),
    Kind(
        "nebeneinander", "parallel", "parallel", SplitForm,
        _("Nebeneinander"), _("Nebeneinander"), _("Neue Verzweigung"),
    ),
    Kind("regel", "standing_rules", "rule", RuleForm, _("Regel"), _("Was jederzeit gilt"), _("Neue Regel")),
    Kind("tabelle", "tables", "table", TableForm, _("Tabelle"), _("Tabellen"), _("Neue Tabelle")),
    Kind("weg", "paths", "path", PathForm, _("Geprüfter Weg"), _("Geprüfte Wege"), _("Neuer geprüfter Weg")),
)  # fmt: skip
BY_SLUG = {kind.slug: kind for kind in KINDS}
BY_PART = {kind.part: kind for kind in KINDS}
NODES = frozenset(("beginn", "schritt", "frage", "ende"))
