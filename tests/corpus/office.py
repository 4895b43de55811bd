"""Office files: good ones, and those that would fetch, run or swell when they are opened."""

import io
import struct
import zipfile
from collections.abc import Iterator, Mapping

from tests.corpus import Sample

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/></Types>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
WORD = "wordprocessingml.document.main"
BOOK = "spreadsheetml.sheet.main"
ODD = "holds what no office program writes; save it anew, or as PDF"
NOT_HERE = "this is not kept here"


def packed(parts: Mapping[str, str | bytes], store: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == store else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(**parts: str | bytes) -> bytes:
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>'
    usual = {
        "[Content_Types].xml": TYPES.format(part="word/document.xml", kind=WORD),
        "_rels/.rels": RELATIONS.format(relation("officeDocument", "word/document.xml")),
        "word/document.xml": body,
    }
    return packed(usual | parts)


def relation(kind: str, target: str, mode: str = "") -> str:
    where = ' TargetMode="External"' if mode else ""
    return f'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"{where}/>'


def xlsx(sheet: str = "", **parts: str | bytes) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = sheet or '<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c></row>'
    usual = {
        "[Content_Types].xml": TYPES.format(part="xl/workbook.xml", kind=BOOK),
        "_rels/.rels": RELATIONS.format(relation("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": RELATIONS.format(relation("worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    return packed(usual | parts)


def odf(kind: str, **parts: str | bytes) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return packed({"mimetype": mimetype, "content.xml": "<x/>", **parts}, store="mimetype")


def cell(formula: str) -> str:
    return f'<row r="1"><c r="A1"><f>{formula}</f><v>1</v></c></row>'


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 20))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><x>&l19;</x>'


def encrypted() -> bytes:
    """An archive whose parts say that they need a password."""
    data = bytearray(docx())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(magic)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(magic, place + 4)
    return bytes(data)


def overlapping() -> bytes:
    """Many entries of the directory that lead to the same bytes."""
    kernel = packed(
        {"[Content_Types].xml": TYPES.format(part="word/document.xml", kind=WORD), "a.xml": b"\0" * (9 << 20)}
    )
    end = kernel.rindex(b"PK\x05\x06")
    start = struct.unpack("<I", kernel[end + 16 : end + 20])[0]
    directory = kernel[start:end]
    second = directory.rindex(b"PK\x01\x02")
    entry = directory[second:]
    more = b"".join(entry.replace(b"a.xml", f"{i:05d}".encode()) for i in range(20))
    whole = directory + more
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 22, 22, len(whole), start, 0)
    return kernel[:start] + whole + tail


def lying() -> bytes:
    """A part that says it is small and is not."""
    data = docx(**{"word/media/x.xml": b"\0" * (40 << 20)})
    return data.replace(struct.pack("<I", 40 << 20), struct.pack("<I", 1000))


def samples() -> Iterator[Sample]:
    yield Sample("good.docx", docx(), kept="docx")
    yield Sample("good.xlsx", xlsx(), kept="xlsx")
    yield Sample("good.odt", odf("text"), kept="odt")
    yield Sample("good.ods", odf("spreadsheet"), kept="ods")
    yield Sample("sheet.docx", xlsx(), kept="xlsx", called="sheet.xlsx")
    yield Sample("picture.png", docx(), kept="docx", called="picture.docx")
    yield Sample("formulas.xlsx", xlsx(cell('HYPERLINK("http://127.0.0.1:9/","x")')), kept="xlsx")
    yield Sample(
        "links.docx",
        docx(**{"word/_rels/document.xml.rels": RELATIONS.format(relation("hyperlink", "https://example.org/", "x"))}),
        kept="docx",
    )
    local = "file:///C:/Users/ana/AppData/Normal.dotm"
    yield Sample(
        "usual-template.docx",
        docx(**{"word/_rels/settings.xml.rels": RELATIONS.format(relation("attachedTemplate", local, "x"))}),
        kept="docx",
    )
    yield Sample(
        "linked-books.xlsx",
        xlsx(
            **{
                "xl/externalLinks/_rels/externalLink1.xml.rels": RELATIONS.format(
                    relation("externalLinkPath", "last-year.xlsx", "x")
                )
            }
        ),
        kept="xlsx",
    )
    yield Sample("million-rows.xlsx", xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), kept="xlsx")
    yield Sample(
        "many-strings.xlsx",
        xlsx(
            **{
                "xl/sharedStrings.xml": "<sst>"
                + "".join(f"<si><t>{i * 7919 % 10**6:x}</t></si>" for i in range(300_000))
                + "</sst>"
            }
        ),
        kept="xlsx",
    )
    yield from refused()


def refused() -> Iterator[Sample]:
    far = "fetches something from elsewhere when it is opened; save it as PDF"
    for target in ("https://127.0.0.1:9/a.dotm", "\\\\127.0.0.1\\a\\a.dotm", "file://127.0.0.1/a.dotm"):
        name = f"template-{len(target)}.docx"
        yield Sample(
            name,
            docx(**{"word/_rels/settings.xml.rels": RELATIONS.format(relation("attachedTemplate", target, "x"))}),
            refused=f"{name} {far}",
        )
    hidden = RELATIONS.format(relation("attachedTemplate", "&#104;ttps://127.0.0.1:9/a.dotm", "x"))
    yield Sample("hidden.docx", docx(**{"word/_rels/settings.xml.rels": hidden}), refused=f"hidden.docx {far}")
    wide = RELATIONS.format(relation("attachedTemplate", "https://127.0.0.1:9/a.dotm", "x")).encode("utf-16")
    yield Sample("wide.docx", docx(**{"word/_rels/settings.xml.rels": wide}), refused=f"wide.docx {ODD}")
    yield Sample(
        "tracked.docx",
        docx(**{"word/_rels/document.xml.rels": RELATIONS.format(relation("image", "http://127.0.0.1:9/a.png", "x"))}),
        refused=f"tracked.docx {far}",
    )
    macros = "holds macros, which are programs; save it without them, or as PDF"
    yield Sample("macros.docm", docx(**{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), refused=f"macros.docm {macros}")
    types = {
        "[Content_Types].xml": '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    }
    yield Sample("macros.xlsx", xlsx(**types), refused=f"macros.xlsx {macros}")
    yield Sample("old-macros.xlsx", xlsx(**{"xl/macrosheets/sheet1.xml": "<x/>"}), refused=f"old-macros.xlsx {macros}")
    yield Sample("macros.odt", odf("text", **{"Basic/Standard/Module1.xml": "<x/>"}), refused=f"macros.odt {macros}")
    dde = "asks other programs for data when it is opened (DDE); save it as PDF"
    yield Sample(
        "dde.xlsx",
        xlsx(
            **{
                "xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
            }
        ),
        refused=f"dde.xlsx {dde}",
    )
    yield Sample(
        "dde.docx",
        docx(**{"word/document.xml": "<w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText>"}),
        refused=f"dde.docx {dde}",
    )
    yield Sample(
        "packed.docx",
        docx(
            **{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "Ole10Native".encode("utf-16-le")}
        ),
        refused="packed.docx holds another file that can be run from it; save it as PDF",
    )
    yield Sample(
        "laughs.xlsx",
        xlsx(**{"xl/sharedStrings.xml": laughs()}),
        refused="laughs.xlsx holds what no office program writes; save it anew, or as PDF",
    )
    yield Sample(
        "entity.docx",
        docx(**{"word/document.xml": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'}),
        refused="entity.docx holds what no office program writes; save it anew, or as PDF",
    )
    grows = f"would grow beyond all measure when it is opened; {NOT_HERE}"
    yield Sample("bomb.docx", docx(**{"word/media/a.xml": b"\0" * (100 << 20)}), refused=f"bomb.docx {grows}")
    yield Sample(
        "wide-bomb.xlsx",
        xlsx(**{f"xl/media/{i}.xml": b"\0" * (9 << 20) for i in range(40)}),
        refused=f"wide-bomb.xlsx {grows}",
    )
    yield Sample("many-parts.docx", docx(**{f"{i}": b"" for i in range(5_001)}), refused=f"many-parts.docx {grows}")
    yield Sample("overlapping.docx", overlapping(), refused=f"overlapping.docx {grows}")
    yield Sample("lying.docx", lying(), refused="lying.docx is not a whole office file; is it cut off?")
    yield Sample("locked.docx", encrypted(), refused="locked.docx is protected by a password; save it without one")
    yield Sample(
        "old.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        refused="old.doc is an old or protected office file; save it as .docx or .xlsx, without a password",
    )
    for name, whole in (("cut.docx", docx()), ("cut.xlsx", xlsx())):
        yield Sample(name, whole[:-40], refused=f"{name} is not a whole office file; is it cut off?")
    other = "is an office file of a kind that is not kept here; save it as PDF"
    slides = {"[Content_Types].xml": TYPES.format(part="ppt/presentation.xml", kind="presentationml.presentation.main")}
    yield Sample("slides.pptx", packed(slides), refused=f"slides.pptx {other}")
    yield Sample("drawing.odg", odf("graphics"), refused=f"drawing.odg {other}")
    archive = "is an archive; unpack it and hand in what is inside"
    yield Sample("files.zip", packed({"a.txt": "a"}), refused=f"files.zip {archive}")
    yield Sample(
        "nested.zip", packed({"a.zip": packed({"b.zip": packed({"c": b"\0" * 1000})})}), refused=f"nested.zip {archive}"
    )
    yield Sample(
        "program.jar",
        packed({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"}),
        refused=f"program.jar {archive}",
    )
    yield Sample(
        "app.apk",
        packed({"AndroidManifest.xml": b"\3\0\x08\0", "classes.dex": b"dex\n035"}),
        refused=f"app.apk {archive}",
    )
    yield Sample("way-out.zip", packed({"../../etc/cron.d/x": "* * * * * root x"}), refused=f"way-out.zip {archive}")
    yield Sample("nothing.zip", packed({}), refused="nothing.zip is an archive; and there is nothing in it")
