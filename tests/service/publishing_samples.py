"""Samples of what editors do: every tap, every errand, dialogues and papers of any kind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from bot.knowledge.model import Place, Problem
from bot.proofing.answers import Answered, Counted, Difference, Severity
from bot.proofing.changes import Change, Correction, FigureChange, Happened, Subject, TextChange
from bot.proofing.covering import Covered
from bot.proofing.preview import Preview
from bot.questions.coverage import Drawn, Pair
from bot.replies.reply import Kind, Outcome
from bot.service import editors_taps as taps
from bot.service.publishing import errands
from bot.service.publishing.dialogue import _QUESTIONS, Dialogue
from bot.service.versions import Draft, Papers, Publication, Status, Way

NOW: Final = datetime(2026, 5, 4, tzinfo=UTC)
ENTRY: Final = "netbiscuits-2013/data-protection"

EVERY_TAP: Final[tuple[taps.Does, ...]] = (
    taps.Publish(draft="d", why="because"),
    taps.Publish(draft="d", ask=True),
    taps.Discard(draft="d"),
    taps.Compare(draft="d", place=-1),
    taps.Compare(draft="d", place=3),
    taps.Open(entry=ENTRY),
    taps.Change(entry=ENTRY, what="value", population="cio"),
    taps.Change(entry=ENTRY, what="statement"),
    taps.RollBack(number=3),
    taps.Download(path="articles/survey.toml", first=12),
    taps.Download(path=""),
    taps.Gather(first=2),
    taps.Teach(question="why?", entry=ENTRY),
    taps.Teach(question="why?"),
    taps.Begin(kind="figure"),
    taps.Begin(kind="advice"),
    taps.KeepSilent(),
    taps.HearAgain(),
)
EVERY_ERRAND: Final[tuple[errands.Asked, ...]] = (
    errands.Receive(file="f", comment="because"),
    errands.Revise(dialogue=Dialogue(kind="figure").to_json()),
    errands.Look(),
    errands.Publish(draft="d", why="because"),
    errands.Discard(draft="d"),
    errands.RollBack(number=3),
    errands.Gather(first=2),
    errands.Tell(kind="fell back", why="2"),
)

_WAS = Answered(outcome=Outcome.ANSWER, kind=Kind.VALUE, entry=ENTRY, numbers=(), text="<83%> & \ud800")
_IS = Answered(outcome=Outcome.ABSTAIN, kind=Kind.REFUSAL, entry=None, numbers=(), text="7 of 9")
#: With something of everything that a preview can tell, numbers and markup in all its words.
FULL_PREVIEW: Final = Preview(
    base="v0",
    version="v1",
    changes=tuple(
        Change(
            subject=subject,
            entry=ENTRY,
            title="9 <b>lives</b>",
            happened=happened,
            figures=(
                FigureChange(population="cio", label="CIOs", before="83%", after="81%"),
                FigureChange(population="cmo", label="CMOs", before=None, after="5%"),
                FigureChange(population="x", label="half of them", before="5%", after=None),
            ),
            gained=("how many of 5",),
            lost=("a third & more", "b"),
            texts=(
                TextChange(part="sections.lead", before="1", after="2"),
                TextChange(part="note", before=None, after="2"),
                TextChange(part="figures.cio.caveat", before="1", after=None),
            ),
        )
        for subject in Subject
        for happened in Happened
    ),
    corrections=(
        Correction(
            measure=ENTRY,
            population="cio",
            survey="netbiscuits-2013",
            statement="see <it> 24 h a day",
            label="CIOs",
            share=True,
            before="83%",
            after="81%",
        ),
    ),
    tests_asked=400,
    kept_asked=12,
    counts=tuple(Counted(severity=severity, count=30) for severity in Severity),
    differences=tuple(
        Difference(question=f"why {severity} in 2013?", severity=severity, before=_WAS, after=_IS)
        for severity in Severity
    ),
    coverage=Covered(
        tests=1,
        tested=2,
        entries=3,
        phrasings=4,
        untested=("x-1",),
        drawn=(Drawn(phrasing="a 1", entry="x", other="y", probability=0.9),),
        near_duplicates=(Pair(phrasing="a 1", entry="x", other_phrasing="b 2", other="y", similarity=0.99),),
    ),
)
BAD_PREVIEW: Final = Preview(
    base="v0",
    version="v1",
    problems=tuple(
        Problem(place=Place(file="a<b>.toml", line=n), what=f"{n} & more", mend="half of it")
        for n in range(1, 30)
    ),
    problem_count=300,
)


def draft(preview: Preview | None = FULL_PREVIEW, status: Status = Status.READY, **changed: object) -> Draft:
    """A draft of a file that was sent."""
    given: dict[str, object] = {"id": "d", "way": Way.FILE, "base": "v0", "revised": {"a.toml": "a"}}
    told = None if preview is None else preview.to_json()
    return Draft(**{**given, "made": NOW, "status": status, "preview": told, **changed})  # type: ignore[arg-type]


anything_tapped = st.sampled_from(EVERY_TAP)
_ABOUT: Final = {
    "value": {"entry": ENTRY, "population": "cio"},
    "dated value": {"entry": ENTRY, "population": "others"},
    "caveat": {"entry": ENTRY},
    "phrasing": {"entry": ENTRY},
    "text": {"entry": ENTRY, "part": "statement"},
    "why": {"draft": "d"},
}
#: An answer to each question, as it is kept.
_GIVEN: Final = {"survey": "netbiscuits-2013", "population": "cio", "value": "64%", "basis": "one voice"}
#: With any number of their questions answered.
DIALOGUES: Final = tuple(
    Dialogue(
        kind=kind,
        about=_ABOUT.get(kind, {}),
        given={name: _GIVEN.get(name, "some words") for name in list(asked)[:answered]},
    )
    for kind, asked in _QUESTIONS.items()
    for answered in range(len(asked) + 1)
)
dialogues = st.sampled_from(DIALOGUES)
papers = st.builds(
    Papers,
    texts=st.just({}) | st.just({f"library/file-{n}.toml": "<1>" for n in range(30)}),
    publications=st.just(())
    | st.just(
        tuple(
            Publication(number=n, version="v", at=NOW, person=5, comment="9 <b> lives")
            for n in range(20, 0, -1)
        )
    ),
    draft=st.none()
    | st.sampled_from(
        [draft(), draft(BAD_PREVIEW, Status.REFUSED), draft(None), draft(Preview(base=None, version="v"))]
    ),
)
