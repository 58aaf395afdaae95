"""Jobs: queued with their transaction, done once, cancellable, taken up again when their worker died."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from roterfaden.audit.models import Entry
from roterfaden.jobs import work
from roterfaden.jobs.choices import JobState
from roterfaden.jobs.models import Job
from roterfaden.jobs.queries import jobs_visible_to
from tests.fixtures import AT, World

QUEUED = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def count_up(progress: work.Progress, *, to: int) -> dict[str, Any]:
    for done in range(1, to + 1):
        progress.report(done=done, total=to)
    return {"sentences": [f"{to} gezählt."]}


def refuse(_progress: work.Progress) -> dict[str, Any]:
    raise work.WorkRefused("Das geht heute nicht.")


def break_down(_progress: work.Progress) -> dict[str, Any]:
    raise KeyError("Leyla Aksoy")


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    work.kind("tests.count", title="Zählen", repeatable=True)(count_up)
    work.kind("tests.once", title="Einmal zählen")(count_up)
    work.kind("tests.refuse", title="Weigern")(refuse)
    work.kind("tests.break", title="Kaputtgehen")(break_down)
    yield
    for name in ("tests.count", "tests.once", "tests.refuse", "tests.break"):
        work._kinds.pop(name)


def test_a_job_runs_and_tells_what_came_out(world: World) -> None:
    job = work.start(kind="tests.count", args={"to": 3}, by=world.anna, at=AT)
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert job.result == {"sentences": ["3 gezählt."]}
    told = Entry.objects.filter(subject_uuid=job.uuid).order_by("seq").values_list("action", flat=True)
    assert list(told) == ["jobs.started", "jobs.ended"]


def test_what_went_wrong_is_told_without_contents(world: World) -> None:
    refused = work.start(kind="tests.refuse", args={}, by=world.anna, at=AT)
    assert (refused.state, refused.problem) == (JobState.FAILED, "Das geht heute nicht.")
    broken = work.start(kind="tests.break", args={}, by=world.anna, at=AT)
    assert broken.state == JobState.FAILED
    assert "KeyError" in broken.problem
    assert "Aksoy" not in broken.problem


def test_an_unknown_kind_is_refused(world: World) -> None:
    with pytest.raises(work.UnknownKind):
        work.start(kind="tests.nothing", args={}, by=world.anna, at=AT)
    assert not Job.objects.exists()


@override_settings(TASKS=QUEUED)
def test_a_job_waits_for_its_transaction_and_can_be_cancelled_before_it_runs(world: World) -> None:
    with transaction.atomic():
        work.start(kind="tests.count", args={"to": 3}, by=world.anna, at=AT)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    job = work.start(kind="tests.count", args={"to": 3}, by=world.anna, at=AT)
    assert job.state == JobState.WAITING
    work.ask_to_cancel(job, by=world.anna, at=AT)
    work.run_queued.call(str(job.uuid))
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.CANCELLED, 0)


@override_settings(TASKS=QUEUED)
def test_a_running_job_ends_at_its_next_report_when_cancelled(world: World) -> None:
    job = work.start(kind="tests.count", args={"to": 3}, by=world.anna, at=AT)
    taken = work._take_up(job.uuid, at=AT)
    assert taken is not None
    work.ask_to_cancel(job, by=world.anna, at=AT)
    with pytest.raises(work.Cancelled):
        work.Progress(taken).report(done=1, total=3)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.RUNNING, 1)


@override_settings(TASKS=QUEUED)
def test_a_job_whose_worker_died_is_done_again_once(world: World) -> None:
    job = work.start(kind="tests.count", args={"to": 3}, by=world.anna, at=AT)
    dead = work._take_up(job.uuid, at=timezone.now())
    assert dead is not None
    assert work.take_up_silent(at=timezone.now() + work.SIGN_OF_LIFE) == 0, "it may still be alive"
    assert work.take_up_silent(at=timezone.now() + 3 * work.SIGN_OF_LIFE) == 1
    work.run_queued.call(str(job.uuid))
    work.run_queued.call(str(job.uuid))
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done) == (JobState.DONE, 2, 3)
    with pytest.raises(work.Cancelled):
        work.Progress(dead).report(done=1, total=3)


@override_settings(TASKS=QUEUED)
def test_a_job_that_must_not_run_twice_ends_with_a_sentence(world: World) -> None:
    job = work.start(kind="tests.once", args={"to": 3}, by=world.anna, at=AT)
    work._take_up(job.uuid, at=AT)
    assert work.take_up_silent(at=AT + timedelta(hours=1)) == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "prüfen" in job.problem


def test_nobody_sees_the_jobs_of_others(world: World) -> None:
    job = work.start(kind="tests.count", args={"to": 3}, by=world.anna, at=AT)
    assert list(jobs_visible_to(world.lena)) == []
    client = Client()
    client.force_login(world.lena)
    assert client.get(reverse("jobs:detail", args=[job.uuid])).status_code == 404
    assert client.post(reverse("jobs:cancel", args=[job.uuid])).status_code == 404
    client.force_login(world.anna)
    page = client.get(reverse("jobs:detail", args=[job.uuid])).content.decode()
    assert "3 gezählt." in page
    assert "hx-trigger" not in page, "an ended job asks no more"
    assert "Zählen" in client.get(reverse("jobs:index")).content.decode()


@override_settings(TASKS=QUEUED)
def test_a_waiting_job_shows_its_progress_and_the_way_to_cancel(world: World) -> None:
    job = work.start(kind="tests.count", args={"to": 3}, by=world.anna, at=AT)
    client = Client()
    client.force_login(world.anna)
    panel = client.get(reverse("jobs:detail", args=[job.uuid]), headers={"HX-Request": "true"})
    assert "Läuft noch" in panel.content.decode()
    assert "<html" not in panel.content.decode()
    client.post(reverse("jobs:cancel", args=[job.uuid]))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
