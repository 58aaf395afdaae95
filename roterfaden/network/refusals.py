"""The refusals of the network."""


class NetworkRefused(ValueError):
    """This cannot be done with partners, committees, public relations or places; the message says why."""
