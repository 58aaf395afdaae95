"""Pages go out compressed: on the road half of the time is the line. Downloads and films go as they are.

Compression can tell lengths of secrets apart (BREACH): the token in each page is masked anew, Django adds up to 100
random bytes, and no foreign page can make a browser send the session along (decision 0101).
"""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/html", "application/json")


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages and answers for programs, nothing else."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
