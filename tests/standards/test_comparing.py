"""Services beside each other: only closed rounds, the latest of each; what another wording rated is said."""

from datetime import timedelta

from roterfaden.accounts.models import Organisation
from roterfaden.standards import assessing, own
from roterfaden.standards.choices import State
from roterfaden.standards.comparing import ELSEWHERE, UNSEEN, Across, across, stands_of
from roterfaden.standards.layering import standards_for
from roterfaden.standards.own import Demand
from tests.fixtures import AT, TODAY, World
from tests.standards.makers import close_round, quality_officer


def _places(world: World) -> list[Organisation]:
    return [world.service, world.other_service]


def _row(world: World, code: str) -> Across:
    standard = standards_for(world.service, on=TODAY)["kassys"]
    rows = across(standard, stands_of(standard, _places(world)))
    return next(one for one in rows if one.requirement.code == code)


def _told(row: Across) -> dict[str, list[str]]:
    return {state: [one.stand.place.code for one in told] for state, told in row.by_state}


def test_services_stand_where_their_latest_closed_round_left_them(world: World) -> None:
    other = quality_officer(world.other_service)
    close_round(world.service, {"P61-04": State.NOT}, by=world.quirin, at=AT - timedelta(days=400))
    close_round(world.service, {"P61-04": State.MET, "P63-01": State.MET}, by=world.quirin, at=AT)
    close_round(world.other_service, {"P61-04": State.PARTLY, "P63-01": State.MET}, by=other, at=AT)
    # what runs does not count
    running = assessing.begin(
        organisation=world.other_service,
        standard="kassys",
        subject="",
        token=world.other_service.uuid,
        by=other,
        at=AT,
    )
    assessing.rate(assessment=running, code="P61-04", state=State.MET, note="", revision=0, by=other, at=AT)
    unlike, alike, unseen = (_row(world, code) for code in ("P61-04", "P63-01", "P62-01"))
    assert _told(unlike) == {State.MET: ["ifd-neuhafen"], State.PARTLY: ["ifd-altstadt"]}
    assert (unlike.met, unlike.judged, unlike.differs, unlike.is_gap) == (1, 2, True, True)
    assert _told(alike) == {State.MET: ["ifd-altstadt", "ifd-neuhafen"]}
    # a room needs no proof, so nothing is open here
    assert (alike.met, alike.judged, alike.differs, alike.is_gap) == (2, 2, False, False)
    assert _told(unseen) == {UNSEEN: ["ifd-altstadt", "ifd-neuhafen"]}
    assert (unseen.judged, unseen.differs, unseen.is_gap) == (0, False, False)


def test_another_wording_and_what_one_service_alone_demands_are_told(world: World) -> None:
    other = quality_officer(world.other_service)
    for code, text in (("NH-01", "Donnerstags offen"), ("P63-01", "Zwei Räume für Gespräche")):
        own.demand(
            organisation=world.service,
            standard="kassys",
            said=Demand(code=code, chapter="ausstattung", topic="Räume", text=text, needs_evidence=False),
            revision=0,
            by=world.quirin,
            at=AT,
        )
    for place, by in ((world.service, world.quirin), (world.other_service, other)):
        close_round(place, {"P63-01": State.MET}, by=by, at=AT)
    words = {
        one.stand.place.code: one.other_words
        for _state, told in _row(world, "P63-01").by_state
        for one in told
    }
    assert words == {"ifd-neuhafen": False, "ifd-altstadt": True}
    assert _told(_row(world, "NH-01")) == {UNSEEN: ["ifd-neuhafen"], ELSEWHERE: ["ifd-altstadt"]}


def test_a_service_that_says_met_without_a_proof_is_a_gap(world: World) -> None:
    close_round(world.service, {"P61-04": State.MET}, by=world.quirin, at=AT)
    row = _row(world, "P61-04")
    ((state, (told,)),) = row.by_state
    assert row.requirement.needs_evidence
    assert (state, told.unproved, row.met, row.judged, row.is_gap) == (State.MET, True, 1, 1, True)


def test_how_many_services_there_are_changes_no_number_of_queries(
    world: World, django_assert_num_queries: object
) -> None:
    standard = standards_for(world.service, on=TODAY)["kassys"]
    close_round(world.service, {"P61-04": State.MET}, by=world.quirin, at=AT)
    close_round(world.other_service, {"P61-04": State.MET}, by=quality_officer(world.other_service), at=AT)
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert [one.place.code for one in stands_of(standard, _places(world))] == [
            "ifd-altstadt",
            "ifd-neuhafen",
        ]
