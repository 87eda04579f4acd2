"""Whether the shares of exhaustive questions add up."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.knowledge.model import Problem, Relation
from bot.knowledge.texts import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge.model import Knowledge, Measure, Survey, SurveyQuestion

_WHOLE = Decimal(100)
_ROUNDING = Decimal("0.5")  # what printing a share as a whole number can move it by


def share_problems(knowledge: Knowledge) -> Iterator[Problem]:
    """Exhaustive questions whose exact shares can't be those of one whole."""
    for survey in knowledge.surveys.values():
        for question in survey.questions.values():
            if question.exhaustive:
                yield from _question_problems(knowledge, survey, question)


def _question_problems(knowledge: Knowledge, survey: Survey, question: SurveyQuestion) -> Iterator[Problem]:
    options = [
        measure
        for measure in knowledge.measures.values()
        if measure.survey == survey.id and measure.question == question.id
    ]
    if not options:
        what = f"no measure is an option of the exhaustive question {quoted(question.id)}"
        mend = f'write question = "{question.id}" in each of its measures'
        yield Problem(place=question.place, what=what, mend=mend)
    for population in survey.populations:
        shares = [share for option in options if (share := _share(option, population)) is not None]
        total, slack = sum(shares, Decimal(0)), _ROUNDING * len(shares)
        complete = bool(options) and len(shares) == len(options)
        if total > _WHOLE + slack or (complete and total < _WHOLE - slack):
            what = f"the shares of {quoted(question.id)} for {quoted(population)} add up to {total}"
            mend = "correct them, or leave out exhaustive where several answers were allowed"
            yield Problem(place=question.place, what=what, mend=mend)


def _share(measure: Measure, population: str) -> Decimal | None:
    figure = measure.figures.get(population)
    if figure is None or figure.relation is not Relation.EXACTLY or figure.unit != "%":
        return None
    return figure.value
