"""Digests and matches as compact bytes, and back."""

from __future__ import annotations

import json
import zlib
from typing import TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from onrecord.group.sentences import Sentences
from onrecord.group.sheets import Sheet
from onrecord.group.texts import Text
from onrecord.group.tokens import Tokens

_JSON = b"["
"""No message of ours begins so: each is an array, and MessagePack marks arrays otherwise."""
_FAST = 1
Value = TypeVar("Value")


class _Words(msgspec.Struct, frozen=True, array_like=True):
    """The arrays of a :class:`~onrecord.group.texts.Text`, places as steps from one to the next."""

    hashes: bytes
    starts: bytes
    lengths: bytes
    marks: bytes
    spans: bytes
    bounds: bytes
    keys: bytes
    weights: bytes
    plain: bytes
    bands: bytes


_decode_words = msgspec.msgpack.Decoder(_Words).decode


def pack(value: msgspec.Struct) -> bytes:
    """Return an array-like struct as bytes: MessagePack, or JSON where a text cannot be UTF-8."""
    try:
        return msgspec.msgpack.encode(value)
    except UnicodeEncodeError:  # a lone surrogate, which JSON can escape
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode("ascii")


def unpack(data: bytes, kind: type[Value]) -> Value:
    """Return what :func:`pack` packed."""
    if data[:1] == _JSON:
        return msgspec.convert(json.loads(data), type=kind)
    return msgspec.msgpack.decode(data, type=kind)


def pack_text(text: Text) -> bytes:
    """Return a digest as bytes, its sheet left aside."""
    tokens, sentences = text.tokens, text.sentences
    words = _Words(
        hashes=tokens.hashes.tobytes(),
        starts=np.diff(tokens.starts, prepend=np.int32(0)).tobytes(),
        lengths=(tokens.ends - tokens.starts).tobytes(),
        marks=text.marks.tobytes(),
        spans=sentences.spans.tobytes(),
        bounds=sentences.bounds.tobytes(),
        keys=sentences.keys.tobytes(),
        weights=sentences.weights.tobytes(),
        plain=sentences.plain.tobytes(),
        bands=text.bands.tobytes(),
    )
    return zlib.compress(msgspec.msgpack.encode(words), _FAST)


def unpack_text(data: bytes, sheet: Sheet) -> Text:
    """Return the digest that :func:`pack_text` packed."""
    words = _decode_words(zlib.decompress(data))
    starts = np.cumsum(_read(words.starts, np.int32), dtype=np.int32)
    sentences = Sentences(
        spans=_read(words.spans, np.int32).reshape(-1, 2),
        bounds=_read(words.bounds, np.int32).reshape(-1, 2),
        keys=_read(words.keys, np.uint64),
        weights=_read(words.weights, np.float16),
        plain=_read(words.plain, np.bool_),
    )
    tokens = Tokens(_read(words.hashes, np.uint64), starts, starts + _read(words.lengths, np.int32))
    marks, bands = _read(words.marks, np.uint8), _read(words.bands, np.uint64)
    return Text(sheet, tokens, marks, sentences, bands)


Item = TypeVar("Item", bound=np.generic)


def _read(data: bytes, kind: type[Item]) -> npt.NDArray[Item]:
    return np.frombuffer(data, dtype=kind)
