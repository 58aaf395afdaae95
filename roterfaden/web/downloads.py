"""Files that browsers keep and never show in the page."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(
    content: bytes | str, *, name: str, media_type: str = "application/octet-stream"
) -> HttpResponse:
    """The file under its name. `web.headers` closes it to scripts and keeps it out of every cache."""
    answer = HttpResponse(content, content_type=media_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    answer["Content-Disposition"] = disposition or "attachment"
    return answer
