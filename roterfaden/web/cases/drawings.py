"""The whole chain of a run as a drawing, with the way that the case took."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from roterfaden.cases.thread import stories_of
from roterfaden.process.drawing import draw
from roterfaden.process.walk import walk_of
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.page import THREAD
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view
from roterfaden.web.wording import chain_name


@reading_view
def drawing(request: HttpRequest, code: str, run: int = 0) -> HttpResponse:
    """The chain of one run; without a number, of the newest run of the main thread."""
    case = open_case_for_reading(request, code, page="drawing")
    stories = stories_of(case)
    main = [story for story in stories if story.run.called_from_id is None]
    wanted = run or (main[-1].ordinal if main else 0)
    story = next((story for story in stories if story.ordinal == wanted), None)
    if story is None:
        raise Http404
    runs = [
        Link(
            title=chain_name(other.chain.id, other.chain.title),
            url=reverse("cases:drawing", args=[case.code, other.ordinal]),
            current=other is story,
        )
        for other in stories
    ]
    more = {
        "run": story.ordinal,
        "chain": story.chain,
        "drawing": draw(story.chain, walk_of(story)),
        "runs": runs,
    }
    return render(request, "cases/drawing.html", frame(request, case, THREAD, **more))
