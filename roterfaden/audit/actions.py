"""The names of everything that can be recorded, each with a German sentence for the reader of a trail."""

from dataclasses import dataclass

from django.utils.functional import Promise

from roterfaden.languages.shipped import said

MAX_NAME_LENGTH = 80


class UnknownAction(LookupError):
    """This action was never registered, or it is a reading recorded as a change (or the other way round)."""


class ActionTaken(ValueError):
    """Another sentence is registered under this name already."""


@dataclass(frozen=True)
class Action:
    name: str
    sentence: str | Promise
    reading: bool = False


_registered: dict[str, Action] = {}


def register(name: str, sentence: str | Promise, *, reading: bool = False) -> str:
    """Register an action (`<capability>.<past participle>`) and return its name.

    `reading` marks the reading of data; such actions go through `trail.record_read`.
    Refuses a second, different registration of the same name.
    """
    if len(name) > MAX_NAME_LENGTH:
        raise ValueError(f"An audit action has at most {MAX_NAME_LENGTH} characters: {name}")
    action = Action(name, sentence, reading)
    known = _registered.setdefault(name, action)
    if known != action:
        raise ActionTaken(f"The audit action {name} is registered already: {known.sentence}")
    return name


def get(name: str) -> Action:
    """Return a registered action; refuses an unknown name."""
    try:
        return _registered[name]
    except KeyError:
        raise UnknownAction(
            f"The audit action {name} is not registered (roterfaden.audit.actions)."
        ) from None


def sentence_of(name: str) -> str:
    """Return the sentence in the language of the page; for a name of an older version that is gone, the name itself."""
    action = _registered.get(name)
    return said(str(action.sentence)) if action else name


def readings() -> list[str]:
    """Return the names of all actions that are readings."""
    return [action.name for action in _registered.values() if action.reading]
