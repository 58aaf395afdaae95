# the harmless file by which virus scanners are tried out; refused also where none is configured
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"


class UploadRefused(ValueError):
    """The file is not taken; the message says why and what helps."""
