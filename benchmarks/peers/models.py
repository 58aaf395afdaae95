"""Where SpiffWorkflow's state is kept. Viewflow brings its own tables."""

from typing import ClassVar

from django.db import models


class SpiffState(models.Model):
    """One workflow: its pruned state without the specification, as JSON."""

    spec = models.CharField(max_length=40)
    state = models.TextField()
    completed = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    # spelled out because type checking runs on the project's settings, which do not install this app
    objects: ClassVar[models.Manager["SpiffState"]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.spec} {self.pk}"
