"""What the operations of audits refuse with."""


class AuditRefused(ValueError):
    """This cannot be done with the audit; the message says why."""
