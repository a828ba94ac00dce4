"""Pictures for cards: whatever was uploaded is drawn anew, at the size that print needs and without what it told."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from afterword.domain.trouble import Trouble

#: Bytes of an upload.
LARGEST_UPLOAD = 20 * 1024 * 1024
#: 300 dots an inch on the longer side of the largest front (a 5 × 7 in card with its bleed).
LONGEST_SIDE = 2200
#: Fewer than this on the longer side looks coarse on a postcard.
SMALLEST_SIDE = 600
_MOST_PIXELS = 80_000_000


class BadPicture(Trouble):
    """A picture that cannot be printed; says what to bring instead."""


def ready_to_print(upload: bytes) -> bytes:
    """The picture as a JPEG of at most :data:`LONGEST_SIDE` pixels, upright, with no hidden data in it.

    Raises :class:`BadPicture` for what is no picture, too large, or too small to look good.
    """
    if len(upload) > LARGEST_UPLOAD:
        raise BadPicture("This picture is larger than 20 MB. Save it smaller, as a JPEG, and choose it again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(upload), formats=("JPEG", "PNG", "WEBP")) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise BadPicture("This picture has too many dots. Save it smaller and choose it again.")
                upright = ImageOps.exif_transpose(picture)
                return _drawn(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise BadPicture("This is not a picture we can print. Choose a JPEG, a PNG or a WebP.") from error


def _drawn(picture: Image.Image) -> bytes:
    if max(picture.size) < SMALLEST_SIDE:
        raise BadPicture(
            f"This picture is {picture.width} × {picture.height} dots and would look coarse."
            f" Choose one of at least {SMALLEST_SIDE} on its longer side."
        )
    if picture.mode in ("RGBA", "LA", "P"):
        clear = picture.convert("RGBA")
        picture = Image.new("RGB", clear.size, "white")
        picture.paste(clear, mask=clear.getchannel("A"))
    picture = picture.convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, optimize=True)
    return out.getvalue()
