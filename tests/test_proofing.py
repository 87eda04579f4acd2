"""Each kind of problem that shows only in use, made by spoiling one shipped entry in memory.

The advisor keeps the sound knowledge: a reply is worded from the spoilt entry that its move carries.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.knowledge.check import check
from bot.knowledge.model import Advice, Claim, Decoy, Measure
from bot.proofing import entry_tests, proof
from bot.proofing.trials import trial_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.advisor import Advisor
    from bot.knowledge.model import Knowledge, Problem

SECURITY = "netbiscuits-2013/data-protection"
LONG = "Nobody needs a sentence of this length, but somebody will write one. " * 11


def alone(knowledge: Knowledge, entry: Advice | Claim | Decoy | Measure) -> Knowledge:
    """What is held with one entry, of surveys and sources beside it."""
    held: Mapping[str, object] = MappingProxyType({entry.id: entry})
    nothing: Mapping[str, object] = MappingProxyType({})
    groups = {"advice": Advice, "claims": Claim, "decoys": Decoy, "measures": Measure}
    kept = {name: held if isinstance(entry, kind) else nothing for name, kind in groups.items()}
    return replace(knowledge, disputes=nothing, **kept)  # type: ignore[arg-type]


def with_section(knowledge: Knowledge, section: str, text: str) -> Advice:
    advice = knowledge.advice["first-steps"]
    return replace(advice, sections=MappingProxyType({**advice.sections, section: text}))


def only(problems: tuple[Problem, ...]) -> str:
    (problem,) = problems
    return str(problem)


def test_a_number_typed_into_the_lead_is_found_in_every_reply(knowledge: Knowledge, advisor: Advisor) -> None:
    spoilt = alone(knowledge, with_section(knowledge, "lead", "Some 83 in a hundred say so."))
    assert [str(p) for p in trial_problems(spoilt, advisor)] == [
        f'articles/advice/first-steps.md:1: the {name} of "first-steps" to a CIO, a CMO, a CEO, others'
        " holds a number without a source, print the figure by a call, or say it without"
        for name in ("reply", "reply with steps")
    ]


def test_a_section_that_fails_for_one_role_names_that_role(knowledge: Knowledge, advisor: Advisor) -> None:
    spoilt = alone(
        knowledge, with_section(knowledge, "cmo", f'Ask {{{{ figure("{SECURITY}", "cases") }}}} of them.')
    )
    found = [str(p) for p in trial_problems(spoilt, advisor)]
    assert found
    assert all('of "first-steps" to a CMO can\'t be worded (CallError: ' in problem for problem in found)


def test_a_lead_that_fills_the_message_is_a_problem(knowledge: Knowledge, advisor: Advisor) -> None:
    spoilt = alone(knowledge, with_section(knowledge, "lead", LONG))
    found = [str(p) for p in trial_problems(spoilt, advisor)]
    assert any("characters, shorten it to 700" in problem for problem in found)


def test_steps_that_fill_the_message_are_a_problem(knowledge: Knowledge, advisor: Advisor) -> None:
    advice = replace(knowledge.advice["first-steps"], steps=(LONG[:690], LONG[:690]))
    spoilt = alone(knowledge, advice)
    found = [str(p) for p in trial_problems(spoilt, advisor)]
    assert any("shorten" in problem and "with steps" in problem for problem in found)


def test_a_number_typed_into_a_complement_is_found_in_the_rest_alone(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    measure = replace(knowledge.measures[SECURITY], complement="did not, twice over")
    spoilt = alone(knowledge, measure)
    problem = only(trial_problems(spoilt, advisor))
    assert f'the complement of "{SECURITY}" holds a number without a source' in problem


def test_a_number_typed_into_a_claim_is_found_in_the_claim_and_its_source(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    id_ = "netbiscuits-2013/two-checklists"
    claim = replace(knowledge.claims[id_], statement="a third of them keep both lists")
    spoilt = alone(knowledge, claim)
    found = [p.what for p in trial_problems(spoilt, advisor)]
    assert f'the reply of "{id_}" holds a number without a source' in found
    assert f'the source of "{id_}" holds a number without a source' in found


def test_a_number_typed_into_a_decoy_is_found_in_its_refusal(knowledge: Knowledge, advisor: Advisor) -> None:
    decoy = replace(knowledge.decoys["executive-pay"], about="what the best 100 earn")
    spoilt = alone(knowledge, decoy)
    problem = only(trial_problems(spoilt, advisor))
    assert 'the refusal of "executive-pay" holds a number without a source' in problem


def test_a_test_that_comes_elsewhere_says_where_and_how_surely(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    advice = replace(knowledge.advice["website-lesson"], reach=("what is a CMO",), not_=())
    spoilt = alone(knowledge, advice)
    (problem,) = (p for p in entry_tests(spoilt, advisor) if p.place.file.endswith("website-lesson.md"))
    assert problem.what.startswith('the test "what is a CMO" comes to "what-is-cmo" (P 0.')
    assert problem.mend == 'give "website-lesson" a phrasing nearer to it, or move the test'


def test_a_question_that_must_not_come_here_but_does_is_a_problem(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    advice = replace(knowledge.advice["what-is-cmo"], reach=(), not_=("what is a CMO",))
    spoilt = alone(knowledge, advice)
    (problem,) = (p for p in entry_tests(spoilt, advisor) if p.place == advice.place)
    assert problem.what.startswith('the test "what is a CMO" comes to "what-is-cmo" (P 0.')
    assert problem.what.endswith(", where it must not")


def test_a_question_of_a_decoy_must_be_refused(knowledge: Knowledge, advisor: Advisor) -> None:
    decoy = replace(knowledge.decoys["executive-pay"], reach=("what is a CMO", "average pay of a CMO"))
    spoilt = alone(knowledge, decoy)
    (problem,) = (p for p in entry_tests(spoilt, advisor) if p.place == decoy.place)
    assert problem.what.startswith('the test "what is a CMO" comes to "what-is-cmo"')


def test_a_question_that_a_decoy_must_leave_alone_is_a_problem_when_it_is_refused(
    knowledge: Knowledge, advisor: Advisor
) -> None:
    decoy = replace(knowledge.decoys["executive-pay"], reach=(), not_=("average pay of a CMO",))
    spoilt = alone(knowledge, decoy)
    (problem,) = (p for p in entry_tests(spoilt, advisor) if p.place == decoy.place)
    assert "comes to a refusal" in problem.what


def test_proof_joins_what_looking_trying_and_asking_find(knowledge: Knowledge, advisor: Advisor) -> None:
    advice = with_section(knowledge, "lead", "Some 83 in a hundred say so.")
    spoilt = alone(knowledge, replace(advice, reach=("what is a CMO",)))
    found = proof(spoilt, advisor)
    assert list(found) == sorted(found)
    assert set(found) == {*check(spoilt), *trial_problems(spoilt, advisor), *entry_tests(spoilt, advisor)}
    assert any("typed into a section" in p.what for p in found)
    assert any("without a source" in p.what for p in found)
    assert any("what-is-cmo" in p.what for p in found)
