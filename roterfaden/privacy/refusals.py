"""The refusals of data protection."""


class PrivacyRefused(ValueError):
    """This cannot be done with a request, a breach, a pledge or the operator's papers; the message says why."""
