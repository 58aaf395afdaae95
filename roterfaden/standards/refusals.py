"""What the operations on requirements refuse with."""


class StandardRefused(ValueError):
    """This cannot be done with the requirements; the message says why."""
