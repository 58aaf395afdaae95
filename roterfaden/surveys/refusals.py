"""The refusal that the modules of surveys share."""


class SurveyRefused(ValueError):
    """This cannot be done with the survey; the message says why."""
