"""Where a case stands, and what comes next."""

from django.utils.translation import gettext_lazy

from roterfaden.api import answers
from roterfaden.api.choices import Scope
from roterfaden.api.operations import Call, Operation
from roterfaden.cases.access import Access
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.process.ahead import Coming
from roterfaden.process.thread import Story, Visit


def thread(call: Call, case: Case, access: Access) -> answers.Thread:  # noqa: ARG001
    return answers.Thread(code=case.code, runs=[_run(story) for story in stories_of(case)])


def _run(story: Story) -> answers.Run:
    run = story.run
    return answers.Run(
        number=story.ordinal,
        chain=story.chain.id,
        title=story.chain.title,
        version=run.chain_version.version,
        state=run.state,
        started_at=run.started_at,
        steps_done=story.steps_walked,
        end=story.end.title if story.end else "",
        open=[_open(visit) for visit in story.open],
        ahead=[_coming(one) for one in story.ahead.steps],
    )


def _open(visit: Visit) -> answers.OpenStep:
    return answers.OpenStep(
        number=visit.task.number,
        node=visit.task.node,
        title=visit.title,
        visit=visit.nth,
        since=visit.task.opened_at,
        due=[
            answers.Due(title=one.title, due_on=one.due_on, rests=one.suspended_since is not None)
            for one in visit.deadlines
        ],
        missing=visit.missing(),
    )


def _coming(one: Coming) -> answers.NextStep:
    return answers.NextStep(
        node=one.step.id,
        title=one.step.title,
        question=one.condition.question if one.condition else "",
        answers=list(one.condition.answers) if one.condition else [],
    )


OPERATIONS = (
    Operation(
        id="get_thread",
        method="GET",
        path="cases/<code:code>/thread",
        scope=Scope.THREAD_READ,
        summary=gettext_lazy("Lesen, wo ein Fall steht und was als Nächstes kommt"),
        answer=answers.Thread,
        do=thread,
    ),
)
