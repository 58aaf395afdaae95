"""Two reports of barriers, one answered; the caseworkers are through with their first days, one has just begun."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.welcome.barriers import answer_barrier, report_barrier
from roterfaden.welcome.guide import guide_of, put_away, tick_step

# how many days ago, where, what, contact, what was done
REPORTS = (
    (20, "Termine", "Die Zahlen im Kalender sind für mich zu blass. Ich sehe schlecht.", "0100 4711",
     "Unter Ihrem Namen lässt sich „dunkel“ und „sehr groß“ einstellen. Am Telefon gezeigt."),
    (2, "Mein Plan", "Der Brief mit dem Code ist in kleiner Schrift. Meine Mutter musste ihn vorlesen.", "", ""),
)  # fmt: skip
AT_HOME = ("reimers", "albers", "yilmaz", "falk", "koester")
BEGUN = "holm"


def greet(stage: Stage, *, today: date) -> None:
    """Report, answer, tick off."""
    for number, (ago, place, text, contact, answer) in enumerate(REPORTS):
        at = noon(today - timedelta(days=ago))
        token = uuid5(NAMESPACE_URL, f"demo-barrier-{number}")
        report = report_barrier(place=place, text=text, contact=contact, token=token, at=at)
        if answer:
            answer_barrier(
                report=report,
                answer=answer,
                revision=report.revision,
                by=stage.users["admin"],
                at=at + timedelta(days=1),
            )
    at = noon(today - timedelta(days=3))
    for name in AT_HOME:
        put_away(by=stage.users[name], at=at)
    for step in guide_of(stage.users[BEGUN], on=today).open[:3]:
        tick_step(key=step.id, by=stage.users[BEGUN], at=at, on=today)
