"""Makes small PDFs by hand, so that the tests of reading them need no library that writes them."""

from __future__ import annotations

from collections.abc import Sequence

PICTURE = b"q 595 0 0 842 0 0 cm /Im1 Do Q"  # a page that is one picture


def draw(placed: Sequence[tuple[float, float, str]], *, size: float = 10) -> bytes:
    """A page on which lines stand where they are put (points from the lower left), drawn in the order given."""
    return b"BT " + b" ".join(f"/F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(t)}) Tj".encode() for x, y, t in placed) + b" ET"


def make_pdf(pages: Sequence[str | bytes], *, title: str = "", encrypted: bool = False) -> bytes:
    """A PDF with one page for each text (lines parted by line breaks, Latin characters); an empty text is an empty page.

    Bytes are drawn as they are, as `draw` makes them.
    """
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    has_picture = any(isinstance(p, bytes) and b"/Im1" in p for p in pages)
    pictures = f"/XObject << /Im1 {4 + 2 * len(pages)} 0 R >> " if has_picture else ""
    for i, text in enumerate(pages):
        if isinstance(text, bytes):
            stream = text.decode("latin-1")
        else:
            shown = "".join(f"({_escaped(line)}) Tj T* " for line in text.split("\n")) if text else ""
            stream = f"BT /F1 11 Tf 14 TL 60 780 Td {shown}ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> {pictures}>> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    if has_picture:
        image = (
            "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
        )
        objects.append(f"{image}\nstream\n\x80\nendstream")
    trailer = "/Root 1 0 R"
    if title:
        objects.append(f"<< /Title ({_escaped(title)}) /CreationDate (D:20260301120000Z) >>")
        trailer += f" /Info {len(objects)} 0 R"
    if encrypted:
        key = "<" + "28" * 32 + ">"
        objects.append(f"<< /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>")
        trailer += f" /Encrypt {len(objects)} 0 R /ID [<{'00' * 16}> <{'00' * 16}>]"
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{at:010d} 00000 n \n" for at in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
