# the harmless file by which virus scanners are tried out; refused also where none is configured
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR"
VIRUS = "Die Datei enthält einen Virus oder sieht so aus."
UNSCANNED = (
    "Das Virenprogramm antwortet nicht. Ungeprüft wird diese Datei nicht gelesen; versuchen Sie es später."
)


class UploadRefused(ValueError):
    """The file is not taken; the message says why and what helps."""
