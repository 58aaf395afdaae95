"""Told figures side by side: expectation and satisfaction, two rounds in a row, the goal as each party sees it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped
from roterfaden.surveys.choices import Group, Kind
from roterfaden.surveys.models import Round
from roterfaden.surveys.reader import Question
from roterfaden.surveys.results import Grid, Row, percent, share
from roterfaden.surveys.wording import asked_of


@dataclass(frozen=True)
class Pair:
    """Two favourable shares of one thing. `why_not`: why they cannot be set against each other."""

    title: str
    first: Fraction | None
    second: Fraction | None
    why_not: str = ""

    @property
    def difference(self) -> str:
        """The second less the first, in points of a hundred; or why there is none."""
        if self.why_not:
            return self.why_not
        if self.first is None or self.second is None:
            return _("nicht gezeigt")
        points = round(self.second * 100) - round(self.first * 100)
        return f"{points:+d}".replace("-", "−") if points else "0"


def expectation_gaps(survey: Round) -> list[Pair]:
    """Of each statement how many find it important, and how many are satisfied with it."""
    return [
        Pair(shipped(question.text), share(survey, question.parts[0]), share(survey, question.parts[1]))
        for question in survey.questionnaire.questions
        if question.kind == Kind.PAIR
    ]


def shares_of(survey: Round) -> list[tuple[str, str]]:
    """Each question of which a favourable share is told, in words, with that share."""
    return [(pair.title, percent(pair.second)) for pair in against(survey, survey) if pair.second is not None]


def round_before(survey: Round) -> Round | None:
    """The latest earlier round of the same questionnaire that tells something."""
    rows = Round.objects.filter(
        organisation=survey.organisation_id, questionnaire_id=survey.questionnaire_id, enough=True
    )
    earlier = rows.filter(opens_on__lt=survey.opens_on, closed_at__isnull=False)
    return earlier.select_related("data_key").order_by("-opens_on", "-pk").first()


def against(survey: Round, before: Round) -> list[Pair]:
    """The favourable shares of both rounds; a question that reads differently is not compared."""
    known = {question.id: question for question in before.questionnaire.questions}
    return [
        _across(question, known.get(question.id), part, survey, before)
        for question in survey.questionnaire.questions
        if question.kind != Kind.TEXT
        for part in question.parts
    ]


def _across(question: Question, old: Question | None, part: str, survey: Round, before: Round) -> Pair:
    title = " ".join(word for word in (asked_of(question, part), shipped(question.text)) if word)
    if old is None:
        return Pair(title, None, share(survey, part), _("neue Frage, nicht vergleichbar"))
    if (old.text, old.kind) != (question.text, question.kind):
        return Pair(title, None, share(survey, part), _("Frage geändert, nicht vergleichbar"))
    return Pair(title, share(before, part), share(survey, part))


def as_grid(pairs: Sequence[Pair], *, title: str, first: str, second: str) -> Grid:
    """Pairs as a table: both shares and their difference in points."""
    heads = [first, second, _("Unterschied in Punkten")]
    rows = [
        Row(
            pair.title,
            list(zip(heads, (percent(pair.first), percent(pair.second), pair.difference), strict=True)),
        )
        for pair in pairs
    ]
    return Grid("anteile", title, _("Frage"), heads, rows)


@dataclass(frozen=True)
class View:
    """How one party sees the goal; `state` says why there is no share."""

    party: str
    asked: str
    share: Fraction | None
    state: str
    survey: Round

    @property
    def shown(self) -> str:
        """The share, or why there is none."""
        return self.state or percent(self.share)


def family(survey: Round) -> list[Round]:
    """The rounds that are linked with this one, and itself; the first is the one that the others name."""
    root = survey.linked_to_id or survey.pk
    rows = Round.objects.filter(Q(pk=root) | Q(linked_to=root))
    return list(rows.select_related("organisation", "data_key").order_by("opens_on", "pk"))


def views_of_the_goal(survey: Round) -> list[View]:
    """Of each linked round how many sheets say that the goal is reached or near: totals only, no cases, no groups."""
    found = []
    for row in family(survey):
        state = ""
        if row.closed_at is None:
            state = _("läuft noch")
        elif not row.enough:
            state = _("zu wenige Antworten")
        party = str(Group(row.questionnaire.group).label)
        for question in row.questionnaire.questions:
            if question.goal:
                told = None if state else share(row, question.parts[-1])
                why = state or ("" if told is not None else _("nicht gezeigt"))
                found.append(View(party, shipped(question.text), told, why, row))
    return found
