"""Keep what was typed in a form of the editor; or lay two texts side by side, if somebody was faster."""

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict as Outdated
from roterfaden.process import editions
from roterfaden.process.editing import EditRefused, fresh_id, put
from roterfaden.process.engine.definition import Chain, Path
from roterfaden.process.part_editing import Changed, PartRefused, change_part
from roterfaden.process.rewiring import rename
from roterfaden.web import errors
from roterfaden.web.components import Conflict, FieldVersion
from roterfaden.web.conflicts import NOTHING
from roterfaden.web.editor.base_form import PartForm
from roterfaden.web.editor.desk import Desk
from roterfaden.web.editor.kinds import Kind
from roterfaden.web.editor.page import part_url
from roterfaden.web.guards import user_of
from roterfaden.web.undo import offer_undo
from roterfaden.web.versions.page import crumbs


def save_part(request: HttpRequest, desk: Desk, kind: Kind, form: PartForm) -> HttpResponse | None:
    """Keep one part, new or changed. None if it is refused; then the form says why."""
    item = form.item
    key = "" if item is None else next(key for key, one in kind.items(desk.chain) if one is item)
    if item is not None and form.cleaned_data["seen"] != form.fields["seen"].initial:
        return _clash(request, desk, form, url=part_url(desk, kind.slug, key))
    made: dict[str, str] = {}

    def make(chain: Chain) -> Chain:
        said = form.said()
        if item is None and not isinstance(said, Path):
            said = _with_id(said, fresh_id(chain, kind.group))
        name = "" if item is None else getattr(item, "id", "") or item.name
        chain = form.write(put(chain, kind.group, said, instead_of=name))
        wanted = form.cleaned_data.get("id", "")
        if wanted and wanted != name:
            chain = rename(chain, kind.group, name, wanted)
        made["key"] = wanted or getattr(said, "id", "") or _place_of(kind, chain, said)
        return chain

    done = _change(request, desk, form, make)
    if not isinstance(done, Changed):
        return done
    tell(request, desk, done)
    return redirect(part_url(desk, kind.slug, made["key"]))


def save_head(request: HttpRequest, desk: Desk, form: PartForm) -> HttpResponse | None:
    """Keep what the chain says about itself."""
    url = reverse("editor:head", args=[desk.edition.uuid])
    if form.cleaned_data["seen"] != form.fields["seen"].initial:
        return _clash(request, desk, form, url=url)
    done = _change(request, desk, form, lambda _chain: cast("Chain", form.said()))
    if not isinstance(done, Changed):
        return done
    tell(request, desk, done)
    return redirect(url)


def tell(request: HttpRequest, desk: Desk, done: Changed) -> None:
    """What the change did, in sentences, with the button that takes it back."""
    if not done.is_change:
        messages.info(request, _("Es hat sich nichts geändert."))
        return
    sentences = list(done.sentences) or [_("Gespeichert.")]
    if done.lost:
        names = ", ".join(f"„{name}“" for name in done.lost)
        sentences.append(
            _("Diese geprüften Wege gibt es so nicht mehr, neue wurden gesucht: %(names)s.")
            % {"names": names}
        )
    undo = reverse("editor:undo", args=[desk.edition.uuid])
    offer_undo(request, " ".join(sentences), f"{undo}?stand={desk.edition.revision}")


def _change(request: HttpRequest, desk: Desk, form: PartForm, make: Any) -> Changed | HttpResponse | None:
    try:
        return change_part(edition=desk.edition, make=make, by=user_of(request), at=timezone.now())
    except PartRefused as refused:
        form.tell((_attribute(fault.key), fault.message) for fault in refused.faults)
    except (EditRefused, editions.EditionRefused) as refusal:
        form.add_error(None, str(refusal))
    except Outdated as outdated:
        return errors.conflict(request, str(outdated))
    return None


def _attribute(key: str) -> str:
    """`steps[4].documents[Vertrag].title` tells of `documents`, `title` of `title`."""
    within = key.partition("].")[2] or key
    return within.partition("[")[0].partition(".")[0]


def _with_id(said: Any, identifier: str) -> Any:
    return replace(said, id=identifier)


def _place_of(kind: Kind, chain: Chain, said: Any) -> str:
    return next((key for key, one in kind.items(chain) if one == said), "1")


def _clash(request: HttpRequest, desk: Desk, form: PartForm, *, url: str) -> HttpResponse:
    """409 with both texts, field by field; sending again keeps one's own."""
    data = cast("QueryDict", form.data).copy()
    data["seen"] = str(form.fields["seen"].initial)
    data.pop("up", None)
    again = type(form)(data, known=form.known, item=form.item)
    again.is_valid()
    stored, mine = type(form)(known=form.known, item=form.item).stored_texts(), form.typed_texts()
    differing = [name for name in {**stored, **mine} if stored.get(name, "") != mine.get(name, "")]
    for name, shown in again.fields.items():
        if name not in differing:
            shown.widget = shown.hidden_widget()
    edition = desk.edition
    both = Conflict(
        fields=[
            FieldVersion(
                label=str(again.fields[name].label),
                mine=mine.get(name, "") or NOTHING,
                stored=stored.get(name, "") or NOTHING,
            )
            for name in differing
            if name in again.fields
        ],
        changed_by=str(edition.edited_by or _("Jemand")),
        changed_at=edition.edited_at,
        url=url,
        form=again,
        keep_url=url,
    )
    context = {
        "nav": "chains",
        "key": edition.key,
        "conflict": both,
        "crumbs": crumbs(edition.key, edition.title),
    }
    return render(request, "versions/conflict.html", context, status=409)
