"""Tokens stand where their words stand, whatever the text; endless text costs no more than long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.annotate import lexicon, pipelines
from onrecord.annotate.parses import MAX_CHUNK_TOKENS, parse_blocks
from onrecord.annotate.pipelines import MODEL

HOSTILE = st.text(
    st.one_of(
        st.sampled_from("\u202e\u200f\u0301\u0000\r\n\t \ud800\U0001f6f3\ufe0f“”’'.,-–0123456789"),
        st.characters(),
    ),
    max_size=300,
)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, HOSTILE)
def test_every_token_is_the_text_at_its_place(before: str, text: str) -> None:
    whole = before + text
    (parse,) = parse_blocks(whole, [(7, (len(before), len(whole)))])
    assert parse.block == 7
    for word, start, end in zip(parse.words, parse.starts, parse.ends, strict=True):
        assert len(before) <= start < end <= len(whole)
        if "\ufffd" not in word and "," not in word:
            assert whole[start:end] == word
    assert parse.starts == sorted(parse.starts)
    assert all(0 <= head < len(parse) for head in parse.heads)


def test_sentences_and_entities_cover_tokens_of_the_block() -> None:
    text = "Anna Berg spoke in Oslo on Tuesday. Nobody answered her."
    (parse,) = parse_blocks(text, [(0, (0, len(text)))])
    assert parse.sents[0][0] == 0
    assert parse.sents[-1][1] == len(parse)
    names = {text[slice(*parse.span(ent.first, ent.last))]: ent.label for ent in parse.ents}
    assert names["Anna Berg"] == "PERSON"
    assert names["Oslo"] == "GPE"


def test_a_block_is_parsed_the_same_beside_other_reports() -> None:
    text = "The minister said that 12 people had died in the fire at the port."
    alone = parse_blocks(text, [(0, (0, len(text)))])
    parse_blocks("Something else entirely happened.", [(0, (0, 33))])
    assert parse_blocks(text, [(0, (0, len(text)))]) == alone


def test_a_sentence_without_end_is_cut() -> None:
    text = "and then " * (MAX_CHUNK_TOKENS * 3) + "x" * 5000
    (parse,) = parse_blocks(text, [(0, (0, len(text)))])
    assert len(parse) >= MAX_CHUNK_TOKENS * 6
    assert max(end - start for start, end in zip(parse.starts, parse.ends, strict=True)) <= 500


def test_a_block_without_words_is_empty() -> None:
    assert [len(parse) for parse in parse_blocks("a \n\n ", [(0, (0, 1)), (1, (2, 5))])] == [1, 0]


SPOKEN = [
    "Let's go: he's gonna say there's no deal, isn't he? They ain't coming; you gotta see it.",
    "Y'all know what the U.S. and the European Union did in March 2024, Mr. Ruiz said.",
    "There are 12 reasons why she'd have left, but one's enough: \n C'm on, they cannot do that.",
    "Ana María Ruiz-Álvarez of the Harbour Authority paid $3.5 million on the first Monday of May.",
    "Doin' nothin' got 'em nowhere.  That which is done that day isn't undone.\u2028So be it.",
]


def test_the_pipeline_reads_what_spacy_reads() -> None:
    """The faster encoders, the entity decoder and the lexicon change nothing."""
    spacy = pytest.importorskip("spacy")
    nlp = spacy.load(MODEL)
    text = "\n\n".join([*SPOKEN, " ".join(SPOKEN)])
    blocks = [match.span() for match in re.finditer(r"[^\n]+(\n [^\n]+)?", text)]
    for parse, (start, end) in zip(parse_blocks(text, enumerate(blocks)), blocks, strict=True):
        tokens = [token for token in nlp(text[start:end]) if not token.is_space]
        assert parse.words == [token.text for token in tokens]
        assert parse.tags == [token.tag_ for token in tokens]
        assert parse.deps == [token.dep_ for token in tokens]
        assert parse.pos == [token.pos_ for token in tokens]
        assert parse.lemmas == [token.lemma_ for token in tokens]
        heads = [tokens.index(token.head) for token in tokens if not token.head.is_space]
        assert len(heads) == len(tokens)
        assert parse.heads == heads
        ents = [(text[slice(*parse.span(e.first, e.last))], e.label) for e in parse.ents]
        assert ents == [(ent.text, ent.label_) for ent in tokens[0].doc.ents]
        sents = [sent for sent in tokens[0].doc.sents if sent.text.strip()]
        assert len(parse.sents) == len(sents)


def test_forgetting_words_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(SPOKEN)
    blocks = [(0, (0, len(text)))]
    before = parse_blocks(text, blocks)
    monkeypatch.setattr(lexicon, "MAX_KNOWN", 10)
    monkeypatch.setattr(pipelines, "MAX_STRINGS", 0)
    for number in range(3):
        other = f"Quorblat number {number} frobnicated the zwibbles, said Zark{number} Vole."
        parse_blocks(other, [(0, (0, len(other)))])
        assert parse_blocks(text, blocks) == before


def test_a_dateline_is_no_part_of_the_first_sentence() -> None:
    text = "ORSK, Jan 14 (Northwire) - The bank raised its rate."
    start = text.index("The bank")
    (parse,) = parse_blocks(text, [(0, (0, len(text)))], {0: start})
    last = parse.sents[-1]
    assert parse.span(*last) == (start, len(text))
    assert parse.words[0] == "ORSK"
    assert [text[s:e] for s, e in zip(parse.starts, parse.ends, strict=True)] == parse.words
