"""What every store must do; a new kind of store joins by one line in ``stores.py``."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import AnchorError, JudgementError, LedgerError, NotFoundError
from onrecord.ids import hash_text
from onrecord.records import Annotations, Dated, Refusal, Report
from onrecord.store import EXPORT_KINDS, Fact, Ledger, make_judgement
from tests.store.facts import FERRY, FERRY_LATER, MARKET, annotate, make_fact, make_report
from tests.store.stores import FACTORIES

FACTS = [
    make_fact("b", MARKET, "2024-10-30"),
    make_fact("a", FERRY, "2024-10-30T09:00"),
    make_fact("c", "Quiet day\nNobody spoke.", None),
    make_fact("d", "Dam holds\nIda Brun said 40 homes were emptied.", "2024-09"),
]


def dump(ledger: Ledger) -> dict[str, list[bytes]]:
    """Return every export as bytes."""
    encoder = msgspec.json.Encoder(decimal_format="number")
    return {kind: [encoder.encode(row) for row in ledger.export(kind)] for kind in EXPORT_KINDS}


def test_a_report_comes_back_as_it_went_in(ledger: Ledger) -> None:
    fact = make_fact(path="saved/ferry.txt", url="https://example.org/ferry")
    assert ledger.add(*fact) == "added"
    assert ledger.fact("ferry") == fact
    assert list(ledger.facts()) == [fact]
    assert list(ledger.reports()) == [fact[0]]
    assert ledger.report("ferry") == fact[0]


def test_adding_again_adds_nothing(ledger: Ledger) -> None:
    fact = make_fact()
    ledger.add(*fact)
    before = ledger.state(), dump(ledger), dict(ledger.counts())
    assert ledger.add(*fact) == "known"
    assert (ledger.state(), dump(ledger), dict(ledger.counts())) == before


def test_has_knows_this_reading_by_this_version(ledger: Ledger) -> None:
    report, notes = make_fact()
    assert not ledger.has(report, "1")
    ledger.add(report, notes)
    assert ledger.has(report, "1")
    assert ledger.has(msgspec.structs.replace(report, path="elsewhere.txt"), "1")
    assert not ledger.has(report, "2")
    assert not ledger.has(make_report(text=FERRY_LATER), "1")
    assert not ledger.has(make_report(published="2024-10-30"), "1")


def test_exports_do_not_depend_on_the_order_of_arrival(
    ledger: Ledger, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    facts = [*FACTS, make_fact("a", FERRY_LATER, "2024-10-31")]
    ledger.add_many(facts)
    expected = dump(ledger)
    factory = FACTORIES[request.node.callspec.params["ledger"]]
    for seed in range(5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        shuffled = random.Random(seed).sample(facts, len(facts))
        with factory(folder) as other:
            for fact in shuffled:
                other.add(*fact)
            assert dump(other) == expected


def test_reports_come_by_date_then_id_and_undated_last(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    assert [report.id for report in ledger.reports()] == ["d", "b", "a", "c"]


def test_entries_come_by_place_with_their_report(ledger: Ledger) -> None:
    report, notes = make_fact()
    backwards = msgspec.structs.replace(notes, statements=notes.statements[::-1])
    ledger.add(report, backwards)
    assert [s for _, s in ledger.statements()] == list(notes.statements)
    assert all(found == report for found, _ in ledger.statements())
    assert [f for _, f in ledger.figures()] == list(notes.figures)
    assert [t for _, t in ledger.times()] == list(notes.times)
    assert [m for _, m in ledger.mentions()] == list(notes.mentions)


def test_statements_of_one_speaker_in_any_case(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    assert [s.speaker.name for _, s in ledger.statements("rui  MELO")] == ["Rui Melo"]
    assert list(ledger.statements("nobody")) == []


def test_exported_entries_carry_report_and_exact_words(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    for kind in ("statements", "figures", "times"):
        for row in ledger.export(kind):
            text = ledger.report(row["report"]).text
            assert row["quote"] in text
    row = next(ledger.export("statements"))
    assert (row["report"], row["quote"]) == ("d", "40 homes were emptied.")


def test_an_unknown_kind_is_named(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="no such kind: rumours; choose from reports"):
        ledger.export("rumours")


# ---------------------------------------------------------------- revisions and readings


def test_changed_text_is_a_revision_and_the_latest_counts(ledger: Ledger) -> None:
    assert ledger.add(*make_fact(published="2024-10-29")) == "added"
    assert ledger.add(*make_fact(text=FERRY_LATER, published="2024-10-30")) == "revised"
    assert ledger.report("ferry").text == FERRY_LATER
    assert ledger.report("ferry", revision=1).text == FERRY
    assert [str(figure.low) for _, figure in ledger.figures()] == ["15"]
    assert [r.hash for r in ledger.revisions("ferry")] == [hash_text(FERRY), hash_text(FERRY_LATER)]
    assert dict(ledger.counts()) | {"reports": 1, "revisions": 2} == dict(ledger.counts())


def test_an_older_revision_that_comes_later_stays_the_older(ledger: Ledger) -> None:
    ledger.add(*make_fact(text=FERRY_LATER, published="2024-10-30"))
    ledger.add(*make_fact(published="2024-10-29"))
    assert ledger.report("ferry").text == FERRY_LATER
    assert [r.number for r in ledger.revisions("ferry")] == [2, 1]


def test_where_dates_do_not_decide_the_later_arrival_is_the_later(ledger: Ledger) -> None:
    ledger.add(*make_fact(published=None))
    ledger.add(*make_fact(text=FERRY_LATER, published=None))
    assert ledger.report("ferry").text == FERRY_LATER


def test_an_undated_revision_does_not_replace_a_dated_one(ledger: Ledger) -> None:
    ledger.add(*make_fact(published="2024-10-29"))
    ledger.add(*make_fact(text=FERRY_LATER, published=None))
    assert ledger.report("ferry").text == FERRY


def test_statements_of_an_earlier_revision_are_still_found(ledger: Ledger) -> None:
    old = make_fact(published="2024-10-29")
    ledger.add(*old)
    ledger.add(*make_fact(text=FERRY_LATER, published="2024-10-30"))
    assert ledger.statement(old[1].statements[0].id) == (old[0], old[1].statements[0])


def test_of_two_readings_of_a_text_the_better_dated_counts(ledger: Ledger) -> None:
    dated = make_fact()
    vague = make_fact(published="2024-10")
    vague = (
        msgspec.structs.replace(vague[0], published=Dated(edtf="2024", source="text")),
        vague[1],
    )
    assert ledger.add(*vague) == "added"
    assert ledger.add(*dated) == "annotated"
    assert ledger.report("ferry") == dated[0]
    assert len(ledger.revisions("ferry")) == 1


def test_a_text_found_at_two_paths_is_one_reading_and_gives_the_first_path(ledger: Ledger) -> None:
    for path in ("b.txt", "a.txt", "c.txt"):
        ledger.add(*make_fact(path=path))
    assert ledger.report("ferry").path == "a.txt"
    ledger.add_sightings([make_report(path="0.txt")])
    assert ledger.report("ferry").path == "0.txt"
    with pytest.raises(NotFoundError):
        ledger.add_sightings([make_report("unknown")])


@pytest.mark.parametrize("versions", [("2", "10"), ("10", "2")])
def test_the_newest_annotators_count_whenever_they_came(
    ledger: Ledger, versions: tuple[str, str]
) -> None:
    report = make_report()
    results = [ledger.add(report, annotate(report, version)) for version in versions]
    assert results == ["added", "annotated"]
    assert ledger.fact("ferry")[1].version == "10"
    assert len(list(ledger.statements())) == 2


def test_the_very_same_text_in_two_reports_is_found_at_the_earlier(ledger: Ledger) -> None:
    ledger.add(*make_fact("late", FERRY, "2024-10-30"))
    ledger.add(*make_fact("early", FERRY, "2024-10-29"))
    shared = make_fact()[1].statements[0].id
    assert ledger.statement(shared)[0].id == "early"
    assert ledger.figure(make_fact()[1].figures[0].id)[0].id == "early"


# ---------------------------------------------------------------- anchors


def break_span(fact: Fact) -> Fact:
    report, notes = fact
    beyond = msgspec.structs.replace(notes.statements[0], content=((0, len(report.text) + 1),))
    return report, msgspec.structs.replace(notes, statements=(beyond,))


def break_hash(fact: Fact) -> Fact:
    return msgspec.structs.replace(fact[0], text=fact[0].text + "!"), fact[1]


def break_report(fact: Fact) -> Fact:
    return fact[0], msgspec.structs.replace(fact[1], report="other")


def break_link(fact: Fact) -> Fact:
    figure = msgspec.structs.replace(fact[1].figures[0], statement="none")
    return fact[0], msgspec.structs.replace(fact[1], figures=(figure,))


@pytest.mark.parametrize("spoil", [break_span, break_hash, break_report, break_link])
def test_nothing_of_a_report_with_an_untrue_anchor_is_written(
    ledger: Ledger, spoil: Callable[[Fact], Fact]
) -> None:
    ledger.add(*make_fact("good", MARKET))
    before = dump(ledger)
    with pytest.raises(AnchorError):
        ledger.add_many([make_fact("fine"), spoil(make_fact())])
    assert dump(ledger) == before
    assert ledger.check().clean


AWKWARD = st.text(st.characters(), min_size=1, max_size=60).filter(lambda text: bool(text.strip()))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=AWKWARD, title=st.one_of(st.none(), AWKWARD), query=AWKWARD)
def test_any_text_comes_back_and_is_searchable(
    ledger: Ledger, text: str, title: str | None, query: str
) -> None:
    report = Report(
        id=hash_text(text)[:16], hash=hash_text(text), text=text, title=title, path="a\udcff.txt"
    )
    ledger.add(report, Annotations(report=report.id, hash=report.hash, version="1"))
    assert ledger.report(report.id).text == text
    for hit in ledger.search(query):
        found = ledger.report(hit.report)
        assert found.text[hit.span[0] : hit.span[1]] == hit.quote


@given(text=st.text(st.sampled_from("a 1\r\n\0é\u0301\u200f\u05d0\U0001f525\ud800"), max_size=80))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_anchor_of_awkward_text_is_true(ledger: Ledger, text: str) -> None:
    fact = make_fact(hash_text(text)[:16], f"Zé said 12 {text}\nX\u0301 said {text}7")
    ledger.add(*fact)
    report, notes = ledger.fact(fact[0].id)
    assert (report, notes) == fact
    for statement in notes.statements:
        assert all(report.text[start:end] for start, end in statement.content)
    assert ledger.check().clean


# ---------------------------------------------------------------- search


def test_search_ranks_statements_then_passages_with_quote_and_place(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    hits = ledger.search("rescue boats")
    assert [hit.kind for hit in hits] == ["statement"]
    hit = hits[0]
    assert (hit.report, hit.outlet, hit.published) == ("a", "Cape Courier", "2024-10-30T09:00")
    assert (hit.speaker, hit.quote) == ("The coast guard", "rescue boats searched all night.")
    assert ledger.statement(hit.id)[0].text[hit.span[0] : hit.span[1]] == hit.quote
    assert [hit.kind for hit in ledger.search("sinks")] == ["passage"]


@pytest.mark.parametrize(
    ("query", "reports"),
    [
        ("FIRE", {"b"}),
        ("fires", {"b"}),
        ('"fire is out"', {"b"}),
        ('"out is fire"', set()),
        ("“fire is out”", {"b"}),
        ("emp*", {"d"}),
        ("melo stalls", {"b"}),
        ("melo homes", set()),
        ("ida", {"d"}),
    ],
)
def test_search_understands_words_phrases_and_beginnings(
    ledger: Ledger, query: str, reports: set[str]
) -> None:
    ledger.add_many(FACTS)
    assert {hit.report for hit in ledger.search(query)} == reports


ODD_QUERIES = [
    "", " ", '"', '""', "*", "(", ")", "a AND", "NOT", "NEAR(", "speaker:x", "^", "-a", "a\0b", "'",
    "{a b}: c", "\ud800", "🔥", "a" * 10_000, "x " * 5_000, '" OR 1 --', "\u0301", "+", "text : x",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD_QUERIES, ids=range(len(ODD_QUERIES)))
def test_no_query_is_an_error(ledger: Ledger, query: str) -> None:
    ledger.add_many(FACTS)
    assert isinstance(ledger.search(query), list)


def test_search_finds_only_the_current_revision_and_respects_its_limit(ledger: Ledger) -> None:
    ledger.add(*make_fact(published="2024-10-29"))
    ledger.add(*make_fact(text=FERRY_LATER, published="2024-10-30"))
    assert [hit.quote for hit in ledger.search("died")] == ["15 people died on the Estrela."]
    ledger.add_many(make_fact(f"m{number}", MARKET) for number in range(5))
    assert len(ledger.search("fire", limit=3)) == 3
    assert ledger.search("fire", limit=0) == []


def test_search_leaves_furniture_out(ledger: Ledger) -> None:
    report = make_report(text="Headline\nSubscribe to our ferry letter")
    nav = msgspec.structs.replace(report.blocks[1], role="promo")
    report = msgspec.structs.replace(report, blocks=(report.blocks[0], nav))
    ledger.add(report, annotate(report))
    assert ledger.search("subscribe") == []


# ---------------------------------------------------------------- refusals and judgements


def test_refusals_are_kept_once_and_listed_by_path(ledger: Ledger) -> None:
    late = Refusal(path="z.txt", reason="empty")
    early = Refusal(path="a\udcff.txt", reason="too-large", detail="9 MB", id="x")
    for _ in range(2):
        ledger.add_refusals([late, early])
    assert list(ledger.refusals()) == [early, late]


def test_judgements_stand_until_undone_and_stay_on_record(ledger: Ledger) -> None:
    same = make_judgement("same", ["a", "b"], "ana", "2024-10-29T10:00:00Z")
    undo = make_judgement("undo", [same.id], "rui", "2024-10-29T11:00:00Z")
    assert ledger.judge(same)
    assert not ledger.judge(same)
    assert ledger.judge(undo)
    assert ledger.judgements() == (same, undo)
    again = make_judgement("undo", [same.id], "ana", "2024-10-29T12:00:00Z")
    with pytest.raises(JudgementError, match="already undone"):
        ledger.judge(again)
    with pytest.raises(JudgementError, match="no judgement nowhere"):
        ledger.judge(make_judgement("undo", ["nowhere"], "ana", "2024-10-29T12:00:00Z"))


def test_undoing_brings_back_the_earlier_export_byte_for_byte(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    before = dump(ledger)
    judgement = make_judgement("same", ["a", "b"], "ana", "2024-10-29T10:00:00Z")
    ledger.judge(judgement)
    with_judgement = dump(ledger)
    ledger.judge(make_judgement("undo", [judgement.id], "ana", "2024-10-29T11:00:00Z"))
    assert dump(ledger) == before
    assert {r for row in with_judgement["stories"] for r in msgspec.json.decode(row)["reports"]}


# ---------------------------------------------------------------- views and the rest


def test_views_follow_the_facts(ledger: Ledger) -> None:
    ledger.add(*FACTS[0])
    assert [list(story["reports"]) for story in ledger.export("stories")] == [["b"]]
    ledger.add(*FACTS[3])
    stories = list(ledger.export("stories"))
    assert {report for story in stories for report in story["reports"]} == {"b", "d"}
    entry = ledger.view_entry("stories", stories[0]["id"])
    assert list(ledger.view("stories", stories[0]["id"])) == [entry]


def test_what_is_not_there_is_said_so(ledger: Ledger) -> None:
    ledger.add(*make_fact())
    for ask in (
        lambda: ledger.fact("none"),
        lambda: ledger.report("ferry", revision=2),
        lambda: ledger.revisions("none"),
        lambda: ledger.statement("none"),
        lambda: ledger.figure("none"),
        lambda: ledger.view_entry("claims", "none"),
    ):
        with pytest.raises(NotFoundError, match=r"none|no revision 2"):
            ask()


def test_counts_are_of_what_is_current(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    ledger.add_refusal(Refusal(path="x", reason="empty"))
    counts = ledger.counts()
    assert (counts["reports"], counts["statements"], counts["figures"]) == (4, 4, 3)
    assert (counts["times"], counts["mentions"], counts["refusals"]) == (3, 4, 1)


def test_a_sound_ledger_checks_clean_and_counts_what_it_saw(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    result = ledger.check()
    assert result.clean
    assert result.reports == 4
    assert result.anchors > result.entries > 10


def test_reading_goes_on_while_reports_are_added(ledger: Ledger) -> None:
    ledger.add_many(FACTS)
    seen = []
    for report in ledger.reports():
        seen.append(report.id)
        ledger.add(*make_fact(f"copy of {report.id}", published="2020"))
        assert len(seen) < 20
    assert seen[:1] == ["d"]


def test_everything_in_a_snapshot_is_of_one_moment(ledger: Ledger) -> None:
    ledger.add(*FACTS[0])
    with ledger.snapshot():
        assert len(list(ledger.reports())) == 1
    ledger.add(*FACTS[1])
    assert len(list(ledger.reports())) == 2


def test_closing_twice_is_fine(ledger: Ledger) -> None:
    ledger.close()
    ledger.close()
