"""What people ask in vain, in groups of those that mean nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.proofing.unanswered import Group, Sifted, Vain, grouped, sifted

if TYPE_CHECKING:
    from bot.advisor import Advisor

ZEBRAS = (
    "who paints the zebra crossings in Lisbon",
    "who paints zebra crossings in Lisbon?",
    "who is painting the zebra crossings of Lisbon",
)
TRAMS = ("what does a tram ticket to the harbour cost", "cost of a tram ticket to the harbour")


def vain(*texts: str, why: str = "unanswered") -> list[Vain]:
    return [Vain(text=text, why=why) for text in texts]


def test_nothing_asked_in_vain_makes_no_group(advisor: Advisor) -> None:
    assert grouped([], advisor) == ()


def test_questions_that_are_alike_are_one_group_the_most_asked_first(advisor: Advisor) -> None:
    asked = [*vain(*TRAMS), *vain(*ZEBRAS), *vain(ZEBRAS[1], why="disliked")]
    zebras, trams = grouped(asked, advisor)
    assert zebras.question == ZEBRAS[1]
    assert {zebras.question, *zebras.others} == set(ZEBRAS)
    assert dict(zebras.why) == {"unanswered": 3, "disliked": 1}
    assert (zebras.count, trams.count) == (4, 2)
    assert {trams.question, *trams.others} == set(TRAMS)


def test_the_nearest_entry_is_told_where_one_is_near(advisor: Advisor) -> None:
    (group,) = grouped(vain("are leaks something that keeps a CIO up at night"), advisor)
    assert group.nearest == "netbiscuits-2013/data-protection"
    assert 0 < group.probability <= 1


def test_the_same_question_counts_as_often_as_it_was_asked(advisor: Advisor) -> None:
    (group,) = grouped(vain(*["why?"] * 5), advisor)
    assert (group.question, group.others, group.count) == ("why?", (), 5)


ZOO = "how many zebras live in the zoo of Lisbon"


def test_a_subject_that_is_out_of_scope_is_asked_about_in_vain_no_more(advisor: Advisor) -> None:
    asked = vain("what does a CIO earn", "how much does a CIO earn a year?", ZOO, why="none of these")
    assert sifted(asked, advisor) == Sifted(open=tuple(vain(ZOO, why="none of these")), declined=2)


def test_what_an_editor_has_taught_to_an_entry_is_dealt_with(advisor: Advisor) -> None:
    phrasing = advisor.knowledge.measures["netbiscuits-2013/data-protection"].asked_as[0]
    assert sifted(vain(f" {phrasing.upper()} ", why="disliked"), advisor) == Sifted(open=(), declined=0)


def test_a_refusal_for_any_other_reason_leaves_a_question_open(advisor: Advisor) -> None:
    asked = vain("how many CFOs worry about data protection", "data protection in 1999", "qwxz", "")
    assert sifted(asked, advisor) == Sifted(open=tuple(asked), declined=0)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(
        st.builds(
            Vain,
            text=st.text(st.characters(), max_size=30) | st.sampled_from([*ZEBRAS, *TRAMS]),
            why=st.sampled_from(["unanswered", "disliked", "none of these"]),
        ),
        max_size=12,
    )
)
def test_every_question_is_in_one_group_and_counted_once(advisor: Advisor, asked: list[Vain]) -> None:
    groups = grouped(asked, advisor)
    told = [text for group in groups for text in (group.question, *group.others)]
    assert sorted(told) == sorted({each.text for each in asked})
    assert sum(group.count for group in groups) == len(asked)
    assert [group.count for group in groups] == sorted((group.count for group in groups), reverse=True)
    assert groups == grouped(asked, advisor)


def test_a_group_counts_all_its_reasons() -> None:
    group = Group(question="q", others=(), why={"a": 2, "b": 3}, nearest=None, probability=0.0)
    assert group.count == 5
