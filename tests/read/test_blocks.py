from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.read.blocks import FURNITURE_ROLES, find_blocks
from onrecord.records import Block, BlockRole

HEADLINE = "Ferry With 140 Aboard Sinks Off Port Selm"
BODY = [
    "A ferry carrying 140 people sank off Port Selm early on Monday, the coastguard said, and at "
    "least 12 passengers were killed.",
    "Rescuers pulled 97 people from the water before noon. “The swell was enormous, and the rafts "
    "would not open,” said Mara Quint, a nurse who swam ashore.",
    "The operator, Selm Lines, denied that the ship had been overloaded. Its spokesman, Odo Brant, "
    "said that the manifest listed 131 passengers and nine crew.",
    "The transport minister said that an inquiry would begin within days, and that all vessels of "
    "the same class would stay in port until it reports.",
]


def roles_of(text: str) -> list[tuple[str, BlockRole]]:
    return [(text[b.start : b.end], b.role) for b in find_blocks(text)]


def role_of(text: str, beginning: str) -> BlockRole:
    return next(role for exact, role in roles_of(text) if exact.startswith(beginning))


def article(*extra: str, gap: str = "\n\n") -> str:
    return gap.join([HEADLINE, *BODY, *extra])


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\n \n\t\n"])
def test_an_article_is_headline_and_body_in_any_layout(gap: str) -> None:
    assert [role for _, role in roles_of(article(gap=gap))] == ["headline", *["body"] * 4]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Also Read: Harbour Cat Elected Mayor Of Neighbouring Town", "promo"),
        ("MORE COVERAGE: Five things we know about the ship", "promo"),
        ("Related:", "promo"),
        ("About The Author", "nav"),
        ("Share:", "nav"),
        ("(Visited 12 times, 3 visits today)", "nav"),
        ("Original Source", "nav"),
        ("Become a Patron!", "plea"),
        (
            "We keep our journalism free for everyone. If you value what you read here, consider "
            "making a donation: for the price of a cup of coffee you can help us.",
            "plea",
        ),
        ("(With inputs from AP)", "credit"),
        ("© 2031 Selm Herald. All rights reserved.", "nav"),
    ],
)
def test_lines_below_an_article(line: str, role: BlockRole) -> None:
    assert role_of(article(line), line) == role


def test_a_promo_between_paragraphs_is_no_body() -> None:
    text = "\n\n".join(
        [HEADLINE, *BODY[:2], "Must Read: Cat Rides Bus To Work Every Day", *BODY[2:]]
    )
    assert role_of(text, "Must Read") == "promo"
    assert [role for _, role in roles_of(text)].count("body") == 4


def test_furniture_below_the_body_stays_furniture_to_the_end() -> None:
    tail = []
    for headline in ("Storm Closes Mountain Pass", "Bakers Win Prize", "Museum Reopens Monday"):
        tail += [
            headline,
            headline,
            f"{headline}: residents of the valley expect a long…",
            "4 May 2031",
        ]
    text = article("Latest Contents", *tail)
    found = find_blocks(text)
    assert {block.role for block in found[5:]} <= FURNITURE_ROLES
    assert found[7].repeat_of == 6


def test_repeats_point_at_the_earlier_block() -> None:
    text = "\n\n".join([HEADLINE, BODY[2], "By Jo Adler", BODY[0], BODY[1], BODY[2], BODY[3]])
    found = find_blocks(text)
    assert found[1].role == "standfirst"
    assert (found[5].role, found[5].repeat_of) == ("body", 1)


def test_a_repeat_that_differs_in_a_number_is_none() -> None:
    said = "At least {} people were killed on Monday, the coastguard told reporters at the port."
    text = article(said.format(12), said.format(120))
    assert all(block.repeat_of is None for block in find_blocks(text))


def test_points_that_sum_up_the_report_are_its_list() -> None:
    text = "\n".join(
        [
            BODY[3],
            "At a Glance",
            "- Ferry sinks off Port Selm",
            "- At least 12 dead",
            HEADLINE,
            *BODY[:3],
        ]
    )
    assert [role for _, role in roles_of(text)][:5] == [
        "standfirst", "subhead", "list", "list", "headline",
    ]  # fmt: skip


def test_a_heading_heads_body() -> None:
    text = "\n\n".join(
        [HEADLINE, *BODY[:2], "What the Operator Says", *BODY[2:], "More Videos Here"]
    )
    assert role_of(text, "What the Operator") == "subhead"
    assert role_of(text, "More Videos") in FURNITURE_ROLES


def test_section_label_and_date_above_the_headline() -> None:
    text = "\n".join(["Today : May 4, 2031", "World News", "4 May 2031", "", article()])
    assert [role for _, role in roles_of(text)][:4] == ["nav", "nav", "dateline", "headline"]


@pytest.mark.parametrize("break_", ["\n", " "])
def test_an_embedded_post_is_one_block_with_author_and_date(break_: str) -> None:
    post = (
        f"Ferry down off Selm; boats on the way{break_}— Coastguard Selm (@SelmCoast) May 4, 2031"
    )
    text = "\n".join([HEADLINE, *BODY[:2], post, *BODY[2:]])
    block = next(b for b in find_blocks(text) if b.role == "embed")
    assert text[block.start : block.end] == post
    assert (block.author, block.handle, block.posted) == (
        "Coastguard Selm",
        "SelmCoast",
        "2031-05-04",
    )
    assert [role for _, role in roles_of(text)].count("body") == 4


def test_a_biography_at_the_end_is_no_report() -> None:
    bio = "Jo Adler is a reporter for the Selm Herald, covering ports and shipping."
    assert role_of(article(bio), "Jo Adler") == "nav"


def test_a_picture_caption_is_a_caption() -> None:
    caption = "Rescuers carry a survivor ashore at Port Selm. (AP Photo/Ilse Tamm)"
    assert role_of("\n\n".join([HEADLINE, caption, *BODY]), "Rescuers carry") == "caption"


def test_hard_wrapped_paragraphs_are_one_block_each() -> None:
    import textwrap

    wrapped = [textwrap.fill(paragraph, 66) for paragraph in BODY]
    text = "\n\n".join([HEADLINE, *wrapped])
    assert [exact for exact, role in roles_of(text) if role == "body"] == wrapped


def test_markup_settles_roles_and_borders() -> None:
    text = article("What Next", "A list of those on board will be published by the coastguard.")
    start = text.index("What Next")
    found = find_blocks(text, roles=[((start, start + 9), "subhead")])
    assert next(b for b in found if b.start == start).role == "subhead"


def test_a_short_note_without_paragraphs_is_kept() -> None:
    assert [role for _, role in roles_of("Three people died in Selm")] == ["body"]


def check_cover(text: str, blocks: tuple[Block, ...]) -> None:
    covered = [False] * len(text)
    last = 0
    for index, block in enumerate(blocks):
        assert last <= block.start < block.end <= len(text)
        exact = text[block.start : block.end]
        assert exact == exact.strip()
        assert block.repeat_of is None or block.repeat_of < index
        covered[block.start : block.end] = [True] * (block.end - block.start)
        last = block.end
    left = [char for char, inside in zip(text, covered, strict=True) if not inside]
    assert not "".join(left).strip()


PIECES = st.one_of(
    st.text(max_size=60),
    st.sampled_from([
        *BODY, HEADLINE, "\n", "\r\n", "\n\n", "\0", "\u2028", "e\u0301", "👩‍👩‍👧",
        "שלום עולם", "Share:", "— Jo Adler (@jo) May 4, 2031", "(Reuters) – ", "At a Glance",
        "- ", "\ud800", "3/4/2031",
    ]),
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
@example("\u200b")
@example("(@a)(@b)\n(@c)")
@settings(max_examples=300, deadline=None)
def test_any_text_is_cut_into_ordered_blocks_that_cover_it(text: str) -> None:
    check_cover(text, find_blocks(text))


@given(
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300)), max_size=6),
)
@settings(max_examples=150, deadline=None)
def test_any_spans_of_markup_are_borne(text: str, spans: list[tuple[int, int]]) -> None:
    check_cover(text, find_blocks(text, [(span, "quote") for span in spans], spans))


def test_a_title_from_the_container_finds_the_headline() -> None:
    text = "\n\n".join(
        ["Harbour Festival Opens", "Bakers Win Again", "Selm Mourns Its Dead", *BODY]
    )
    found = find_blocks(text, title="Selm mourns its dead - Selm Herald")
    assert [block.role for block in found if text[block.start :].startswith("Selm Mourns")] == [
        "headline"
    ]


def test_the_short_last_sentence_of_a_brief_is_report() -> None:
    text = (
        "Bus crash on the coast road kills nine\n\n"
        "Nine people died when a bus left the road near Velm on Friday.\n\n"
        "Police said the driver was being questioned.\n\n"
        "The road is closed.\n\n"
        "Sign up for our newsletter."
    )
    roles = [block.role for block in find_blocks(text)]
    assert roles[:4] == ["headline", "body", "body", "body"]
    assert roles[4] in {"plea", "promo", "nav"}
