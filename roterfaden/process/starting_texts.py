"""What a new draft begins with: the last released text of the place, or a form to be filled."""

import re
from dataclasses import replace

from roterfaden.accounts.models import Organisation
from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Edition
from roterfaden.process.writing import as_yaml

# the example with which an adaptation begins
PLACEHOLDER = "Hier steht Ihr eigener Hinweis zu diesem Schritt"
FORM = """\
kind: overlay
chain: {key}
version: "{version}"
language: {language}
organisation: {code}
title: "Anpassung für {name}"
source: "Eigene Festlegung"
# Jede Zeile unter changes ändert eine Sache. Mehr steht in docs/overlay-format.md.
changes:
  - {{do: add_hint, at: "{step}", text: "{placeholder}"}}
#  - {{do: replace_hint, at: "{step}", old: "Zeile wie bisher", new: "Zeile wie künftig"}}
#  - {{do: add_guidance, at: "{step}", text: "Dienstanweisung 3, Abschnitt 2"}}
#  - {{do: add_document, at: "{step}", title: "Formular", direction: out, required: true}}
#  - {{do: set_deadline, at: "{step}", days: 14, of: self, note: "Hausregel"}}
#  - {{do: add_step, after: "{step}", step: {{id: e1, title: "Eigener Schritt", responsible: [{role}]}}}}
#  - {{do: skip_step, at: "{step}"}}
#  - {{do: say, instead_of: "Integrationsamt", word: "Inklusionsamt"}}
"""


def starting_text(*, chain: Chain, kind: EditionKind, organisation: Organisation) -> str:
    """The text of a new draft of `organisation`; `chain` is what holds there now."""
    mine = Edition.objects.filter(key=chain.id, organisation=organisation)
    number = mine.count() + 1
    if kind == EditionKind.CHAIN:
        version = f"{chain.version.partition('+')[0][:12]}-e{number}"
        return as_yaml(replace(chain, version=version))
    last = mine.filter(kind=kind, state=EditionState.RELEASED).order_by("-valid_from", "-pk").first()
    if last is not None:
        return re.sub(r"^version: .*$", f'version: "{number}"', last.text, count=1, flags=re.MULTILINE)
    step = chain.steps[0]
    return FORM.format(
        key=chain.id,
        version=number,
        language=chain.language,
        code=organisation.code,
        name=organisation.name.replace('"', "'"),
        step=step.id,
        placeholder=PLACEHOLDER,
        role=next(iter(chain.roles), "IFD"),
    )
