"""What each change of an overlay does to the chain in the making (`merging`)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from roterfaden.process.engine.definition import Decision, Document, Start, Step
from roterfaden.process.merging import Merging, Misfit, swap
from roterfaden.process.overlay_words import Saying
from roterfaden.process.wordings import named

# --- the chain as a whole ------------------------------------------------------------------------------------


def _rename_chain(merging: Merging, said: Mapping[str, Any]) -> None:
    merging.parts["title"] = said["title"]
    merging.mark("", "title")


def _retell(merging: Merging, said: Mapping[str, Any]) -> None:
    merging.parts["summary"] = said["summary"]
    merging.mark("", "summary")


def _call(merging: Merging, said: Mapping[str, Any]) -> None:
    merging.parts["roles"][said["role"]] = said["label"]
    merging.mark("", "role", said["role"])


def _say(merging: Merging, said: Mapping[str, Any]) -> None:
    """Another word for an office, wherever the chain uses it."""
    saying = Saying(merging, said["instead_of"], said["word"])
    saying.everywhere()
    if not saying.found:
        raise Misfit(f"Das Wort „{said['instead_of']}“ kommt in der Grundlage nicht vor.")


# --- lines of a step or question -----------------------------------------------------------------------------


def _retitle(merging: Merging, said: Mapping[str, Any]) -> None:
    group, item = merging.place(said["at"], ("steps", "decisions", "ends", "starts"))
    merging.put(group, item, **{"question" if isinstance(item, Decision) else "title": said["title"]})
    merging.mark(item.id, "title")


def _assign(merging: Merging, said: Mapping[str, Any]) -> None:
    group, item = merging.place(said["at"])
    merging.put(group, item, responsible=said["responsible"])
    merging.mark(item.id, "responsible")


def _add_line(what: str) -> Callable[[Merging, Mapping[str, Any]], None]:
    def add(merging: Merging, said: Mapping[str, Any]) -> None:
        group, item = merging.place(said["at"], GROUPS[what])
        if said["text"] in getattr(item, what):
            raise Misfit(f"Die Zeile „{said['text']}“ steht dort schon.")
        merging.put(group, item, **{what: (*getattr(item, what), said["text"])})
        merging.mark(item.id, what, said["text"])

    return add


def _replace_line(what: str) -> Callable[[Merging, Mapping[str, Any]], None]:
    def change(merging: Merging, said: Mapping[str, Any]) -> None:
        group, item = merging.place(said["at"], GROUPS[what])
        lines = _having(getattr(item, what), said["old"])
        merging.put(
            group, item, **{what: tuple(said["new"] if line == said["old"] else line for line in lines)}
        )
        merging.mark(item.id, what, said["new"])

    return change


def _remove_line(what: str) -> Callable[[Merging, Mapping[str, Any]], None]:
    def remove(merging: Merging, said: Mapping[str, Any]) -> None:
        group, item = merging.place(said["at"], GROUPS[what])
        lines = _having(getattr(item, what), said["text"])
        merging.put(group, item, **{what: tuple(line for line in lines if line != said["text"])})

    return remove


GROUPS = {"hints": ("steps", "decisions"), "guidance": ("steps", "decisions", "standing_rules")}


def _having(lines: tuple[str, ...], line: str) -> tuple[str, ...]:
    if line not in lines:
        raise Misfit(f"Die Zeile „{line}“ steht in der Grundlage nicht oder lautet dort anders.")
    return lines


def _document_of(step: Step, title: str) -> Document:
    found = next((document for document in step.documents if document.title == title), None)
    if found is None:
        raise Misfit(
            f"Die Unterlage „{title}“ gibt es an Schritt „{step.id}“ nicht oder sie heißt dort anders."
        )
    return found


def _add_document(merging: Merging, said: Mapping[str, Any]) -> None:
    step, document = merging.step(said["at"]), said["document"]
    if any(other.title == document.title for other in step.documents):
        raise Misfit(f"Die Unterlage „{document.title}“ gibt es an Schritt „{step.id}“ schon.")
    merging.put("steps", step, documents=(*step.documents, document))
    merging.mark(step.id, "documents", document.title)


def _change_document(merging: Merging, said: Mapping[str, Any]) -> None:
    step = merging.step(said["at"])
    was = _document_of(step, said["title"])
    new = Document(
        title=said["new_title"] or was.title,
        direction=said["direction"] or was.direction,
        required=was.required if said["required"] is None else said["required"],
    )
    if new.title != was.title and any(other.title == new.title for other in step.documents):
        raise Misfit(f"Die Unterlage „{new.title}“ gibt es an Schritt „{step.id}“ schon.")
    merging.put("steps", step, documents=tuple(new if other == was else other for other in step.documents))
    merging.mark(step.id, "documents", new.title)


def _remove_document(merging: Merging, said: Mapping[str, Any]) -> None:
    step = merging.step(said["at"])
    gone = _document_of(step, said["title"])
    merging.put("steps", step, documents=tuple(other for other in step.documents if other != gone))


def _set_deadline(merging: Merging, said: Mapping[str, Any]) -> None:
    step = merging.step(said["at"])
    merging.put("steps", step, deadline=said["deadline"])
    merging.mark(step.id, "deadline")


def _remove_deadline(merging: Merging, said: Mapping[str, Any]) -> None:
    step = merging.step(said["at"])
    if step.deadline is None:
        raise Misfit(f"Schritt „{step.id}“ hat in der Grundlage keine Frist.")
    merging.put("steps", step, deadline=None)
    merging.mark(step.id, "deadline")


# --- steps put in and left out -------------------------------------------------------------------------------


def _add_step(merging: Merging, said: Mapping[str, Any]) -> None:
    """Put a step in after a step, an answer (`frage=ja`) or a start. The proven paths go through it."""
    step, after = said["step"], said["after"]
    if any(merging.find(group, step.id) for group in ("starts", "steps", "decisions", "ends")):
        raise Misfit(f"Die Kennung „{step.id}“ gibt es in der Grundlage schon.")
    node, is_answer, label = after.partition("=")
    group, origin = merging.place(node, ("decisions",) if is_answer else ("steps", "starts"))
    if isinstance(origin, Decision):
        outcome = origin.outcome(label)
        if outcome is None:
            raise Misfit(f"Die Frage „{origin.question}“ hat in der Grundlage keine Antwort „{label}“.")
        following: tuple[str, ...] = (outcome.next,)
        changed = tuple(replace(o, next=step.id) if o.label == label else o for o in origin.outcomes)
        merging.put(group, origin, outcomes=changed)
    elif isinstance(origin, Start):
        following = (origin.enters_at,)
        merging.put(group, origin, enters_at=step.id)
    else:
        following = origin.next
        merging.put(group, origin, next=(step.id,))
        merging.parts["splits"] = tuple(
            replace(split, split_from=swap(split.split_from, origin.id, step.id))
            for split in merging.parts["splits"]
        )
    merging.parts["steps"] = _placed(merging.parts["steps"], replace(step, next=following), after=origin.id)
    merging.walk_again(lambda word: (word, step.id) if word == after else (word,))
    merging.mark(step.id, "node")


def _placed(steps: tuple[Step, ...], new: Step, *, after: str) -> tuple[Step, ...]:
    """The steps with the new one behind that with the id `after`, or at the end."""
    at = next((place + 1 for place, step in enumerate(steps) if step.id == after), len(steps))
    return (*steps[:at], new, *steps[at:])


def _skip_step(merging: Merging, said: Mapping[str, Any]) -> None:
    """Leave a step out: what led to it leads to what followed it. Refuses where a parallel part begins."""
    step = merging.step(said["at"])
    if any(split.split_from == step.id for split in merging.parts["splits"]):
        raise Misfit(
            f"Nach {named(merging.before, step.id)} verzweigt sich die Kette; er lässt sich nicht auslassen."
        )
    if step.id in step.next:
        raise Misfit(f"{named(merging.before, step.id)} führt zu sich selbst; er lässt sich nicht auslassen.")
    if len(merging.parts["steps"]) == 1:
        raise Misfit("Der letzte Schritt lässt sich nicht auslassen.")
    merging.parts["steps"] = tuple(other for other in merging.parts["steps"] if other.id != step.id)
    merging.redirect(step.id, step.next[0])
    merging.walk_again(lambda word: () if word == step.id else (word,))


DOING: dict[str, Callable[[Merging, Mapping[str, Any]], None]] = {
    "rename_chain": _rename_chain,
    "retell": _retell,
    "call": _call,
    "say": _say,
    "retitle": _retitle,
    "assign": _assign,
    "add_hint": _add_line("hints"),
    "replace_hint": _replace_line("hints"),
    "remove_hint": _remove_line("hints"),
    "add_guidance": _add_line("guidance"),
    "replace_guidance": _replace_line("guidance"),
    "remove_guidance": _remove_line("guidance"),
    "add_document": _add_document,
    "change_document": _change_document,
    "remove_document": _remove_document,
    "set_deadline": _set_deadline,
    "remove_deadline": _remove_deadline,
    "add_step": _add_step,
    "skip_step": _skip_step,
}
