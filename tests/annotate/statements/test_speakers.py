from __future__ import annotations

import msgspec
import pytest

from onrecord.annotate.attributions import Attribution
from onrecord.annotate.statements.namings import read_naming
from tests.annotate.statements.marking import Marked, make_report, state

NAMES = [
    ("Pentagon spokesperson Ana Ruiz", "Ana Ruiz", "Pentagon spokesperson", "Pentagon"),
    ("NATO Secretary-General Otto Falk", "Otto Falk", "NATO Secretary-General", "NATO"),
    (
        "Ukraine’s ambassador to Chile, Dmytro Koval",
        "Dmytro Koval",
        "Ukraine’s ambassador to Chile",
        "Ukraine",
    ),
    (
        "Ian Cole, founder of the Delta Group",
        "Ian Cole",
        "founder of the Delta Group",
        "Delta Group",
    ),
    (
        "South Korean Defense Minister Kim Min-jun",
        "Kim Min-jun",
        "South Korean Defense Minister",
        "South Korea",
    ),
    ("Navy spokesman Rear Adm. Sam Poole", "Sam Poole", "Navy spokesman", "Navy"),
    ("Sen. Dana Pruitt (R-Ohio)", "Dana Pruitt", "Sen.", None),
    ("shopkeeper Ali Demir", "Ali Demir", "shopkeeper", None),
    ("Mrs. Okafor", "Okafor", None, None),
    ("Jonas Falk, 34, a teacher from Orsund who saw the wave", "Jonas Falk", "teacher", None),
    ("Hospital director Ana Ruiz", "Ana Ruiz", "Hospital director", None),
    ("The BBC’s Mark Ito", "Mark Ito", None, "BBC"),
    ("Secretary of State Ana Ruiz", "Ana Ruiz", "Secretary of State", "State"),
    ("Chief Inspector Rolf Falk", "Rolf Falk", "Chief Inspector", None),
    ("The Chairman of the LGA, Mr. James Oyelo", "James Oyelo", "Chairman of the LGA", "LGA"),
]


@pytest.mark.parametrize(("phrase", "name", "role", "affiliation"), NAMES)
def test_a_name_is_read_with_role_and_affiliation(
    phrase: str, name: str, role: str | None, affiliation: str | None
) -> None:
    naming = read_naming(phrase)
    assert (naming.name, naming.role, naming.affiliation) == (name, role, affiliation)
    assert naming.kind == "person"


@pytest.mark.parametrize(
    ("phrase", "kind", "anonymous"),
    [
        ("a source close to the defence ministry", "person", True),
        ("two officials familiar with the talks", "group", True),
        ("some analysts", "group", True),
        ("Western leaders", "group", False),
        ("the police", "group", False),
        ("intelligence", "document", True),
        ("reports", "document", True),
        ("a memo", "document", False),
        ("the ministry", "organisation", False),
    ],
)
def test_a_holder_without_a_name_keeps_its_words(phrase: str, kind: str, anonymous: bool) -> None:
    naming = read_naming(phrase)
    assert naming.name is None
    assert (naming.description, naming.kind, naming.anonymous) == (phrase, kind, anonymous)


def test_a_surname_means_the_person_named_in_full() -> None:
    marked = Marked(
        "{S1|Port chief Ana Ruiz} {C1|said} {T1|the quay was shut}.\n"
        "The tide rose.\n{S2|Ruiz} {C2|added} {T2|that two boats had sunk}."
    )
    speaker = marked.said("that two boats").speaker
    assert (speaker.name, speaker.role, speaker.affiliation) == ("Ana Ruiz", "Port chief", "Port")
    assert marked.words(speaker.spans) == "Ruiz"


def test_pronouns_go_by_sex() -> None:
    marked = Marked(
        "{S1|Sarah Cole} {C1|told} David Webb {T1|the pumps had failed}. "
        "{S2|He} {C2|said} {T2|nobody had checked them}. "
        "{S3|She} {C3|said} {T3|the pumps were new}."
    )
    assert marked.speaker("nobody had") == "David Webb"
    assert marked.speaker("the pumps were new") == "Sarah Cole"


def test_a_pronoun_means_who_has_just_spoken() -> None:
    marked = Marked(
        "{S1|Harbour master Tom Reed} {C1|said} {T1|the storm would pass}.\n"
        "“{T2|We are ready for it},” {S2|he} {C2|said}."
    )
    assert marked.speaker("We are ready") == "Tom Reed"


def test_a_title_means_who_bears_it() -> None:
    marked = Marked(
        "{S1|Police spokeswoman Lena Holt} {C1|said} {T1|four people were hurt}. "
        "The mayor, Tom Reed, came.\n"
        "{S2|The spokeswoman} {C2|said} {T2|the road was open}."
    )
    assert marked.speaker("the road was open") == "Lena Holt"


def test_the_source_is_the_one_who_spoke_before_and_stays_anonymous() -> None:
    marked = Marked(
        "{S1|A source close to the port authority} {C1|said} {T1|the crane was unsafe}. "
        "“{T2|It was a matter of time},” {S2|the source} {C2|said}."
    )
    speaker = marked.said("It was a matter").speaker
    assert speaker.name == "a source close to the port authority"
    assert speaker.anonymous


def test_another_source_is_somebody_else() -> None:
    marked = Marked(
        "{S1|A source} {C1|said} {T1|the crane was old}. "
        "{S2|Another source} {C2|said} {T2|it was new}."
    )
    assert marked.speaker("it was new") == "another source"


def test_the_officials_are_the_two_who_spoke() -> None:
    marked = Marked(
        "{S1|Two officials familiar with the talks} {C1|said} {T1|a date was set}. "
        "{S2|The officials} {C2|said} {T2|the place was open}."
    )
    speaker = marked.said("the place").speaker
    assert speaker.name == "two officials familiar with the talks"
    assert (speaker.kind, speaker.anonymous) == ("group", True)


def test_they_means_the_group_that_spoke() -> None:
    marked = Marked(
        "{S1|Union leaders} {C1|said} {T1|the strike was on}. "
        "{S2|They} {C2|warned} {T2|it could last}."
    )
    assert marked.speaker("it could last") == "union leaders"


def test_who_means_what_its_clause_hangs_on() -> None:
    marked = Marked("The plan angered Mayor Ana Ruiz, {S|who} {C|called} {T|it reckless}.")
    assert marked.speaker("it reckless") == "Ana Ruiz"


def test_i_inside_a_quotation_is_its_speaker() -> None:
    marked = Marked("“{T1|{S2|I} {C2|think} {T2|the dam is safe}},” {S1|Ana Ruiz} {C1|said}.")
    assert [s.speaker.name for s in marked.statements] == ["Ana Ruiz", "Ana Ruiz"]
    assert all(statement.via == () for statement in marked.statements)


def test_seats_and_capitals_speak_for_their_government() -> None:
    marked = Marked(
        "{S1|Moscow} {C1|said} {T1|it was ready}. {S2|The Kremlin} {C2|said} {T2|talks were on}. "
        "{S3|The U.S.} {C3|said} {T3|nothing new}."
    )
    kinds = [(s.speaker.name, s.speaker.kind) for s in marked.statements]
    assert kinds[0] == ("Moscow", "state")
    assert kinds[1] == ("Kremlin", "organisation")
    assert kinds[2] == ("United States", "state")


def test_an_acronym_is_the_name_it_was_given_for() -> None:
    marked = Marked(
        "The Coastal Rescue Service (CRS) sent boats.\n{S|The CRS} {C|said} {T|nine were saved}."
    )
    assert marked.speaker("nine were saved") == "Coastal Rescue Service"


def test_of_two_namesakes_the_one_just_introduced_is_meant() -> None:
    far = "The river rose all day and the town waited. " * 40
    marked = Marked(
        f"Governor Gary Holt was away. {far}\n"
        "{S1|Engineer Jane Holt} {C1|said} {T1|the wall stood}.\n"
        "{S2|Holt} {C2|said} {T2|it would stand}."
    )
    assert marked.speaker("it would stand") == "Jane Holt"


def test_nobody_is_guessed() -> None:
    assert Marked("“{T|It is over},” {S|she} {C|said}.").speaker("It is over") is None


def test_an_event_is_no_holder() -> None:
    assert Marked("{S|This development} {C|shows} {T|how fast the ice melts}.").statements == ()


KINDS = [
    ("The operator, Orsund Line", "Orsund Line", "organisation"),
    ("the salvage company Delta Marine", "Delta Marine", "organisation"),
    ("the coastguard", None, "organisation"),
    ("the coast guard", None, "organisation"),
    ("Retailer Nordvik AG", "Retailer Nordvik AG", "organisation"),
    ("the Greens", "Greens", "group"),
    ("the Conflict Monitor, a research group", "Conflict Monitor", "organisation"),
    ("Doctors Without Borders", "Doctors Without Borders", "organisation"),
    ("a nurse there", None, "person"),
    ("the U.S. Coast Guard", "U.S. Coast Guard", "organisation"),
    ("a security guard", None, "person"),
    ("Coastguard Orsund", "Coastguard Orsund", "organisation"),
    ("Survivors of the Lady Aurora", None, "group"),
    ("10,000 residents", None, "group"),
    ("Petra Lund", "Petra Lund", "person"),
]


@pytest.mark.parametrize(("phrase", "name", "kind"), KINDS)
def test_a_phrase_shows_what_kind_of_holder_it_names(
    phrase: str, name: str | None, kind: str
) -> None:
    naming = read_naming(phrase)
    assert (naming.name, naming.kind) == (name, kind)


@pytest.mark.parametrize("phrase", ["Two Western officials", "Some maritime experts"])
def test_a_number_is_no_affiliation(phrase: str) -> None:
    assert read_naming(phrase).affiliation is None


def test_a_headline_without_articles_means_whom_the_text_names() -> None:
    marked = Marked(
        "# {S1|Minister} {C1|says} {T1|debris found}\n"
        "{S2|Defence Minister Oskar Vane} {C2|said} {T2|debris had been found}."
    )
    assert marked.speaker("debris found") == "Oskar Vane"


def test_another_institution_of_the_same_sort_is_not_meant() -> None:
    marked = Marked(
        "The Justice Department opened a case. "
        "{S|The health department} {C|said} {T|nine people were ill}."
    )
    assert marked.speaker("nine people") == "the health department"


def test_a_surname_that_is_a_role_means_the_person() -> None:
    marked = Marked("Howard Dean spoke on Monday. {S|Dean} {C|said} {T|the vote would be close}.")
    assert marked.speaker("the vote") == "Howard Dean"


def test_a_quotation_that_fills_a_paragraph_goes_on() -> None:
    marked = Marked(
        "{S|Ana Ruiz} {C|said} {T|the water rose fast}.\n“We had no time at all to leave the quay.”"
    )
    assert marked.speaker("We had no time") == "Ana Ruiz"


def test_a_byline_is_who_says_i() -> None:
    text = "I said the gate was open."
    report = msgspec.structs.replace(make_report(text), byline=("Ruth Amsel",))
    found = Attribution(source=((0, 1),), cue=((2, 6),), content=((7, 24),), score=0.95)
    ((statement,), _) = state(report, [found])
    assert statement.speaker.name == "Ruth Amsel"


def test_a_father_is_not_his_son() -> None:
    marked = Marked(
        "{S1|Mayor Otto Falk Sr.} {C1|said} {T1|the gate was shut}.\n"
        "{S2|Otto Falk Jr.} {C2|said} {T2|it was open}.\n"
        "{S3|Falk Jr.} {C3|later said} {T3|he was wrong}."
    )
    assert marked.speaker("the gate was shut") == "Otto Falk Sr"
    assert marked.speaker("it was open") == marked.speaker("he was wrong") == "Otto Falk Jr"


def test_a_president_is_not_the_namesake_who_is_none() -> None:
    marked = Marked(
        "{S1|President Falk} {C1|said} {T1|the gate was shut}.\n"
        "{S2|Otto Falk Jr.} {C2|said} {T2|it was open}.\n"
        "{S3|Mr. Falk} {C3|said} {T3|his son was wrong}."
    )
    assert marked.speaker("it was open") == "Otto Falk Jr"
    assert marked.speaker("the gate was shut") == marked.speaker("his son was wrong") == "Falk"


def test_a_name_with_a_suffix_is_shortened_as_any_other() -> None:
    marked = Marked(
        "{S1|Otto R. Falk Jr.} {C1|said} {T1|the gate was shut}.\n"
        "{S2|Mr. Falk} {C2|said} {T2|it was open}.\n"
        "{S3|Otto Falk} {C3|said} {T3|he was wrong}."
    )
    assert {s.speaker.name for s in marked.statements} == {"Otto R. Falk Jr"}
