"""Answers of a long reckoning that a process may give again for a short while.

Only for what is the same for everybody who may ask, and only where the page says how old it may be.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings

Answer = TypeVar("Answer")


class Patient(Generic[Answer]):
    """Keeps the `most` last answers, none longer than FIGURES_MAY_BE_OLD seconds; with 0 it keeps none."""

    def __init__(self, *, most: int) -> None:
        self.most = most
        self._known: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()
        self._lock = Lock()

    def ask(self, key: Hashable, reckon: Callable[[], Answer]) -> Answer:
        """The answer to `key` if it is young enough, else what `reckon` says now."""
        patience = settings.FIGURES_MAY_BE_OLD
        if not patience:
            return reckon()
        now = time.monotonic()
        with self._lock:
            found = self._known.get(key)
        if found is not None and now - found[0] < patience:
            return found[1]
        answer = reckon()
        with self._lock:
            self._known[key] = (now, answer)
            self._known.move_to_end(key)
            while len(self._known) > self.most:
                self._known.popitem(last=False)
        return answer
