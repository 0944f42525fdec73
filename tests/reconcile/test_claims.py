"""Claims and relations: what says the same, and what stands against it."""

from __future__ import annotations

import pytest

from onrecord.reconcile import Reconciliation
from tests.reconcile.building import Draft, judge, reconcile


def kinds(whole: Reconciliation) -> list[str]:
    return [relation.kind for relation in whole.relations]


def draft_count(
    name: str, day: str, who: str, low: int | None, high: int | None, **more: object
) -> Draft:
    text = f"{who} said {low or high} people were killed in the blast."
    words = f"{low or high} people were killed in the blast"
    draft = Draft(name, day, text).say(who, words)
    return draft.count(f"{low or high} people", low, high, counted="people", **more)  # type: ignore[arg-type]  # options of figures


def test_the_same_count_by_two_is_one_claim_with_two_origins() -> None:
    whole = reconcile(
        draft_count("a", "2025-05-06", "Police", 12, 12),
        draft_count("b", "2025-05-06", "Doctors", 12, 12),
    )
    (claim,) = whole.claims
    assert len(claim.origins) == 2
    assert set(claim.speakers) == {"Police", "Doctors"}


def test_disjoint_counts_of_one_day_conflict() -> None:
    whole = reconcile(
        draft_count("a", "2025-05-06", "Police", 12, 12),
        draft_count("b", "2025-05-06", "Doctors", 30, 30),
    )
    (relation,) = whole.relations
    assert relation.kind == "conflicts"
    assert "disjoint bounds" in relation.reasons
    assert {evidence.report for evidence in relation.evidence} == {"a", "b"}


def test_a_later_count_updates_and_never_conflicts() -> None:
    whole = reconcile(
        draft_count("a", "2025-05-06", "Police", 12, 12),
        draft_count("b", "2025-05-08", "Doctors", 30, 30),
    )
    (relation,) = whole.relations
    claims = {claim.id: claim for claim in whole.claims}
    assert relation.kind == "updates"
    assert claims[relation.a].speakers == ("Doctors",)


def test_up_to_and_a_number_below_do_not_conflict() -> None:
    whole = reconcile(
        draft_count("a", "2025-05-06", "Police", None, 30, qualifier="up_to"),
        draft_count("b", "2025-05-06", "Doctors", 20, 20),
    )
    assert kinds(whole) == ["refines"]


def test_now_and_by_december_do_not_conflict() -> None:
    now = Draft("a", "2025-05-06", "Kyiv said 3,000 soldiers were sent to the front.")
    now.say("Kyiv", "3,000 soldiers were sent to the front")
    now.count("3,000 soldiers", 3000, 3000, "troops")
    then = Draft("b", "2025-05-06", "Kyiv said 12,000 soldiers would be sent to the front.")
    then.say("Kyiv", "12,000 soldiers would be sent to the front")
    then.count("12,000 soldiers", 12000, 12000, "troops", as_of="2025-12")
    later = Draft("c", "2025-05-06", "Seoul said it could send 12,000 soldiers to the front.")
    later.say("Seoul", "it could send 12,000 soldiers to the front")
    later.count("12,000 soldiers", 12000, 12000, "troops")
    assert "conflicts" not in kinds(reconcile(now, then, later))


def test_counts_at_two_places_do_not_conflict() -> None:
    first = Draft("a", "2025-05-06", "The army said five people were killed in Tesk.")
    first.say("The army", "five people were killed in Tesk").count("five people", 5, 5)
    second = Draft("b", "2025-05-06", "The army said 20 people were killed in Maro.")
    second.say("The army", "20 people were killed in Maro").count("20 people", 20, 20)
    assert kinds(reconcile(first, second)) == []


def test_a_part_does_not_conflict_with_the_whole() -> None:
    first = Draft("a", "2025-05-06", "Three children were killed, the hospital said.")
    first.say("hospital", "Three children were killed")
    first.count("Three children", 3, 3, counted="children")
    whole = reconcile(first, draft_count("b", "2025-05-06", "Police", 11, 11))
    assert kinds(whole) == []


@pytest.mark.parametrize(
    ("cue", "stance", "kind"),
    [("denied", "denies", "denies"), ("did not confirm", "doubts", "doubts")],
)
def test_a_denial_finds_what_it_rejects(cue: str, stance: str, kind: str) -> None:
    claim = Draft("a", "2025-05-06", "Rebels said they shot down a helicopter near Tesk.")
    claim.say("Rebels", "they shot down a helicopter near Tesk")
    denial = Draft("b", "2025-05-06", f"The army {cue} that a helicopter was shot down near Tesk.")
    denial.say("The army", "a helicopter was shot down near Tesk", stance, cue=cue)  # type: ignore[arg-type]  # a stance
    whole = reconcile(claim, denial)
    assert kinds(whole) == [kind]
    claims = {item.id: item for item in whole.claims}
    assert claims[whole.relations[0].a].speakers == ("The army",)


def test_no_evidence_for_it_is_a_doubt() -> None:
    claim = Draft("a", "2025-05-06", "Seoul said North Korean troops were in the Kursk region.")
    claim.say("Seoul", "North Korean troops were in the Kursk region")
    text = "Officials said no direct evidence of North Korean troops in the Kursk region was shown."
    doubt = Draft("b", "2025-05-06", text)
    doubt.say("Officials", text.removeprefix("Officials said ").removesuffix("."), anonymous=True)
    assert kinds(reconcile(claim, doubt)) == ["doubts"]


@pytest.mark.parametrize("words", ["The claim is false", "Only negligence is to blame"])
def test_what_cannot_be_resolved_stays_unrelated(words: str) -> None:
    claim = Draft("a", "2025-05-06", "Rebels said their drones had struck the depot.")
    claim.say("Rebels", "their drones had struck the depot")
    denial = Draft("b", "2025-05-06", f"{words}, the ministry said.").say("ministry", words)
    assert kinds(reconcile(claim, denial)) == []


def test_a_denial_that_names_the_speaker_finds_the_remarks() -> None:
    text = "Rutte said units were present at the border. Lavrov downplayed Rutte's remarks."
    draft = Draft("a", "2025-05-06", text).say("Mark Rutte", "units were present at the border")
    draft.say("Sergey Lavrov", "Rutte's remarks", "denies", cue="downplayed")
    assert kinds(reconcile(draft)) == ["doubts"]


def test_people_join_and_part_claims() -> None:
    first = Draft("a", "2025-05-06", "Police said the road was icy.")
    first.say("Police", "the road was icy")
    second = Draft("b", "2025-05-06", "Drivers said there was frost on the asphalt.")
    second.say("Drivers", "there was frost on the asphalt")
    ids = (first.statements[0].id, second.statements[0].id)
    same = judge("same", *ids)
    assert len(reconcile(first, second).claims) == 2
    assert len(reconcile(first, second, judgements=[same]).claims) == 1
    assert len(reconcile(first, second, judgements=[same, judge("not-same", *ids)]).claims) == 2
    copied = Draft("c", "2025-05-06", "Police said the road was icy.")
    copied.say("Police", "the road was icy")
    apart = judge("not-same", first.statements[0].id, copied.statements[0].id)
    assert len(reconcile(first, copied).claims) == 1
    assert len(reconcile(first, copied, judgements=[apart]).claims) == 2


def test_every_statement_is_in_exactly_one_claim() -> None:
    drafts = [draft_count(name, "2025-05-06", name.upper(), 12, 12) for name in "abcdef"]
    whole = reconcile(*drafts)
    members = [id_ for claim in whole.claims for id_ in claim.statements]
    assert sorted(members) == sorted(item.statements[0].id for item in drafts)


def test_claims_are_joined_by_their_own_ids() -> None:
    first = Draft("a", "2025-05-06", "Police said the road was icy.")
    first.say("Police", "the road was icy")
    second = Draft("b", "2025-05-06", "Drivers said there was frost on the asphalt.")
    second.say("Drivers", "there was frost on the asphalt")
    ids = [claim.id for claim in reconcile(first, second).claims]
    (claim,) = reconcile(first, second, judgements=[judge("same", *ids)]).claims
    assert claim.reasons == ("judged same by ana",)


def test_a_number_told_as_a_length_of_time_on_one_side_keeps_none_apart() -> None:
    first = Draft("a", "2025-05-06", "Jonas Ek will miss six weeks with a torn hamstring.")
    first.say("The club", "Jonas Ek will miss six weeks with a torn hamstring")
    second = Draft("b", "2025-05-06", "Jonas Ek would be out for six weeks with a torn hamstring.")
    second.say("The club", "Jonas Ek would be out for six weeks with a torn hamstring")
    second.count("six weeks", 6, 6, None, unit="week", counted="Ek")
    assert len(reconcile(first, second).claims) == 1
