"""Bytes → text: byte order marks, declared charsets, detection, and what is no text at all.

The order follows the WHATWG Encoding and HTML standards (a byte order mark wins, then the
transport's charset, then the document's own), with one change: bytes that are valid UTF-8 are read
as UTF-8 whatever they are labelled, since other text is almost never valid UTF-8 by accident.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from onrecord.read.refusals import refuse

SNIFF_BYTES = 4096
"""How much of a document is searched for its own charset declaration."""
DETECT_BYTES = 50_000
MAX_BROKEN_SHARE = 0.1
"""Broken UTF-8 sequences to non-ASCII bytes: a page cut or spliced at a byte, still UTF-8."""
MAX_WESTERN_SHARE = 0.05
"""Non-ASCII bytes in Western text; more is another script, for the detector to name."""
MAX_CONTROL_SHARE = 0.01

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta\b[^>]{0,400}?\bcharset\s{0,9}=\s{0,9}["']?\s{0,9}([\w:.-]{2,40})"""
    rb"""|<\?xml\b[^>]{0,200}?\bencoding\s{0,9}=\s{0,9}["']([\w:.-]{2,40})""",
    re.IGNORECASE,
)
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "big5": "big5hkscs",
}  # fmt: skip
"""Labels that the WHATWG Encoding standard reads as a superset of what they say."""
_STATEFUL = ("iso2022", "hz")
_TEXT_CODEC = re.compile(
    r"utf-8|cp\d+|iso8859-\d+|koi8-\w|mac-\w+|gb\w+|big5\w*|euc_\w+|iso2022_jp\w*|shift_jis\w*|hz|johab"
)
"""Python knows encodings no page may choose (``unicode_escape``, ``idna``); these it may."""
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f�]")
_CHARSET_OF_TYPE = re.compile(r"""charset\s{0,9}=\s{0,9}["']?([\w:.-]{2,40})""", re.IGNORECASE)


def decode_bytes(data: bytes, charset: str | None = None) -> str:
    """Return the text that bytes hold.

    Args:
        data: a whole document, as text, HTML or XML.
        charset: what the transport (an HTTP header) says, where there was one.

    Returns:
        The text without its byte order mark, otherwise unchanged.

    Raises:
        RefusedError: ``not-text`` where the bytes are something else.
    """
    text = _decode(data, charset)
    _check_controls(text)
    return text


def read_charset(content_type: str | None) -> str | None:
    """Return the charset parameter of a content type.

    >>> read_charset('text/html; charset="utf-8"')
    'utf-8'
    """
    match = _CHARSET_OF_TYPE.search(content_type or "")
    return match[1] if match else None


def check_unicode(text: str) -> None:
    """Refuse text with lone surrogates, which no file, store or page can hold.

    Raises:
        RefusedError: ``not-text``, with the place of the first.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise refuse("not-text", f"lone surrogate at character {error.start}") from None


def _decode(data: bytes, charset: str | None) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace")
    wide = _find_wide(data)
    if wide:
        return data.decode(wide, "replace")
    declared = _name_codec(charset) or _find_declared(data)
    if declared and declared.startswith(_STATEFUL):
        return data.decode(declared, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data, declared)


def _find_wide(data: bytes) -> str | None:
    """Return the UTF-16 that text without a byte order mark is in, told by where its NULs stand."""
    head = data[:SNIFF_BYTES]
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _find_declared(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, SNIFF_BYTES)
    return _name_codec((match[1] or match[2]).decode("ascii", "replace")) if match else None


def _name_codec(label: str | None) -> str | None:
    """Return Python's name for a charset label, None where it is no text encoding known here."""
    try:
        name = codecs.lookup(label.strip()).name if label else ""
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name) if _TEXT_CODEC.fullmatch(name) else None


def _decode_legacy(data: bytes, declared: str | None) -> str:
    if declared in {None, "utf-8"} and _is_broken_utf8(data):
        return data.decode("utf-8", "replace")
    if declared and declared != "utf-8":
        try:
            return data.decode(declared)
        except UnicodeDecodeError:
            pass
    return data.decode(_detect(data), "replace")


def _is_broken_utf8(data: bytes) -> bool:
    """Tell whether nearly all that is not ASCII is valid UTF-8."""
    decoded = data.decode("utf-8", "replace")
    broken = decoded.count("�")
    whole = sum(1 for char in decoded if char > "\x7f") - broken
    return broken <= whole * MAX_BROKEN_SHARE


def _detect(data: bytes) -> str:
    sample = data[:DETECT_BYTES]
    beyond_ascii = len(sample) - len(sample.decode("ascii", "ignore"))
    if beyond_ascii <= len(sample) * MAX_WESTERN_SHARE and _is_strict(data, "cp1252"):
        return "cp1252"
    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


def _is_strict(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _check_controls(text: str) -> None:
    controls = sum(1 for _ in _CONTROLS.finditer(text))
    if controls > max(len(text) * MAX_CONTROL_SHARE, 3) or (controls and controls * 10 > len(text)):
        raise refuse("not-text", f"{controls} control characters in {len(text)}")
