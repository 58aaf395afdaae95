"""The pages of the matrix: read by the service, filled in by those who may, own use for oneself alone."""

from django.urls import reverse

from roterfaden.cases import steps
from roterfaden.cases.models import Case
from roterfaden.process import matrix
from roterfaden.web.matrix.urls import urlpatterns
from tests.fixtures import AT, World, open_task, run_of, walk
from tests.web.browsing import client_of, text_of


def sent(revision: int, **cells: list[str]) -> dict[str, object]:
    return {"revision": revision, **cells}


def use_a_measure(world: World, case: Case) -> None:
    task = open_task(walk(case, "", "ja", "", by=world.anna))
    steps.call_subchain(
        case=case, task=task, chain_key="M3a", start_node="start_fragestellung", by=world.anna, at=AT
    )
    run = run_of(case)
    steps.complete_task(
        case=case, seen=steps.Seen(run, run.moves), number=1, missing_reason="x", by=world.anna, at=AT
    )


def test_the_service_reads_its_matrix_and_a_stranger_does_not(world: World) -> None:
    url = reverse("matrix:of_service", args=[world.service.code])
    page = text_of(client_of(world.anna).get(reverse("matrix:index")))
    assert "Nur die sicheren Kreuze der Quelle" in page
    assert "Kreuze setzen" not in page
    assert client_of(world.fritz).get(url).status_code == 404


def test_a_lead_fills_in_and_the_step_suggests(world: World, case: Case) -> None:
    url = reverse("matrix:fill_in", args=[world.service.code])
    assert client_of(world.anna).get(url).status_code == 403
    assert client_of(world.fritz).get(url).status_code == 404
    assert client_of(world.lena).post(url, sent(0, M16=["T2"], M7=["T2"])).status_code == 302
    walk(case, "", "ja", "", by=world.anna)
    page = text_of(client_of(world.anna).get(reverse("cases:thread", args=[case.code])))
    hint = page.split("Hier üblich:")[1].split("</p>")[0]
    assert [key for key in ("M1<", "M7<", "M16<") if key in hint] == ["M7<", "M16<"]
    begin = reverse("cases:subchain", args=[case.code, 1, open_task(run_of(case)).number])
    page = text_of(client_of(world.anna).get(begin, {"kette": "M7"}))
    assert "üblich in T2" in page
    assert 'value="M7:start_t6" selected' in page


def test_what_is_not_usual_can_be_begun_all_the_same(world: World, case: Case) -> None:
    matrix.fill_in(organisation=world.service, cells={}, revision=0, by=world.lena, at=AT)
    task = open_task(walk(case, "", "ja", "", by=world.anna))
    url = reverse("cases:subchain", args=[case.code, 1, task.number])
    assert client_of(world.anna).post(url, {"entry": "M7:start_t6"}).status_code == 303
    assert run_of(case).chain_version.key == "M7"


def test_two_editors_and_nobody_is_overwritten(world: World) -> None:
    url = reverse("matrix:fill_in", args=[world.service.code])
    client_of(world.lena).post(url, sent(0, M16=["T2"]))
    answer = client_of(world.quirin).post(url, sent(0, M15=["T9"]))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "M15: Sie T9, gespeichert –" in page
    assert "M16: Sie –, gespeichert T2" in page
    assert matrix.cells_of(matrix.own_matrix(world.service))["M15"] == frozenset()
    again = client_of(world.quirin).post(url, sent(1, M15=["T9"], M16=["T2"]))
    assert again.status_code == 302


def test_wrong_crosses_are_refused_and_what_was_set_stays(world: World) -> None:
    url = reverse("matrix:fill_in", args=[world.service.code])
    for wrong in (sent(0, M1=["T11"]), {"revision": "x"}, {"revision": "9" * 40}):
        answer = client_of(world.lena).post(url, wrong)
        assert answer.status_code == 422
    assert matrix.own_matrix(world.service) is None


def test_nobody_but_oneself_sees_ones_own_use(world: World, case: Case) -> None:
    use_a_measure(world, case)
    url = reverse("matrix:mine")
    assert "<strong>M3</strong> Arbeitsdiagnostik" in text_of(client_of(world.anna).get(url))
    for other in (world.lena, world.quirin, world.bela, world.fritz):
        for query in ({}, {"user": world.anna.pk}, {"user": world.anna.username}, {"zeit": "alles"}):
            page = text_of(client_of(other).get(url, query))
            assert "Arbeitsdiagnostik" not in page.split("Was ich oft nutze")[-1].split("</ul>")[0]
    (pattern,) = [str(one.pattern) for one in urlpatterns if one.name == "mine"]
    assert "<" not in pattern, "no argument that could name somebody else"
