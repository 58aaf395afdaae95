"""What the portal refuses, in sentences for the one who reads them."""


class PortalRefused(ValueError):
    """It cannot be done like this; the message says why and what helps."""


class NotLetIn(PortalRefused):
    """Code and PIN do not open anything. One sentence for every reason, so that nobody learns which it was."""

    def __init__(self) -> None:
        super().__init__(
            "Das hat nicht geklappt. Prüfen Sie bitte Code und PIN. "
            "Nach fünf Versuchen warten Sie bitte eine Viertelstunde."
        )


class TooManyTries(PortalRefused):
    """So many wrong tries came from this address that nobody from there is let in for a while."""

    def __init__(self) -> None:
        super().__init__("Das waren zu viele Versuche. Bitte warten Sie eine Viertelstunde.")
