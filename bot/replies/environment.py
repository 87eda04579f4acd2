"""The Jinja2 environment that replies are rendered in: sandboxed, strict, escaping.

Templates get frozen values and filters that put marks around what they print
(:mod:`bot.replies.marks`); they can reach nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from bot.knowledge.model import SHARE
from bot.replies import marks
from bot.replies.grouping import by_measure, by_survey, sources_of, told_disputes
from bot.replies.prose import dated, surveyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.figures.findings import Gap, Reading
    from bot.knowledge.model import Knowledge

_BLANK_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"[ \t]+(?=\n)")
_SPACES = re.compile(r"[ \t]{2,}")
_ASKS = frozenset({"who", "why", "how", "which", "where", "is", "are", "do", "does", "has", "have"})
_ORDINALS = (
    "",
    "second ",
    "third ",
    "fourth ",
    "fifth ",
    "sixth ",
    "seventh ",
    "eighth ",
    "ninth ",
    "tenth ",
)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, which remembers what it has found safe.

    Whether an attribute may be read depends on its name and the type of what has it, and on nothing
    else; to find out anew each time took a quarter of the time a reply takes.
    """

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 (passed on as they are)
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """The same as the sandbox says."""
        key = type(obj), attr
        safe = self._safe.get(key)
        if safe is None:
            safe = self._safe[key] = super().is_safe_attribute(obj, attr, value)
        return safe


class Templates:
    """All templates, compiled on first use."""

    def __init__(self, texts: Mapping[str, str], knowledge: Knowledge) -> None:
        """``texts``: template source by file name."""
        self._environment = _Environment(
            loader=DictLoader({name: _without_marks(text) for name, text in texts.items()}),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            finalize=_unmarked,
        )
        for dangerous in ("safe", "xmlattr", "format", "map"):
            del self._environment.filters[dangerous]
        self._environment.tests["share"] = _is_share
        self._environment.globals["sources"] = knowledge.sources
        self._environment.filters.update(
            figure=marks.figure,
            derived=marks.derived,
            count=marks.count,
            date=marks.named,
            named=marks.named,
            dated=dated,
            surveyed=surveyed,
            cap=_capitalised,
            sentence=_sentence,
            asked=_asked,
            ordinal=_ordinal,
            plain_words=str,
            zip=_zipped,
            sides=_sides,
            one_a_survey=_one_a_survey,
            one_population=_one_population,
            by_measure=by_measure,
            by_survey=by_survey,
            labels=_labels,
            theme_rows=_theme_rows,
            all_sources=sources_of,
            in_sources=lambda ids: any(id_ in knowledge.sources for id_ in ids),
            told_disputes=lambda rows: told_disputes(rows, knowledge),
            is_disputed=lambda row: bool(knowledge.disputes_of(row.measure.id)),
        )

    def render(self, name: str, **values: object) -> str:
        """A template's text with its marks, blank lines and spaces put in order."""
        rendered = self._environment.get_template(f"{name}.html.j2").render(**values)
        lines = _LINE_ENDS.sub("", _SPACES.sub(" ", rendered))
        return _BLANK_LINES.sub("\n\n", lines).strip()


def _without_marks(text: str) -> str:
    return text.replace(marks.OPEN, "").replace(marks.CLOSE, "")


def _unmarked(value: object) -> object:
    """Only filters may print marks: whatever else is printed loses them."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else _without_marks(value)


def _capitalised(text: str) -> str:
    """The first letter in upper case, behind tags and marks; the rest as it is."""
    at = 0
    for match in re.finditer(rf"</?[a-z][^<>]*>|[{marks.OPEN}“‘(]|.", str(text), re.DOTALL):
        if len(match[0]) == 1 and match[0] not in {marks.OPEN, "“", "‘", "("}:
            at = match.start()
            break
    raw = str(text)
    done = raw[:at] + raw[at : at + 1].upper() + raw[at + 1 :]
    return Markup(done) if isinstance(text, Markup) else done  # noqa: S704 (escaped as it came)


def _sentence(text: str) -> str:
    """A statement with its full stop."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _asked(title: str) -> str:
    """A title with its question mark, if it is a question."""
    return f"{title}?" if title.split(" ", 1)[0].lower() in _ASKS and not title.endswith("?") else title


def _ordinal(place: int) -> str:
    """Nothing for the first place; "second " and so on for the next."""
    return _ORDINALS[place - 1] if 0 < place <= len(_ORDINALS) else "later "


def _zipped(left: Sequence[object], right: Sequence[object]) -> list[tuple[object, object]]:
    return list(zip(left, right, strict=True))


def _sides(gaps: Iterable[Gap]) -> list[Reading]:
    return [r for g in gaps for r in (g.left, g.right)]


def _one_a_survey(rows: Iterable[Reading]) -> list[Reading]:
    """One reading for each survey and set of sources, so that a foot names each once."""
    kept: dict[str, Reading] = {}
    for row in rows:
        best = kept.get(row.survey.id)
        if best is None or len(row.figure.sources) > len(best.figure.sources):
            kept[row.survey.id] = row
    return list(kept.values())


def _one_population(rows: Iterable[Reading]) -> bool:
    """Whether all figures are of people drawn alike."""
    return len({row.population.label for row in rows}) == 1


def _labels(rows: Iterable[Reading]) -> list[str]:
    """Those counted, each once."""
    return list(dict.fromkeys(row.population.label for row in rows))


def _theme_rows(rows: Iterable[tuple[Reading, str]]) -> list[tuple[list[Reading], str]]:
    """The rows of a theme, those of one measure and one year together, with what differs there."""
    grouped: dict[tuple[str, str], tuple[list[Reading], str]] = {}
    for row, differs in rows:
        grouped.setdefault((row.measure.id, row.year), ([], differs))[0].append(row)
    return list(grouped.values())


def _is_share(row: Reading) -> bool:
    """Whether a figure counts people of its population, so that it can be said "of" them."""
    return row.figure.unit == SHARE
