"""Where SpiffWorkflow's state is kept. Viewflow brings its own tables."""

from django.db import models


class SpiffState(models.Model):
    """One workflow: its pruned state without the specification, as JSON."""

    spec = models.CharField(max_length=40)
    state = models.TextField()
    completed = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.spec} {self.pk}"
