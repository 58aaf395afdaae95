"""The refusals that several modules of steering share."""


class AgreementRefused(ValueError):
    """This cannot be done with the target agreement; the message says why."""
