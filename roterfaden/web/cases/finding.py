"""Runs and visits by their numbers in the address. What the case does not have is a missing page."""

from django.http import Http404

from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.process.thread import Story, Visit


def find_story(case: Case, run: int) -> Story:
    """The story of the run with this number in the case."""
    story = next((story for story in stories_of(case) if story.ordinal == run), None)
    if story is None:
        raise Http404
    return story


def find_visit(case: Case, run: int, number: int) -> tuple[Story, Visit | None]:
    """The visit with this number, open or not; None if it was taken back. What never was is a missing page."""
    story = find_story(case, run)
    if not 1 <= number <= story.run.tasks_opened:
        raise Http404
    return story, story.visit(number)
