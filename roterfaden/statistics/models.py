"""Figures about finished runs, summed up per chain version, service and month: never about a single person."""

from django.db import models

from roterfaden.accounts.models import Organisation
from roterfaden.process.models import ChainVersion


class Figure(models.Model):
    """What all figures share: the runs on one chain version in one service that were over in one month."""

    id = models.BigAutoField(primary_key=True)
    chain_version = models.ForeignKey(ChainVersion, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    # the first day of the month in which the runs were over
    month = models.DateField()
    # how many different runs
    runs = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.chain_version_id}/{self.organisation_id}/{self.month}: {self.runs}"


class EndFigure(Figure):
    """How many runs ended at one end; the empty end is "the thread was left"."""

    end_node = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain_version", "organisation", "month", "end_node"], name="end_figure_once"
            )
        ]


class StepFigure(Figure):
    """How often a step or question was visited and skipped, and how long the visits that were done took."""

    node = models.CharField(max_length=60)
    visits = models.PositiveIntegerField()
    # how many different runs did it at least once
    done = models.PositiveIntegerField()
    # how many of the visits that were done took how long: see `durations`
    durations = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain_version", "organisation", "month", "node"], name="step_figure_once"
            )
        ]


class DeviationFigure(Figure):
    """How often a step was left by a way that is not drawn; `category` is empty for the sum over all reasons."""

    node = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)
    category = models.CharField(max_length=20, blank=True)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chain_version", "organisation", "month", "node", "kind", "category"],
                name="deviation_figure_once",
            )
        ]


class Refreshed(models.Model):
    """When the figures of a chain version were last summed up."""

    chain_version = models.OneToOneField(ChainVersion, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.chain_version_id}: {self.at}"


from roterfaden.statistics import report_models  # noqa: E402, F401
