"""Reports of the IFD Neuhafen: last year's, released, published and sent on, a draft of this year, a kept question."""

import json
from datetime import date, timedelta

from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.statistics import exchange, publishing, releasing, saving
from roterfaden.statistics.choices import Way
from roterfaden.statistics.periods import Period
from roterfaden.statistics.statutory import shipped_kinds

TEXTS = {
    "region": "Mit der Agentur für Arbeit und zwei Schulen gibt es jetzt feste Sprechtage. Es fehlt ein Angebot für "
    "Menschen mit Autismus im Norden des Kreises.",
    "companies": "Zwölf Betriebe ließen sich ohne Bezug auf einen Fall beraten, meist zu Lohnkostenzuschüssen.",
    "networks": "Der Dienst arbeitete im Arbeitskreis Inklusion der Wirtschaftsförderung mit.",
}


def tell_of_figures(stage: Stage, *, today: date) -> None:
    """Through the real functions; deterministic for a given day."""
    lorenz, quandt, amt = (stage.users[name] for name in ("lorenz", "quandt", "amt"))
    service, office, kind = (
        stage.offices["ifd-neuhafen"],
        stage.offices["inklusionsamt"],
        shipped_kinds()["de-197"],
    )
    at = noon(today - timedelta(days=20))
    last_year = Period.year(today.year - 1)
    report = releasing.begin_report(organisation=service, kind=kind, period=last_year, by=lorenz, at=at)
    releasing.write_texts(report=report, texts=TEXTS, revision=report.revision, by=lorenz, at=at)
    releasing.propose(report=report, revision=report.revision, by=lorenz, at=at)
    releasing.release(report=report, revision=report.revision, by=quandt, at=at)
    publishing.publish(report=report, way=Way.HIDDEN, by=quandt, at=at)
    sent = json.dumps(exchange.as_json(report)).encode()
    exchange.receive(organisation=office, data=sent, by=amt, at=noon(today - timedelta(days=10)))
    this_year = Period(date(today.year, 1, 1), date(today.year, 12, 31))
    releasing.begin_report(
        organisation=service, kind=kind, period=this_year, by=quandt, at=noon(today - timedelta(days=1))
    )
    asked = {
        "zahl": ["outflow"],
        "nach": ["result"],
        "von": [last_year.first.isoformat()],
        "bis": [today.isoformat()],
        "bild": ["balken"],
    }
    saving.save_view(
        organisation=service, name="Abschlüsse nach Ergebnis", asked=asked, is_shared=True, by=lorenz, at=at
    )
