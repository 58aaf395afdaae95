"""Hints to the other numbering of the law, for lines that name paragraphs."""

from roterfaden.process.engine.definition import Chain
from roterfaden.quality import law
from roterfaden.quality.shelf import book


def quotes_old(chain: Chain) -> bool:
    """Whether the lines of `chain` quote the old numbering of the act: its source is older than today's law."""
    return book().law.quotes_old(chain.source)


def law_note(line: str, *, old: bool) -> str:
    """How the provisions that `line` names are called by the other numbering; empty if there is nothing to say."""
    return law.hints(line, book().law, old=old)
