"""All that the interface can do, by topic."""

from roterfaden.api.resources import access, cases, journal, mandates, plan, statistics, thread

OPERATIONS = (
    *access.OPERATIONS,
    *cases.OPERATIONS,
    *thread.OPERATIONS,
    *journal.OPERATIONS,
    *mandates.OPERATIONS,
    *plan.OPERATIONS,
    *statistics.OPERATIONS,
)
