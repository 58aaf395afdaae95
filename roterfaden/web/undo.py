"""A message with a button that takes back what was just done, in place of a question beforehand."""

from django.contrib import messages
from django.http import HttpRequest


def offer_undo(request: HttpRequest, sentence: str, url: str) -> None:
    """Say `sentence` on the next page, with the button "Rückgängig", which posts to `url`."""
    messages.success(request, sentence, extra_tags=url)
