"""Which text do these bytes stand for?"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes

from whence.gather.errors import BinaryError, EmptyError, PdfError, UndecodableError
from whence.gather.tongue import language_of
from whence.knowledge.tongues import tongues

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# First bytes of the commonest files that are no text, and what they are.
_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"ID3", "an MP3 file"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w:.-]{2,40})""",
    re.IGNORECASE,
)
# WHATWG Encoding Standard: what pages call Latin-1 is Windows-1252, and the like.
_SUPERSETS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


class Decoded(NamedTuple):
    """The text, the encoding it was read in, and notes on what the bytes left open."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not getattr(found, "_is_text_encoding", True):
        return None
    return _SUPERSETS.get(found.name, found.name)


def _binary(data: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    sample = data[:65536]
    odd = sum(sample.count(bytes([code])) for code in (*range(9), *range(14, 27), 28, 29, 30, 31))
    if odd > 0.02 * len(sample) + 2:
        return "binary data"
    return None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: every other byte of plain text is null."""
    sample = data[:4096]
    if len(sample) < 16 or not sample.count(b"\x00"):
        return None
    even, odd = sample[::2].count(b"\x00"), sample[1::2].count(b"\x00")
    half = len(sample) // 2
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def decode(data: bytes, source: str, declared: str | None = None) -> Decoded:
    """Bytes to text: byte order mark, then valid UTF-8, then the declared encoding, then what fits best.

    ``declared`` is the charset of an HTTP header; a page's own declaration is found here. Bytes that are invalid in
    the encoding become U+FFFD and are counted in the notes.

    Raises:
        EmptyError: no bytes, or only white space.
        PdfError: the bytes are a PDF.
        BinaryError: the bytes are no text.
        UndecodableError: they may be text, but in no encoding that can be told.
    """
    if not data.strip(b" \t\r\n\x0b\x0c\x00"):
        raise EmptyError(source, "is empty", "give a page or a text with a report in it")
    if b"%PDF-" in data[:1024]:
        raise PdfError(
            source, "is a PDF whatever it is called", "convert it to text first, for example with pdftotext"
        )
    for bom, name in _BOMS:
        if data.startswith(bom):
            return _lenient(data, name, source)
    if wide := _wide(data):
        return _lenient(data, wide, source)
    if kind := _binary(data):
        raise BinaryError(source, f"is {kind}, not a page or a text", "give an HTML or a text file")
    match = _DECLARED.search(data[:8192])
    inner = (
        next((group for group in match.groups() if group), b"").decode("ascii", "replace") if match else None
    )
    named = _codec(declared) or _codec(inner)
    if named and named.startswith(("utf-16", "utf_16", "utf-32")):
        named = None  # the declaration could not have been read
    if named and named.startswith(("iso2022", "hz")):
        return _lenient(data, named, source)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError:
        pass
    if named == "utf-8":
        return _lenient(data, named, source)
    if named:
        try:
            return Decoded(data.decode(named), named, ())
        except UnicodeDecodeError:
            return _lenient(data, named, source)
    text = data.decode("utf-8", "replace")
    if 0 < text.count("\ufffd") < 0.002 * len(text):
        return _lenient(data, "utf-8", source)
    if _reads_western(data):
        return Decoded(data.decode("cp1252"), "cp1252", ("no encoding was declared; read as cp1252",))
    best = from_bytes(data[:200_000]).best()
    if best is None:
        raise UndecodableError(
            source, "is text in no encoding that could be told", "save it as UTF-8 and try again"
        )
    guessed = _codec(best.encoding) or "cp1252"
    done = _lenient(data, guessed, source)
    return done._replace(notes=(f"no encoding was declared; read as {guessed}", *done.notes))


def _reads_western(data: bytes) -> bool:
    """Whether bytes read as Windows-1252 are a language that it writes: a guess by statistics errs on short texts."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return language_of(text) in tongues().western


def _lenient(data: bytes, encoding: str, source: str) -> Decoded:
    try:
        text = data.decode(encoding)
        return Decoded(text.removeprefix("\ufeff"), encoding, ())
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace").removeprefix("\ufeff")
    bad = text.count("\ufffd")
    if bad > 0.3 * len(text):
        raise UndecodableError(source, f"is declared {encoding} but is not", "save it as UTF-8 and try again")
    return Decoded(
        text, encoding, (f"{bad} places hold bytes that are invalid in {encoding}; they show as U+FFFD",)
    )
