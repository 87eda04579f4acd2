"""Whether a question asks for figures, for which, and what they say.

Figures answer only for measures that are named or surely meant, or for a whole scope of them. A
number that nobody measured is refused, and the nearest thing held offered as such.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation import coverage, narrower, premises, reckon, scopes, stated_values, themes
from bot.conversation.carry import is_bare
from bot.conversation.decision import Decision
from bot.conversation.judge import BY_VALUE, MOST_CHOICES
from bot.conversation.moves import Declined, Found, Offered
from bot.conversation.naming import choice
from bot.conversation.telling import told_dispute
from bot.figures import reason
from bot.figures.findings import Rest
from bot.knowledge.model import Advice, Claim, Decoy, Dispute, Measure, Missing, Source, Survey, Theme

if TYPE_CHECKING:
    from bot.conversation.carry import Carried
    from bot.conversation.judge import Judge
    from bot.conversation.state import State
    from bot.questions.question import Question


def asked_figures(question: Question, state: State, carried: Carried, judge: Judge) -> Decision | None:
    """The answer in figures; None where the question asks for none."""
    if judge.defines(question) and not carried.measures:
        return None
    if question.has("contradiction") and not carried.measures and judge.surely(question, Dispute):
        return None
    if question.has("advice") and not question.measures and judge.surely(question, Advice):
        return None  # "should we share …" has a word for numbers and asks none
    whole = (
        _next_place(question, state, judge)
        or narrower.others(question, state, judge)
        or narrower.of_groups_alone(question, state, carried, judge)
        or stated_values.look_alikes(question, judge)
        or _whole_scope(question, judge)
    )
    if whole is not None:
        return whole
    theme = _theme(question, state, carried, judge)
    if question.has("confirm") and judge.invented(question) and theme is None:
        return Decision(move=Declined(missing=Missing.MEASURE), question=question)
    if not _wanted(question, carried, judge):
        return _contradiction(question, judge)
    if judge.certainly_another(question) and not carried.measures:
        question = replace(question, measures=())
        theme = _theme(question, state, carried, judge)
    if theme is not None:
        move = premises.checked(
            reckon.themed(question, theme, judge.knowledge),
            question,
            judge.knowledge,
            carried=carried.measures,
        )
        return Decision(move=move, question=question, confidence=question.probability(theme.id) or None)
    measures, confidence = _meant(question, carried, judge)
    if not measures:
        return _contradiction(question, judge) or _unmeasured(question, judge)
    return _told(
        replace(question, measures=tuple(m.id for m in measures)), measures, carried, judge, confidence
    )


# ── Whole scopes ──────────────────────────────────────────────────────────────────────────────


def _next_place(question: Question, state: State, judge: Judge) -> Decision | None:
    """The next place of the ranking before: "and the runner-up?"."""
    focus = state.focus
    if focus is None or not focus.place or not question.has("second", "third") or not is_bare(question):
        return None
    place = focus.place + 1 if question.has("second") else 3
    held = judge.knowledge.measures
    before = tuple(held[m].survey for m in focus.measures[:1] if m in held)
    again = replace(question, roles=question.roles or focus.roles, measures=(), surveys=before)
    of_gaps = focus.operation == "extreme-gap"
    move = scopes.extreme(
        again, judge.knowledge, judge.reader.terms, place=place, largest=focus.largest, of_gaps=of_gaps
    )
    return Decision(move=move, question=again, operation=focus.operation, place=place, largest=focus.largest)


def _whole_scope(question: Question, judge: Judge) -> Decision | None:
    """Lists, extremes and rankings, which are about no single measure."""
    if judge.ranks_itself(question) or judge.says_it_all(question):
        return None
    apart = question.has("apart")
    superlative = question.has("largest", "smallest")
    if len(question.surveys) > 1 and not question.measures and (superlative or question.has("list", "order")):
        named = [judge.knowledge.surveys[s] for s in question.surveys[:MOST_CHOICES]]
        choices = tuple(choice(s) for s in named)
        return Decision(move=Offered(choices=choices), question=question)  # an order stays within one
    told = judge.surely(question, Advice | Claim | Dispute)
    if not superlative and apart and question.has("list") and not question.measures and not told:
        move = scopes.ranked(question, judge.knowledge, judge.reader.terms, of_gaps=True)
        return Decision(move=move, question=question, operation="ranking")
    if not superlative and _wants_list(question, judge):
        move = scopes.listed(question, judge.knowledge, judge.reader.terms)
        return Decision(move=move, question=question, operation="list")
    if question.measures or (_guided(question, judge) and not (superlative and apart)):
        return None
    if superlative and (
        apart or question.roles or question.has("number", "figures", "single", "second", "third")
    ):
        largest = question.has("largest")
        of_gaps = apart and len(question.roles) != 1
        place = 3 if question.has("third") else 2 if question.has("second") else 1
        move = scopes.extreme(
            question, judge.knowledge, judge.reader.terms, place=place, largest=largest, of_gaps=of_gaps
        )
        operation = "extreme-gap" if of_gaps else "extreme-value"
        return Decision(move=move, question=question, operation=operation, place=place, largest=largest)
    if question.has("order"):
        move = scopes.ranked(question, judge.knowledge, judge.reader.terms, of_gaps=apart)
        return Decision(move=move, question=question, operation="ranking")
    return None


def _wants_list(question: Question, judge: Judge) -> bool:
    if question.has("everything") and question.has("figures") and is_bare(question):
        return True
    if not question.has("list") or question.has("pool") or judge.surely(question, Decoy | Dispute):
        return False
    if question.has("advice") and not question.has("figures"):
        return False
    if judge.tops(question, Measure) and judge.certain(question.top) and not question.has("everything"):
        return False
    figures = question.has("number", "figures")
    return figures or bool(question.sources or question.measures) or not judge.sure(question.top, question)


def _guided(question: Question, judge: Judge) -> bool:
    """Whether an entry without numbers surely answers."""
    asked = question.has("number", "figures", "single")
    return not asked and not judge.tops(question, Measure) and judge.sure(question.top, question)


# ── Measures ──────────────────────────────────────────────────────────────────────────────────


def _wanted(question: Question, carried: Carried, judge: Judge) -> bool:
    """Whether figures are asked for, by a word for numbers or by what the question names."""
    if carried.measures or question.has("number", "ratio"):
        return True
    top = question.top
    if not question.measures:
        unsaid = question.has("gap", "contradiction") and not question.has("advice")
        return judge.tops(question, Measure) and (unsaid or judge.sure(top, question))
    if question.has("advice", "definition", "why"):
        return judge.guide(question) is None
    if judge.surely(question, Dispute) and not question.has("gap", "ratio", "compare"):
        return False
    if judge.tops(question, Advice) and judge.certain(question.top) and not question.has("gap", "compare"):
        return False
    cued = question.has(
        "gap", "compare", "higher", "figures", "contradiction", "smallest", "largest", "unnamed"
    )
    if cued and question.roles:
        return True
    guide = judge.guide(question)
    if guide is None:
        return True
    likely = judge.likelihood(question)
    if cued or question.roles:
        return likely >= judge.least.beside * guide.probability
    return likely > guide.probability


def _theme(question: Question, state: State, carried: Carried, judge: Judge) -> Theme | None:
    """The theme that answers where no single measure is meant.

    That is one just spoken of; one that holds every measure named; or one that is likelier than any
    measure, or of whose measures several are as likely, while no survey and no year tells which.
    """
    focused = judge.focused(state)
    if carried.measures and isinstance(focused, Theme) and not question.has(BY_VALUE):
        return focused
    if carried.measures:
        return None
    held = judge.knowledge.measures
    likely = [m for m in question.ranking if m.entry in held or judge.of(m, Theme)]
    best = likely[0] if likely else None
    if len(question.measures) > 1 or (question.measures and question.has("trend")):
        return themes.common(question.measures, judge.knowledge)
    if question.measures or best is None or len(question.surveys) == 1:
        return None
    entry = judge.entry(best)
    said = isinstance(entry, Measure) and judge.all_said(best, question)
    if not (said or judge.sure_of_several(best, likely, question)):
        return None
    if isinstance(entry, Theme):
        return entry
    for theme in reason.themes_of(judge.knowledge, best.entry):
        if question.probability(theme.id) >= judge.least.level * best.probability:
            return theme
    rivals = [m.entry for m in likely if m.probability >= judge.least.level * best.probability]
    several = len(rivals) > 1 or (question.has("trend") and not judge.certain(best))
    return themes.common(tuple(r for r in rivals if r in held), judge.knowledge) if several else None


def _meant(question: Question, carried: Carried, judge: Judge) -> tuple[list[Measure], float | None]:
    """The measures a question is about: named, or else the one that surely fits."""
    held = judge.knowledge.measures
    if question.measures:
        other = not carried.measures and judge.outranked(question)
        return ([], None) if other else ([held[m] for m in question.measures], None)
    likely = [m for m in question.ranking if m.entry in held]
    dated = (m for m in likely if coverage.dated(held[m.entry], question, judge.knowledge))
    best = next(dated, next(iter(likely), None))
    if best is None:
        return [], None
    if not judge.touches(best, question):
        return [], None
    sure = judge.sure(best, question, beside=Measure | Decoy | Survey | Source)
    if not sure and not (best is question.top and judge.all_said(best, question)):
        return [], None
    return [held[best.entry]], best.probability


def _told(
    question: Question, measures: list[Measure], carried: Carried, judge: Judge, confidence: float | None
) -> Decision | None:
    """What the figures of the measures say."""
    disputed = [d for m in measures for d in judge.knowledge.disputes_of(m.id)]
    if disputed and (question.has("contradiction") or stated_values.weighs(question, disputed[0])):
        return Decision(move=told_dispute(disputed[0], judge), question=question, confidence=confidence)
    move = reckon.reckon(question, measures, judge.knowledge, carried.operation)
    shared = stated_values.of_another(question, measures[0], judge) if isinstance(move, Declined) else None
    if shared is not None:
        return Decision(move=shared, question=question, confidence=confidence)
    uncounted = isinstance(move, Declined) and move.missing is Missing.ROLE and not judge.unheld(question)
    counting = carried.measures or question.has("number", "ratio", "gap", "figures")
    if uncounted and not counting and judge.guide(question) is not None:
        return None  # roles beside a measure that asks no number: guidance is meant
    move = premises.checked(move, question, judge.knowledge, carried=carried.measures)
    if isinstance(move, Found) and move.premise_failed and not carried.measures:
        meant = stated_values.meant_instead(question, measures[0], judge)
        if meant is not None:
            move = reckon.reckon(question, [meant], judge.knowledge)
    return Decision(
        move=move,
        question=question,
        confidence=confidence,
        operation=_operation(question, carried, move),
    )


def _contradiction(question: Question, judge: Judge) -> Decision | None:
    """Where sources contradict each other, if no entry surely says so: on what is asked about, if that."""
    if not question.has("contradiction") or judge.sure(question.top, question) or question.measures:
        return None
    disputes = [
        d for d in judge.knowledge.disputes.values() if not question.surveys or d.survey in question.surveys
    ]
    if len(judge.knowledge.surveys) > 1 and question.about:
        likely = {m.entry for m in question.ranking if m.probability >= judge.least.choose}
        disputes = [d for d in disputes if d.id in likely or not likely.isdisjoint(d.measures)]
    if not disputes or judge.surely(question, Decoy):
        return None
    return Decision(move=told_dispute(disputes[0], judge), question=question)


def _unmeasured(question: Question, judge: Judge) -> Decision | None:
    """A number was asked for, and no measure is it."""
    top = question.top
    entry = judge.entry(top) if top is not None and top.probability >= judge.least.choose else None
    if judge.surely(question, Decoy | Survey | Source | Dispute | Theme):
        return None
    if question.has("advice") and isinstance(entry, Advice | Claim):
        return None  # "which figures should we share" asks for none
    measure = entry if isinstance(entry, Measure) else None
    refused = coverage.outside(question, judge.knowledge, measure)
    confidence = top.probability if top is not None else None
    if refused is not None:
        return Decision(move=refused, question=question, confidence=confidence)
    if not question.has("number", "ratio"):
        return None
    choices = judge.choices(question)
    if measure is not None and top is not None and top.explained >= judge.least.explained and choices:
        return Decision(move=Offered(choices=choices), question=question, confidence=confidence)
    nearest = entry.id if isinstance(entry, Measure | Claim | Advice) else None
    rows = reason.readings(judge.knowledge, measure) if measure is not None else ()
    move = Declined(missing=Missing.MEASURE, nearest=nearest, readings=rows)
    return Decision(move=move, question=question, confidence=confidence)


def _operation(question: Question, carried: Carried, move: Found | Declined) -> str:
    if isinstance(move, Found) and isinstance(move.finding, Rest):
        return reckon.REST
    for name in ("gap", "ratio", "compare", "higher"):
        if question.has(name):
            return name
    return carried.operation if carried.operation not in {"", reckon.REST} else "value"
