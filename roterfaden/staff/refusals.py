class StaffRefused(ValueError):
    """This cannot be done with the data of a worker; the message says why."""
