"""Entities: one for each person named, and none for those nobody names."""

from __future__ import annotations

import pytest

from onrecord.reconcile import Reconciliation
from onrecord.reconcile.names import fold_name
from onrecord.records import Entity
from tests.reconcile.building import Draft, judge, reconcile


def people(whole: Reconciliation) -> list[Entity]:
    return [entity for entity in whole.entities if entity.kind == "person"]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Kim Jong Un", "Kim Jong-un"),
        ("Sergei Lavrov", "Sergey Lavrov"),
        ("Ana Reiter", "Dr Ana Reiter"),
        ("Tomas Brandl", "Brandl"),
        ("José Peña", "Jose Pena"),
    ],
)
def test_one_person_in_two_spellings(one: str, two: str) -> None:
    first = Draft("a", "2025-05-06", f"{one} spoke.").mention(one)
    second = Draft("b", "2025-05-07", f"{two} spoke.").mention(two)
    assert len(people(reconcile(first, second))) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Kim Jong Un", "Kim Yo Jong"),
        ("Ana Reiter", "Anton Reiter"),
        ("Irena Valk", "Irena Volk Marin"),
    ],
)
def test_two_people_stay_two(one: str, two: str) -> None:
    first = Draft("a", "2025-05-06", f"{one} spoke.").mention(one)
    second = Draft("b", "2025-05-07", f"{two} spoke.").mention(two)
    assert len(people(reconcile(first, second))) == 2


def test_a_surname_that_two_bear_joins_neither() -> None:
    text = "Ana Reiter and Boris Reiter met. Reiter left."
    draft = Draft("a", "2025-05-06", text).mention("Ana Reiter").mention("Boris Reiter")
    later = Draft("b", "2025-05-07", "Reiter spoke.").mention("Reiter")
    assert len(people(reconcile(draft, later))) == 3


def test_a_nation_its_capital_and_its_initials_are_one() -> None:
    text = "Pyongyang, North Korea and the DPRK."
    draft = Draft("a", "2025-05-06", text).mention("Pyongyang", "place")
    draft.mention("North Korea", "place").mention("DPRK", "organisation")
    (entity,) = reconcile(draft).entities
    assert (entity.kind, entity.name) == ("state", "North Korea")


def test_initials_meet_their_organisation() -> None:
    text = "The Institute for Conflict Data (ICD) spoke."
    draft = Draft("a", "2025-05-06", text).mention("Institute for Conflict Data", "organisation")
    draft.mention("ICD", "organisation")
    (entity,) = reconcile(draft).entities
    assert entity.aliases == ("ICD", "Institute for Conflict Data")
    assert any("initials" in reason for reason in entity.reasons)


def test_unnamed_speakers_are_nobody() -> None:
    draft = Draft("a", "2025-05-06", "Officials said it rained. A source said it snowed.")
    draft.say("Officials", "it rained", anonymous=True, kind="group")
    draft.say("A source", "it snowed", anonymous=True)
    assert reconcile(draft).entities == ()


def test_roles_that_change_are_all_kept() -> None:
    first = Draft("a", "2025-05-06", "Ana Reiter spoke.").mention("Ana Reiter", role="minister")
    second = Draft("b", "2025-05-09", "Ana Reiter spoke.").mention("Ana Reiter", role="president")
    (entity,) = reconcile(first, second).entities
    assert entity.roles == ("minister", "president")


def test_people_part_and_correct_entities() -> None:
    first = Draft("a", "2025-05-06", "Tomas Brandl spoke.").mention("Tomas Brandl")
    second = Draft("b", "2025-05-07", "Brandl spoke.").mention("Brandl")
    apart = judge("not-same", "Tomas Brandl", "Brandl")
    assert len(reconcile(first, second, judgements=[apart]).entities) == 2
    (entity,) = reconcile(first, second).entities
    (named,) = reconcile(
        first, second, judgements=[judge("correct", entity.id, value="Thomas Brandl")]
    ).entities
    assert (named.id, named.name) == (entity.id, "Thomas Brandl")
    rejecting = [judge("reject", entity.id)]
    assert reconcile(first, second, judgements=rejecting).entities == ()


def test_folding_keeps_different_names_apart() -> None:
    assert fold_name("Wu Yi") == ("wu", "yi")
    assert fold_name("") == ()


def test_initials_that_two_could_mean_join_neither() -> None:
    text = "Maricopa County Sheriff Office, Marlboro County Sheriff Office, MCSO."
    draft = Draft("a", "2025-05-06", text)
    for name in ("Maricopa County Sheriff Office", "Marlboro County Sheriff Office", "MCSO"):
        draft.mention(name, "organisation")
    assert len(reconcile(draft).entities) == 3
