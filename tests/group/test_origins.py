from onrecord.group import group_reports
from onrecord.records import Annotations, Carrier, Origin, Report, Speaker, Statement
from tests.group.building import FERRY, MILL, build_report


def find(*reports: Report) -> dict[str, Origin]:
    """Return the origin that has the first block of each report."""
    origins = group_reports([(report, None) for report in reports]).origins
    return {report: o for o in origins for report, span in o.passages if span[0] == 0}


def state(report: Report, words: str, **fields: object) -> Annotations:
    start = report.text.index(words)
    statement = Statement(
        id=f"{report.id}-s",
        cue=(),
        content=((start, start + len(words)),),
        mode="indirect",
        **{"speaker": Speaker(name="Ola Brandt"), **fields},  # type: ignore[arg-type]
    )
    return Annotations(report=report.id, hash=report.hash, version="test", statements=(statement,))


def test_pages_that_carry_one_wire_are_one_origin_with_the_proof() -> None:
    wire = build_report("wire", FERRY, outlet="reuters.com")
    credited = build_report("credited", FERRY, outlet="one.example", credit="Reuters")
    bare = build_report("bare", FERRY, outlet="two.example")
    origins = find(wire, credited, bare)
    assert {origin.id for origin in origins.values()} == {origins["bare"].id}
    origin = origins["bare"]
    assert (origin.kind, origin.name) == ("wire", "Reuters")
    assert set(origin.reports) == {"wire", "credited", "bare"}
    assert any(evidence.report == "bare" for evidence in origin.evidence)


def test_uncredited_copies_are_one_unknown_origin() -> None:
    origins = find(build_report("a", FERRY), build_report("b", FERRY), build_report("c", MILL))
    assert origins["a"].id == origins["b"].id != origins["c"].id
    assert origins["a"].kind == "unknown"
    assert origins["a"].name is None


def test_a_shared_quotation_does_not_make_two_reports_one_origin() -> None:
    quote = "“We heard the hull tear and then every lamp on the lower deck went out at once”"
    a = build_report("a", [f"{quote}, the deckhand told officers who met him on the pier."])
    b = build_report("b", [f"Per Lund was on watch that night: {quote}. He is nineteen."])
    origins = find(a, b)
    assert origins["a"].id != origins["b"].id


def test_two_agencies_credited_at_once_are_not_guessed_between() -> None:
    report = build_report("a", FERRY, credit="AP")
    both = report.credits[0].__class__(
        span=report.credits[0].span, names=("AP", "Reuters"), kind="inputs"
    )
    twice = Report(
        id="a", hash=report.hash, text=report.text, blocks=report.blocks, credits=(both,)
    )
    assert find(twice)["a"].kind == "unknown"


def test_an_outlet_that_others_credit_is_the_origin_of_its_own_report() -> None:
    own = build_report("own", FERRY, outlet="bbc.co.uk", published="2024-03-05")
    citing = build_report(
        "citing",
        [
            "A ferry with 96 people aboard ran aground off Torsvik on Tuesday, the BBC reported.",
            "Ola Brandt, harbour master of Hamnes, said tugs were on their way to the islet.",
        ],
        published="2024-03-05",
    )
    origins = find(own, citing)
    assert origins["own"].name == "BBC"


def test_a_statement_has_the_origin_its_chain_names_nearest_to_the_speaker() -> None:
    report = build_report("a", ["Brandt told AP the tugs had left, Reuters reported on Tuesday."])
    carriers = (
        Carrier(name="AP", spans=((12, 14),)),
        Carrier(name="Reuters", spans=((34, 41),)),
    )
    notes = state(report, "the tugs had left", via=carriers)
    origins = group_reports([(report, notes)]).origins
    (home,) = [origin for origin in origins if "a-s" in origin.statements]
    assert home.name == "AP"


def test_every_statement_has_exactly_one_origin() -> None:
    reports = [
        build_report("a", FERRY, credit="AP"),
        build_report("b", FERRY),
        build_report("c", MILL),
    ]
    words = ["tugs had set out", "tugs had set out", "smoke"]
    facts = [(report, state(report, word)) for report, word in zip(reports, words, strict=True)]
    homes = [s for origin in group_reports(facts).origins for s in origin.statements]
    assert sorted(homes) == ["a-s", "b-s", "c-s"]
