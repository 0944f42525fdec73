from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import RefusedError
from onrecord.read.texts import check_unicode, decode_bytes, read_charset

WESTERN = (
    "“Nine people – perhaps more – are missing,” said Zoë Brûlé of the café’s crew: £40m gone."
)
RUSSIAN = (
    "Паром затонул у мыса Марлоу в понедельник, сообщила береговая охрана. "
    "По меньшей мере двенадцать человек погибли, девять пропали без вести, поиски продолжаются. "
    "Капитан порта заявил журналистам, что спасатели работают всю ночь напролёт. "
) * 3


@pytest.mark.parametrize(
    "data",
    [
        WESTERN.encode(),
        codecs.BOM_UTF8 + WESTERN.encode(),
        codecs.BOM_UTF16_LE + WESTERN.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WESTERN.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + WESTERN.encode("utf-32-le"),
        WESTERN.encode("utf-16-le"),
        WESTERN.encode("utf-16-be"),
        ("The harbour was closed at noon on Monday. " * 9 + WESTERN).encode("cp1252"),
    ],
)
def test_encodings_without_a_label(data: bytes) -> None:
    assert decode_bytes(data).endswith(WESTERN)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_another_script_without_a_label_is_detected(encoding: str) -> None:
    assert decode_bytes(RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", WESTERN),
        ("windows-1251", "cp1251", RUSSIAN),
        ("Shift_JIS", "cp932", "フェリーが沈没し、十二人が死亡した。" * 9),
        ("gb2312", "gb18030", "渡轮沉没，十二人死亡。" * 9),
        ("iso-2022-jp", "iso2022_jp", "フェリーが沈没した。" * 9),
    ],
)
def test_declared_charset_is_read_as_browsers_do(label: str, encoding: str, text: str) -> None:
    meta = f'<html><head><meta charset="{label}"></head>{text}'
    assert decode_bytes(meta.encode(encoding)) == meta
    assert decode_bytes(text.encode(encoding), label) == text


def test_mislabelled_utf8_is_read_as_utf8() -> None:
    page = f'<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">{WESTERN}'
    assert decode_bytes(page.encode(), "windows-1251") == page


def test_mislabelled_legacy_text_is_not_turned_into_replacement_characters() -> None:
    page = '<meta charset="utf-8">' + "The harbour was closed at noon. " * 9 + WESTERN
    assert decode_bytes(page.encode("cp1252")) == page


def test_utf8_cut_in_a_character_stays_utf8() -> None:
    assert decode_bytes((WESTERN + " Zoë").encode()[:-1]) == WESTERN + " Zo\ufffd"


@pytest.mark.parametrize("label", ["unicode_escape", "utf-7", "idna", "hex", "no-such", "utf-16"])
def test_charsets_no_page_may_choose_are_passed_over(label: str) -> None:
    text = f'<meta charset="{label}">' + "The harbour was closed at noon. " * 9 + "caf\\u00e9 é"
    assert decode_bytes(text.encode("cp1252")) == text


@pytest.mark.parametrize("data", [b"\0" * 99, bytes(range(32)) * 9, b"\x7fELF\2\1\1\0\0\0\3\0>\0"])
def test_binary_is_no_text(data: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        decode_bytes(data)
    assert caught.value.refusal.reason == "not-text"


def test_lone_surrogates_are_refused_with_their_place() -> None:
    with pytest.raises(RefusedError) as caught:
        check_unicode("ab\ud800")
    assert caught.value.refusal.detail == "lone surrogate at character 2"
    check_unicode("🚢")


def test_charset_of_a_content_type() -> None:
    assert read_charset("text/html; charset='Big5'; x=1") == "Big5"
    assert read_charset("text/html") is None
    assert read_charset(None) is None


@given(st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), min_size=20))
def test_utf8_comes_back_unchanged(text: str) -> None:
    text = text.replace("\x7f", " ").replace("\ufffd", "?").replace("\ufeff", " ")
    assert decode_bytes(text.encode()) == text


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        check_unicode(decode_bytes(data))
    except RefusedError as error:
        reason = error.refusal.reason
    else:
        reason = "not-text"
    assert reason == "not-text"
