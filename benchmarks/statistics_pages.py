"""The page of kept questions, asked again and again by one person, over the tables of the whole benchmark."""

from collections.abc import Mapping
from functools import partial
from statistics import quantiles
from typing import Any

from benchmarks.statistics_rows import timed

ROUNDS = 12
YEAR = {"von": ["2025-01-01"], "bis": ["2025-12-31"]}
FLOW = ["stock_start", "inflow", "outflow", "stock"]
QUESTIONS: Mapping[str, dict[str, list[str]]] = {
    "Bestand nach Geschlecht": {**YEAR, "zahl": FLOW, "nach": ["gender"], "bild": ["fluss"]},
    "Ergebnis nach Auftrag": {**YEAR, "zahl": ["outflow"], "nach": ["result"], "und": ["order_kind"]},
    "Personen nach Alter mit Vorjahr": {**YEAR, "zahl": ["person_stock"], "nach": ["age"], "vergleich": ["year"]},
    "Dienste": {**YEAR, "zahl": ["stock", "placed_share", "days_median"], "nach": ["service"]},
    "Monate": {**YEAR, "zahl": ["inflow"], "bild": ["linie"]},
    "Kontakte von Frauen": {**YEAR, "zahl": ["contacts", "contact_minutes"], "nach": ["contact_kind"],
                            "nur": ["gender"], "ist": ["female"]},
}  # fmt: skip


def asked_pages(stage: Any) -> dict[str, float]:
    """The 95th of 100 visits, by the clock and by the processor, in seconds. `stage`: the tables, as a process of the
    web keeps them once somebody has asked; the first one after a change waits for them.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from roterfaden.accounts.models import User  # noqa: PLC0415
    from roterfaden.statistics import engine, saving  # noqa: PLC0415
    from roterfaden.statistics.extraction import fingerprints  # noqa: PLC0415
    from roterfaden.statistics.rules import organisations_shown_to  # noqa: PLC0415

    today = timezone.localdate()
    shown, user = next(
        (shown, user)
        for user in User.objects.order_by("pk")
        if (shown := organisations_shown_to(user, on=today))
    )
    settings.FIGURES_MAY_BE_OLD = 3600
    now = fingerprints(sorted(one.pk for one in shown))
    engine._kept[tuple(sorted(now.items()))] = stage  # noqa: SLF001 - made up tables in the place of its own
    client = Client()
    client.force_login(user)
    addresses = []
    for name, asked in QUESTIONS.items():
        view = saving.save_view(
            organisation=shown[0], name=name, asked=asked, is_shared=False, by=user, at=timezone.now()
        )
        addresses.append(view.asked)
    times = []
    for number in range(ROUNDS + 1):
        for asked in addresses:
            clock, processor = timed(partial(_visit, client, asked))
            if number:
                times.append((clock, processor))
    return {
        "p95": quantiles([clock for clock, _processor in times], n=20)[-1],
        "p95_processor": quantiles([processor for _clock, processor in times], n=20)[-1],
    }


def _visit(client: Any, asked: Mapping[str, Any]) -> None:
    answer = client.get("/statistik/", asked)
    assert answer.status_code == 200, asked
