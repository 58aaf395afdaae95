"""Files to upload, made here: good ones of every kind, and bad ones of every trick, 500 of them."""

import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO

import docx
import pypdf
import xlsxwriter
from docx.shared import Inches
from PIL import Image, PngImagePlugin
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from roterfaden.documents.typesetting.content import Document, Section, Text
from roterfaden.documents.typesetting.pdf import set_pdf

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
File = tuple[str, bytes]


@cache
def pdf(text: str = "Ein Befund über die Belastbarkeit.") -> bytes:
    section = Section(id="a", title="Eins", blocks=[Text(text=text)])
    return set_pdf(Document(title="Titel", subtitle="", notice="", foot="f", sections=[section]))


@cache
def plain_pdf(pages: int = 1) -> bytes:
    writer = pypdf.PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return _written(writer)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, size, 90).save(out, kind)
    return out.getvalue()


def photo() -> bytes:
    """A JPEG that says where it was taken, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "KAMERA-KANARIE"
    out = BytesIO()
    Image.new("RGB", (40, 30), 90).save(out, "JPEG", exif=exif, comment=b"ORT-KANARIE")
    return out.getvalue()


@cache
def word(text: str = "Ein Brief.", *, with_picture: bool = False) -> bytes:
    made = docx.Document()
    made.add_heading("Titel", level=1)
    made.add_paragraph(text)
    if with_picture:
        made.add_picture(BytesIO(picture()), width=Inches(1))
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def table(rows: int = 3) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(rows):
            sheet.write_row(row, 0, ["Name", row])
    return out.getvalue()


@cache
def odt(text: str = "Ein Text.") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        names = 'xmlns:office="urn:o" xmlns:text="urn:t"'
        archive.writestr("content.xml", f"<office:document {names}><text:p>{text}</text:p></office:document>")
    return out.getvalue()


def good(rng: random.Random) -> Iterator[File]:
    """200 files that people really upload."""
    for n in range(20):
        yield f"Bericht {n}.pdf", pdf(f"Bericht {n % 4}")
        yield f"scan ({n}).PDF", plain_pdf(1 + n % 3)
        yield f"Foto_{n}.jpg", picture("JPEG", (10 + rng.randrange(90), 20), ("RGB", "L", "CMYK")[n % 3])
        yield f"IMG-{n}.jpeg", photo()
        yield f"Bild.{n}.png", picture("PNG", (10, 10 + n), ("RGB", "RGBA", "L", "P", "1")[n % 5])
        yield f"Lebenslauf Müller-Ößner {n}.docx", word(f"Text {n % 4}")
        yield f"Vertrag{n}.docx", word(with_picture=True)
        yield f"Liste {n}.xlsx", table(1 + n % 3)
        yield f"Notiz{n}.odt", odt(f"Notiz {n % 3}")
        yield f"Gespräch {n}.txt", f"Termin <am> {n}. März – 10 Uhr & mehr\r\n".encode()


def bad(rng: random.Random) -> Iterator[File]:
    """500 files of which none may come in: 25 tricks, 20 times each in another dress."""
    for n in range(20):
        noise = rng.randbytes(8 + n)
        yield from viruses(n)
        yield from _polyglots(n, noise)
        yield from _archives(n, noise)
        yield from _pdfs(n)
        yield from _names(n)


def viruses(n: int) -> Iterator[File]:
    yield f"a{n}.txt", b" " * n + EICAR
    yield f"b{n}.docx", with_entry(word(), f"word/{n}.txt", EICAR)
    yield f"c{n}.pdf", plain_pdf()[:-6] + b"%" + EICAR + b"\n%%EOF\n"


def _polyglots(n: int, noise: bytes) -> Iterator[File]:
    script = b"<script>alert(1)</script>"
    yield f"d{n}.pdf", (b"MZ" if n % 2 else b"GIF89a" + noise) + pdf()
    yield f"e{n}.pdf", pdf() + (word() if n % 2 else script)
    yield f"f{n}.txt", (b" " * n) + (b"<!DOCTYPE html>" if n % 2 else b"<svg onload='x'>") + script
    yield f"g{n}.png", (script if n % 2 else b"<svg/>") + noise
    yield f"h{n}.jpg", b"\xff\xd8\xff" + noise + script
    yield f"i{n}.docx", word() + (pdf() if n % 2 else script)


def _archives(n: int, noise: bytes) -> Iterator[File]:
    yield (
        f"j{n}.docx",
        with_entry(word(), "word/media/x.bin", bytes((201 + n) * 1024 * 1024)) if n < 2 else lying(n),
    )
    yield f"k{n}.docx", with_entry(word(), ("word/vbaProject.bin", "word/vbaData.xml")[n % 2], noise)
    yield f"l{n}.docx", with_entry(word(), ("../" * (n + 1)) + "etc/passwd", noise)
    yield (
        f"m{n}.docx",
        with_entry(
            word(), f"word/{n}.xml", b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>"
        ),
    )
    yield f"n{n}.xlsx", with_entry(table(), f"xl/{n}.xml", " " * n + "<!ENTITY a 'aaaa'>", utf16=bool(n % 2))
    yield f"o{n}.docx", with_entry(word(), "word/embeddings/oleObject1.bin", noise)
    yield f"p{n}.docx", with_entry(word(), f"word/media/{n}.png", b"MZ" + noise)
    yield (
        f"q{n}.docx",
        renamed(word(), b"wordprocessingml.document.main+xml", b"document.macroEnabled.main+xml"),
    )
    yield (
        f"r{n}.docx",
        with_entry(
            word(),
            "word/_rels/settings.xml.rels",
            f'<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://boese/{n}" '
            'TargetMode="External"/></Relationships>',
        ),
    )
    yield f"s{n}.docx", odt() if n % 2 else table()


def _pdfs(n: int) -> Iterator[File]:
    yield f"t{n}.pdf", with_action("/JavaScript" if n % 2 else "/Launch", hidden=n > 9)
    yield f"u{n}.pdf", with_attachment(n)
    yield f"v{n}.pdf", pdf()[: 200 + 50 * n]


def _names(n: int) -> Iterator[File]:
    yield f"../{'../' * n}w.pdf", pdf()
    yield f"x{n}\u202efdp.txt", b"x" if n % 2 else b"y"
    yield f"y{n}.png", bomb(n)


def with_entry(content: bytes, name: str, body: bytes | str, *, utf16: bool = False) -> bytes:
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        raw = body if isinstance(body, bytes) else body.encode("utf-16" if utf16 else "utf-8")
        archive.writestr(name, raw)
    return out.getvalue()


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, source.read(entry).replace(old, new))
    return out.getvalue()


def lying(n: int) -> bytes:
    """An archive whose entry says that it is one byte long."""
    content = with_entry(word(), "word/media/x.bin", bytes(300_000 + n))
    size = struct.pack("<I", 300_000 + n)
    return content.replace(size, struct.pack("<I", 1))


def with_action(kind: str, *, hidden: bool) -> bytes:
    """A PDF that runs something when it is opened; `hidden` where no page and no root names it."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    action = DictionaryObject(
        {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("calc")}
    )
    if kind == "/JavaScript":
        action[NameObject("/JS")] = TextStringObject("app.alert(1)")
    reference = writer._add_object(action)
    if not hidden:
        writer._root_object[NameObject("/OpenAction")] = reference
    return _written(writer)


def with_attachment(n: int) -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    if n % 2:
        writer.add_attachment("x.exe", b"MZ" + bytes(n))
    else:
        writer.encrypt("geheim", algorithm="RC4-128")
    return _written(writer)


def bomb(n: int) -> bytes:
    """A PNG of a few hundred bytes that says it has 100 megapixels and more."""
    side = 10_000 + n
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100)))
        + chunk(b"IEND", b"")
    )


def png_with_text() -> bytes:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "ORT-KANARIE")
    out = BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PNG", pnginfo=note)
    return out.getvalue() + b"HINTEN-KANARIE"


def _written(writer: pypdf.PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
