"""Small files of each format, made for the tests."""

from collections.abc import Sequence
from pathlib import Path


def make_docx(path: Path) -> Path:
    """Headings, a list, a table."""
    import docx

    file = docx.Document()
    file.add_heading("Beekeeping in winter", level=0)
    file.add_heading("Before the frost", level=1)
    file.add_paragraph("Every colony needs three things before the first frost:")
    for item in ("twelve kilograms of food", "a dry hive", "protection from mice"):
        file.add_paragraph(item, style="List Bullet")
    file.add_heading("Weights", level=1)
    table = file.add_table(rows=0, cols=2)
    for row in (("Month", "Weight"), ("October", "14 kg"), ("March", "6 kg")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = row
    file.save(str(path))
    return path


def make_pdf(path: Path, pages: Sequence[Sequence[str]], *, extra: bytes = b"") -> Path:
    """Pages of lines in 12 point Helvetica; a line that begins with "# " is set in 20 point."""
    bodies: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    bodies.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    kids = []
    for lines in pages:
        stream = b"BT 14 TL 72 760 Td\n" + b"".join(_line(line) for line in lines) + b"ET" + extra
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>" % len(bodies)
        )
        kids.append(len(bodies))
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    bodies[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), listed)
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(bodies) + 1)
    out += b"startxref\n%d\n%%%%EOF\n" % start
    path.write_bytes(bytes(out))
    return path


def _line(line: str) -> bytes:
    size = 20 if line.startswith("# ") else 12
    text = line.removeprefix("# ").encode("latin-1")
    for mark in (b"\\", b"(", b")"):
        text = text.replace(mark, b"\\" + mark)
    room = b"T* " if size > 12 else b""
    return b"%s/F %d Tf (%s) Tj T*\n" % (room, size, text)


def picture_pdf(path: Path) -> Path:
    """A page with a filled box and no text, as a scanner makes them."""
    return make_pdf(path, [[]], extra=b"\n0.5 g 100 100 300 300 re f")


def encrypted_pdf(path: Path) -> Path:
    """A page that opens only with a password."""
    import pypdf

    plain = make_pdf(path, [["A secret line."]])
    writer = pypdf.PdfWriter(clone_from=str(plain))
    writer.encrypt("password", algorithm="RC4-128")
    writer.write(str(path))
    return path
