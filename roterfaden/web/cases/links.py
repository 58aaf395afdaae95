"""Addresses, ids and prefixes of the thread's parts, in one place."""

from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.process.thread import Story, Visit

NOW = "jetzt"
NEXT = "wie-weiter"
# the part of the page that htmx replaces after a move
TARGET = "faden-teil"


def step_url(case: Case, story: Story, visit: Visit, name: str) -> str:
    """The address of something that is done with, or read of, one visit."""
    return reverse(f"cases:{name}", args=[case.code, story.ordinal, visit.task.number])


def run_url(case: Case, story: Story, name: str) -> str:
    """The address of something that is done with a run."""
    return reverse(f"cases:{name}", args=[case.code, story.ordinal])


def card_anchor(story: Story, visit: Visit) -> str:
    """The id of the card of an open task."""
    return f"{NOW}-{story.ordinal}-{visit.task.number}"


def called_anchor(story: Story) -> str:
    """The id of the knot that holds a called chain."""
    return f"teilkette-{story.ordinal}"


def step_prefix(story: Story, visit: Visit) -> str:
    """The prefix of the form that completes a step."""
    return f"s{story.ordinal}-{visit.task.number}"


def deviation_prefix(story: Story, visit: Visit) -> str:
    """The prefix of the form by which one leaves the drawn path from a step."""
    return f"d{story.ordinal}-{visit.task.number}"
