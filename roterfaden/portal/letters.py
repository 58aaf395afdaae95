"""A QR code as a path of an SVG, made here: nothing is asked of another host, nothing is stored."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4


@dataclass(frozen=True)
class Square:
    """`path` draws the dark modules in a square of `size` units, with the quiet zone around."""

    size: int
    path: str


def qr_of(text: str) -> Square:
    """The QR code of `text`, medium error correction."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    parts = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return Square(len(rows), "".join(parts))
