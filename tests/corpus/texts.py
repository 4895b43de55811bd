"""Text: tables, notes and data that are kept, and what looks like text and can be run."""

import io
import tarfile
from collections.abc import Iterator

from tests.corpus import PAYLOAD, Sample
from tests.corpus.pictures import HTML

EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NONE = "{} is none of the files that are kept here: PDF, pictures (PNG, JPEG, WebP, GIF), text and tables (TXT, CSV, JSON), office files (XLSX, ODS, DOCX, ODT)"
MAIL = "From: a@example.org\r\nTo: b@example.org\r\nSubject: Minutes\r\nMIME-Version: 1.0\r\n\r\nAll is well.\r\n"
SAVED = "From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"


def tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return out.getvalue()


def samples() -> Iterator[Sample]:
    yield Sample("good.csv", b"name,role\r\nAna,owner\r\n", kept="csv")
    yield Sample("good.tsv", b"name\trole\nAna\towner\n", kept="csv")
    yield Sample("good.txt", "Zoë was here.\n".encode(), kept="text")
    yield Sample("good.log", b"12:00 \x1b[31mfailed\x1b[0m\n", kept="text")
    yield Sample("good.json", b'{"tickets": [1, 2]}\n', kept="json")
    yield Sample("old.txt", "Preço: 5 €\r\n".encode("cp1252"), kept="text")
    yield Sample("sixteen.csv", "name;role\r\nZoë;owner\r\n".encode("utf-16"), kept="csv")
    yield Sample("formulas.csv", b"name,link\n=cmd|'/C calc'!A0,=HYPERLINK(1)\n", kept="csv")
    yield Sample("mail.eml", MAIL.encode(), kept="text", called="mail.txt")
    inline = MAIL.replace("\r\n\r\n", "\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n", 1)
    yield Sample("inline.eml", inline.encode(), kept="text", called="inline.txt")
    yield Sample("virus.com", EICAR.encode(), kept="text", called="virus.txt")
    yield Sample("script.js", PAYLOAD.encode(), kept="text", called="script.txt")
    yield Sample("script.ps1", b"Start-Process calc\r\n", kept="text", called="script.txt")
    yield Sample("page-in-a-text.html", b"Read this: " + HTML.encode(), kept="text", called="page-in-a-text.txt")
    yield Sample("data.html", b'{"a": "' + HTML.replace('"', "'").encode() + b'"}', kept="json", called="data.json")
    yield Sample("invoice\u202efdp.exe", b"Dear Ana,\nthank you.\n", kept="text", called="invoicefdp.txt")
    yield Sample("zero\u200b\u200dwidth\ufeff.txt", b"x\n", kept="text", called="zerowidth.txt")
    yield Sample("n" * 10_000 + ".txt", b"x\n", kept="text", called="n" * 251 + ".txt")
    yield Sample("<b onload='alert(1)'>.txt", b"x\n", kept="text")
    yield Sample("v1.2", b"version one point two\n", kept="text", called="v1.2.txt")
    yield Sample("a.exe. ", b"x\n", kept="text", called="a.exe.txt")
    yield from refused()


def refused() -> Iterator[Sample]:
    web, drawing = "is a web page; save it as PDF", "is a drawing or data in XML; save it as PNG or PDF"
    yield Sample("page.html", HTML.encode(), refused=f"page.html {web}")
    yield Sample("page.png", b"<!DOCTYPE html>" + HTML.encode(), refused=f"page.png {web}")
    yield Sample("page.txt", b"\xef\xbb\xbf \n<!-- x --><script>" + PAYLOAD.encode(), refused=f"page.txt {web}")
    yield Sample("wide-page.txt", HTML.encode("utf-16"), refused=f"wide-page.txt {web}")
    yield Sample("program.hta", b"<hta:application>" + HTML.encode(), refused=f"program.hta {web}")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><script>{PAYLOAD}</script></svg>'
    yield Sample("drawing.svg", svg.encode(), refused=f"drawing.svg {drawing}")
    yield Sample("drawing.png", b'<?xml version="1.0"?>' + svg.encode(), refused=f"drawing.png {drawing}")
    yield Sample("feed.xml", b'<?xml version="1.0"?><a/>', refused=f"feed.xml {drawing}")
    yield Sample("saved.mht", SAVED.encode() + HTML.encode(), refused="saved.mht is a saved web page; save it as PDF")
    yield Sample(
        "word.mht", SAVED.partition("\r\n")[2].encode(), refused="word.mht is a saved web page; save it as PDF"
    )
    shortcut = "is a shortcut; this is not kept here"
    yield Sample("link.url", b"[InternetShortcut]\r\nURL=http://127.0.0.1:9/\r\n", refused=f"link.url {shortcut}")
    yield Sample("link.desktop", b"[Desktop Entry]\nExec=sh\n", refused=f"link.desktop {shortcut}")
    yield Sample("link.lnk", b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60, refused=f"link.lnk {shortcut}")
    yield Sample(
        "keys.reg",
        b"Windows Registry Editor Version 5.00\r\n",
        refused="keys.reg is a change of the Windows registry; this is not kept here",
    )
    yield Sample(
        "sheet.csv",
        b'ID;PWXL;N;E\r\nC;X1;Y1;EEXEC("calc")\r\n',
        refused="sheet.csv is a sheet in SYLK; save it as XLSX or CSV",
    )
    yield Sample(
        "letter.rtf", rb"{\rtf1\ansi{\object}}", refused="letter.rtf is a document in RTF; save it as DOCX or PDF"
    )
    program = "is a program; this is not kept here"
    yield Sample("setup.exe", b"MZ\x90\0" + b"\0" * 100, refused=f"setup.exe {program}")
    yield Sample("holiday.jpg", b"MZ\x90\0" + b"\0" * 100, refused=f"holiday.jpg {program}")
    yield Sample("tool", b"\x7fELF\x02\x01\x01" + b"\0" * 100, refused=f"tool {program}")
    yield Sample("tool.app", b"\xcf\xfa\xed\xfe" + b"\0" * 100, refused=f"tool.app {program}")
    yield Sample("run.sh", b"#!/bin/sh\nrm -rf /\n", refused="run.sh is a script; this is not kept here")
    archive = "is an archive; unpack it and hand in what is inside"
    for name, data in (("a.7z", b"7z\xbc\xaf\x27\x1c\0\4"), ("a.rar", b"Rar!\x1a\x07\1\0"), ("a.tar.gz", b"\x1f\x8b\x08\0"),
                       ("a.tar", tar()), ("a.xz", b"\xfd7zXZ\0\0"), ("a.cab", b"MSCF\0\0\0\0")):  # fmt: skip
        yield Sample(name, data, refused=f"{name} {archive}")
    for name, data in (
        ("nul.csv", b"name,role\nAna,\0owner\n"),
        ("noise.bin", bytes(range(256)) * 4),
        ("film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0"),
    ):
        yield Sample(name, data, refused=NONE.format(name))
    yield Sample("half.txt", "Zoë".encode("utf-16")[:-1], refused=NONE.format("half.txt"))
    yield Sample("empty.pdf", b"", refused="empty.pdf is empty")
    yield Sample("too-large.txt", b"x" * ((50 << 20) + 1), refused="too-large.txt has 51 MB; at most 50 MB are kept")
