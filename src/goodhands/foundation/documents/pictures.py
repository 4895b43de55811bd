"""How does a page of this file look? Runs in a process of its own (`foundation.confined`).

Pictures and PDFs are decoded and drawn anew as a plain picture: nothing of the bytes that came in is in what goes out.
"""

import json
from io import BytesIO
from typing import IO

import pypdfium2
from PIL import Image, ImageOps

from goodhands.foundation.rules.sentences import Refused, said

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 40_000_000
SIDE = 1600
MOST_BYTES = 4 << 20
MOST_PAGES = 3
LOOK = "look"

Image.MAX_IMAGE_PIXELS = None  # the limit is ours, with a sentence of its own


def work(file: IO[bytes], name: str, page: str) -> bytes:
    """For `LOOK`, how many pages can be shown, as JSON; for a number from 1, the picture of that page as PNG."""
    data = file.read()
    if data.startswith(b"%PDF-"):
        return _of_pdf(data, name, page)
    picture = _decoded(data, name)
    return json.dumps(1).encode() if page == LOOK else _drawn(picture)


def _decoded(data: bytes, name: str) -> Image.Image:
    """The whole picture; Refused where it is too large, or not whole."""
    broken = Refused(said("{file} cannot be opened as a picture; is it cut off?", file=name))
    try:
        picture = Image.open(BytesIO(data), formats=FORMATS)
    except Exception:
        raise broken from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Refused(said("{file} has {width:,} by {height:,} pixels; at most {most} million are taken", file=name,
                           width=width, height=height, most=MOST_PIXELS // 10**6))  # fmt: skip
    try:
        picture.load()
        return picture
    except MemoryError:
        raise
    except Exception:
        raise broken from None


def _of_pdf(data: bytes, name: str, page: str) -> bytes:
    try:
        document = pypdfium2.PdfDocument(data)
        pages = min(len(document), MOST_PAGES)
        if page == LOOK and pages:
            return json.dumps(pages).encode()
        sheet = document[int(page) - 1]
        scale = min(SIDE / max(*sheet.get_size(), 1), 4)
        return _drawn(sheet.render(scale=scale).to_pil())
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused(said("{file} is protected by a password; save it without one", file=name)) from None
    except (ValueError, IndexError):
        pass
    raise Refused(said("{file} cannot be opened as a PDF; is it cut off?", file=name))


def _drawn(picture: Image.Image) -> bytes:
    """Upright, on white, as large as a screen shows it, without anything but its points. Takes the picture apart."""
    picture.thumbnail((SIDE, SIDE))
    upright = ImageOps.exif_transpose(picture)
    deep = upright.mode.startswith("I")  # greys of sixteen bits would come out white
    small = (upright.point(lambda grey: grey / 256).convert("L") if deep else upright).convert("RGBA")
    plain = Image.new("RGB", small.size, "white")
    plain.paste(small, mask=small)
    while True:
        out = BytesIO()
        plain.save(out, "PNG")
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
        plain.thumbnail((plain.width * 3 // 4, plain.height * 3 // 4))


def _rehearse() -> None:
    """Do all of it once with pictures of our own: decoders load parts of theirs late, when nothing can be opened."""
    turned = Image.Exif()
    turned[0x0112], turned[0x010E] = 6, "rehearsal"
    for form in FORMATS:
        out = BytesIO()
        Image.new("RGB", (2, 1)).save(out, form, **({} if form == "GIF" else {"exif": turned.tobytes()}))
        _drawn(_decoded(out.getvalue(), form))
    document = pypdfium2.PdfDocument.new()
    document.new_page(10, 10).render(scale=1).to_pil()


_rehearse()
