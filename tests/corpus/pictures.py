"""Pictures: whole, cut off, absurdly large, and with scripts in every corner."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image

from tests.corpus import PAYLOAD, Sample

SCRIPT = f"<script>{PAYLOAD}</script>"
HTML = f'<html><body onload="{PAYLOAD}"><img src=x onerror="{PAYLOAD}">{SCRIPT}</body></html>'


def picture(form: str, size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", size, "#345")
    image.paste("#c40", (5, 5, size[0] // 2, size[1] // 2))
    image.save(out, form, **more)
    return out.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *extra: bytes, pixels: bytes = b"") -> bytes:
    """A PNG of one bit a pixel that says it has so many."""
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(pixels or b"\0" * ((width // 8 + 2) * min(height, 10)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(extra) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def gif_that_is_a_script() -> bytes:
    """Its width reads as the beginning of a comment; as a script it sets a variable and goes on."""
    plain = bytearray(picture("GIF", (10799, 1)))  # 10799 is "/*" in the header
    return bytes(plain) + f"*/=1;{PAYLOAD};".encode()


def animated() -> bytes:
    out = BytesIO()
    frames = [Image.new("P", (40, 40), shade) for shade in range(5)]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50)
    return out.getvalue()


def exif(words: str) -> bytes:
    made = Image.Exif()
    made[0x010E], made[0x9286], made[0x0112] = words, words, 6
    return made.tobytes()


def samples() -> Iterator[Sample]:
    yield Sample("good.png", picture("PNG"), kept="png")
    yield Sample("good.jpg", picture("JPEG"), kept="jpeg")
    yield Sample("good.JPEG", picture("JPEG"), kept="jpeg")
    yield Sample("good.webp", picture("WEBP"), kept="webp")
    yield Sample("good.gif", picture("GIF"), kept="gif")
    yield Sample("moving.gif", animated(), kept="gif")
    yield Sample("large.png", picture("PNG", (5000, 4000)), kept="png")
    yield Sample("report.pdf", picture("PNG"), kept="png", called="report.png")
    yield Sample("script-in-exif.jpg", picture("JPEG", exif=exif(SCRIPT)), kept="jpeg")
    yield Sample("script-in-comment.jpg", picture("JPEG", comment=HTML.encode()), kept="jpeg")
    yield Sample("script-behind.png", picture("PNG") + HTML.encode(), kept="png")
    yield Sample(
        "script-in-text.png", png(8, 8, chunk(b"tEXt", b"Title\0" + HTML.encode()), pixels=b"\0\0" * 8), kept="png"
    )
    yield Sample("script-behind.html", picture("GIF") + HTML.encode(), kept="gif", called="script-behind.gif")
    yield Sample("also-a-script.gif", gif_that_is_a_script(), kept="gif")
    yield Sample("also-a-script.js", gif_that_is_a_script(), kept="gif", called="also-a-script.gif")
    yield Sample("page.svg.png", picture("PNG") + f'<svg onload="{PAYLOAD}"/>'.encode(), kept="png")
    cut = "{} cannot be opened as a picture; is it cut off?"
    for form, name in (("PNG", "cut.png"), ("JPEG", "cut.jpg"), ("WEBP", "cut.webp"), ("GIF", "cut.gif")):
        whole = picture(form, (300, 200))
        yield Sample(name, whole[: len(whole) // 2], refused=cut.format(name))
    yield Sample("only-a-head.gif", b"GIF89a/*" + f"*/=1;{PAYLOAD};".encode(), refused=cut.format("only-a-head.gif"))
    yield Sample("absurd.png", png(2**31 - 1, 2**31 - 1),
                 refused="absurd.png has 2,147,483,647 by 2,147,483,647 pixels; at most 40 million are taken")  # fmt: skip
    yield Sample("huge.png", png(60_000, 60_000),
                 refused="huge.png has 60,000 by 60,000 pixels; at most 40 million are taken")  # fmt: skip
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * (200 << 20), 9))
    yield Sample("text-bomb.png", png(8, 8, bomb, pixels=b"\0\0" * 8), refused=cut.format("text-bomb.png"))
    yield Sample("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100,
                 refused="photo.heic is a picture as telephones keep it (HEIC, AVIF); save it as JPEG")  # fmt: skip
