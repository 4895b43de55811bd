"""PDFs: good ones, broken ones, and those that want to do something when they are opened."""

from collections.abc import Iterator, Sequence

from tests.corpus import PAYLOAD, Sample
from tests.corpus.pictures import HTML

ACTION = "<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\);this.getURL\\('http://127.0.0.1:9/'\\)) >>"


def pdf(pages: int = 1, catalog: str = "", extra: Sequence[str] = (), page: str = "") -> bytes:
    """A PDF that says on every page which one it is. `extra` objects have the numbers from 4 + 2 * pages on."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(pages))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i in range(pages):
        text = f"BT /F1 24 Tf 72 700 Td (Page {i + 1}) Tj ET"
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {font} /Contents {5 + 2 * i} 0 R {page} >>",
            f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        ]
    return assembled([*objects, *extra])


def assembled(objects: Sequence[str], trailer: str = "") -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def locked() -> bytes:
    """A PDF that nobody opens without its password."""
    lock = f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>", lock]
    return assembled(objects, f"/Encrypt 3 0 R /ID [<{'43' * 16}> <{'43' * 16}>] ")


def samples() -> Iterator[Sample]:
    yield Sample("good.pdf", pdf(), kept="pdf")
    yield Sample("long.pdf", pdf(40), kept="pdf")
    yield Sample("pdf-called.docx", pdf(), kept="pdf", called="pdf-called.pdf")
    yield Sample("opens-with-a-script.pdf", pdf(catalog=f"/OpenAction {ACTION}"), kept="pdf")
    launch = "<< /Type /Action /S /Launch /F (calc.exe) /Win << /F (calc.exe) >> >>"
    yield Sample("launches.pdf", pdf(catalog=f"/OpenAction {launch}"), kept="pdf")
    yield Sample("script-on-a-page.pdf", pdf(page=f"/AA << /O {ACTION} >>"), kept="pdf")
    yield Sample(
        "link-to-a-script.pdf",
        pdf(
            page=f"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 600 800] /A << /S /URI /URI (javascript:{PAYLOAD.replace('(', '[').replace(')', ']')}) >> >>]"
        ),
        kept="pdf",
    )
    yield Sample(
        "attached.pdf",
        pdf(
            catalog="/Names << /EmbeddedFiles << /Names [(x.exe) 6 0 R] >> >>",
            extra=["<< /Type /Filespec /F (x.exe) /EF << /F 7 0 R >> >>", "<< /Length 2 >>\nstream\nMZ\nendstream"],
        ),
        kept="pdf",
    )
    yield Sample("also-a-page.pdf", pdf() + HTML.encode(), kept="pdf")
    yield Sample("also-a-page.html", b"%PDF-1.4\n" + HTML.encode() + pdf()[9:], kept="pdf", called="also-a-page.pdf")
    yield Sample("endless.pdf", pdf(page="/Rotate 90").replace(b"[0 0 595 842]", b"[0 0 99999999 1]"), kept="pdf")
    broken = "{} cannot be opened as a PDF; is it cut off?"
    yield Sample("cut.pdf", pdf()[:60], refused=broken.format("cut.pdf"))
    yield Sample("only-a-head.pdf", b"%PDF-1.7\n" + HTML.encode(), refused=broken.format("only-a-head.pdf"))
    yield Sample("no-pages.pdf", assembled(["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"]),
                 refused=broken.format("no-pages.pdf"))  # fmt: skip
    yield Sample("locked.pdf", locked(), refused="locked.pdf is protected by a password; save it without one")
