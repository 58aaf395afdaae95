"""Uploaded files are looked through for viruses before the transaction of their request begins."""

from contextlib import AbstractContextManager, nullcontext

from django.http import HttpRequest

from roterfaden.documents import scanning
from roterfaden.documents.checks import MAX_BYTES


def scanned_uploads(request: HttpRequest) -> AbstractContextManager[None]:
    """Within it, the checks know what the scanner said of each file of the request."""
    if request.method != "POST" or not scanning.is_configured():
        return nullcontext()
    files = [file.file for _name, found in request.FILES.lists() for file in found if file.file is not None]
    return scanning.beforehand(files, most_bytes=MAX_BYTES)
