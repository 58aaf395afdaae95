"""The forms say everything that a chain can say: each part goes through its form and comes out equal."""

from dataclasses import replace
from typing import Any

import pytest
from django.http import QueryDict

from roterfaden.common.yaml_fields import Faults
from roterfaden.process.editing import EditRefused, insert_parallel, put
from roterfaden.process.engine.definition import Chain, Deadline
from roterfaden.process.graph import check_graph
from roterfaden.process.reckoning.terms import Span, Unit, Weekend
from roterfaden.process.rewiring import add_branch, rename
from roterfaden.process.writing import as_yaml
from roterfaden.web.editor.base_form import PartForm
from roterfaden.web.editor.kinds import KINDS, NODES
from roterfaden.web.editor.known import Known
from roterfaden.web.editor.other_forms import HeadForm
from tests.catalogue.shipped import SHIPPED as CATALOGUE
from tests.fixtures import TODAY

# between them they say everything that shipped chains say
TELLING = ("A1", "V1", "S2", "M11", "IIZ", "T7", "PROGRAMM-S", "Z1")


def sent(form: PartForm, **typed: Any) -> QueryDict:
    """What a browser sends for a form, with some fields typed anew."""
    data = QueryDict(mutable=True)
    for name, field in form.fields.items():
        value = typed.get(name, form.get_initial_for_field(field, name))
        for one in value if isinstance(value, list) else [value]:
            if one is True:
                data.appendlist(name, "on")
            elif one is not None and one is not False:
                data.appendlist(name, str(one))
    return data


def again(form: PartForm, **typed: Any) -> PartForm:
    return type(form)(sent(form, **typed), known=form.known, item=form.item)


def holds(chain: Chain) -> bool:
    faults = Faults("")
    check_graph(chain, faults)
    return not [fault for fault in faults.found if not fault.key.startswith("paths")]


@pytest.mark.django_db
@pytest.mark.one_database
def test_every_part_comes_out_of_its_form_as_it_went_in(world: object) -> None:
    parts = 0
    for chain in (CATALOGUE[key] for key in TELLING):
        known = Known(chain, TODAY)
        head = again(HeadForm(known=known, item=chain))
        assert head.is_valid(), (chain.id, head.errors)
        assert head.said() == chain
        for kind in KINDS:
            for _key, item in kind.items(chain):
                form = again(kind.form(known=known, item=item))
                assert form.is_valid(), (chain.id, item, form.errors)
                assert form.said() == item
                parts += 1
    assert parts > 200


@pytest.mark.django_db
@pytest.mark.one_database
def test_a_deadline_of_every_sort_comes_out_as_it_went_in(world: object) -> None:
    chain = CATALOGUE["V1"]
    kind = next(kind for kind in KINDS if kind.slug == "schritt")
    deadlines = (
        Deadline(0, "start", note="sofort"),
        Deadline(0, "self", working_days=3, weekend=Weekend.PREVIOUS, warn=0, escalate=2),
        Deadline(0, f"step:{chain.steps[0].id}", months=6, then=Span(2, Unit.YEARS)),
    )
    for deadline in deadlines:
        step = replace(chain.steps[1], deadline=deadline)
        form = again(kind.form(known=Known(put(chain, "steps", step, instead_of=step.id), TODAY), item=step))
        assert form.is_valid(), form.errors
        assert form.said() == step
    wrong = kind.form(known=Known(chain, TODAY), item=chain.steps[1])
    assert set(again(wrong, unit="weeks", amount="0").errors) == {"amount"}
    assert set(again(wrong, unit="rule", rule="").errors) == {"rule"}
    assert set(again(wrong, unit="", amount="3").errors) == {"unit"}


@pytest.mark.one_database
@pytest.mark.parametrize("key", ["V1", "S2", "IIZ"])
def test_a_part_is_renamed_everywhere_and_the_chain_still_holds(key: str) -> None:
    chain = CATALOGUE[key]
    for kind in KINDS:
        for name, _item in kind.items(chain):
            if kind.slug in NODES:
                renamed = rename(chain, kind.group, name, "zz9")
                assert holds(renamed), name
                assert as_yaml(rename(renamed, kind.group, "zz9", name)) == as_yaml(chain)
    with pytest.raises(EditRefused, match="gibt es in dieser Kette schon"):
        rename(chain, "steps", chain.steps[0].id, chain.steps[1].id)


@pytest.mark.one_database
def test_a_branch_joins_the_others() -> None:
    chain = insert_parallel(CATALOGUE["S2"], behind="8", titles=("Rechts", "Links"))
    split = chain.splits[-1]
    longer = add_branch(chain, split.id, title="Geradeaus")
    assert holds(longer)
    added = longer.step(longer.split_by_id[split.id].branches[-1])
    assert added is not None
    assert (added.title, added.next, added.responsible) == ("Geradeaus", (split.joins_at,), ())
