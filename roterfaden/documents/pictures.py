"""Pictures are drawn anew: without place, camera and comments, and with nothing behind the picture."""

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from roterfaden.documents.refusals import UploadRefused

MOST_PIXELS = 50_000_000
QUALITY = 90
TOO_LARGE = "Das Bild hat mehr als 50 Megapixel. Bitte verkleinern Sie es."
DAMAGED = "Das Bild ist beschädigt und lässt sich nicht öffnen."


def redrawn(content: bytes, *, kind: str) -> bytes:
    """The picture, turned as it was taken and written anew as `kind` (png, jpeg).

    Refuses a damaged picture, one of another kind, and more than 50 megapixels; the size is read before it is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            upright = _opened(content, kind)
    except UploadRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UploadRefused(_(TOO_LARGE)) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise UploadRefused(_(DAMAGED)) from error
    out = BytesIO()
    if kind == "jpeg":
        upright = upright if upright.mode in ("RGB", "L") else upright.convert("RGB")
        fresh = Image.new(upright.mode, upright.size)
        fresh.paste(upright)
        fresh.save(out, "JPEG", quality=QUALITY)
    else:
        upright = upright if upright.mode in ("RGB", "RGBA", "L", "LA", "1") else upright.convert("RGBA")
        fresh = Image.new(upright.mode, upright.size)
        fresh.paste(upright)
        fresh.save(out, "PNG")
    return out.getvalue()


def _opened(content: bytes, kind: str) -> Image.Image:
    picture = Image.open(BytesIO(content), formats=[kind.upper()])
    if picture.width * picture.height > MOST_PIXELS:
        raise UploadRefused(_(TOO_LARGE))
    picture.load()
    return ImageOps.exif_transpose(picture)
