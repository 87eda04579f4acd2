"""Numbers typed into text: digits, and words that state a proportion or a size.

No number is told that is not stored, so whatever this finds in prose, or outside the marks of a
rendered reply, stops it. Small cardinals that count things ("two articles") and ordinals ("the
third place") state no finding and pass; so do the names of things ("Web 2.0"), where they are
given. Time is linear in the text: every pattern starts at a word and looks a few words ahead.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Span:
    """A typed number: ``text[start:end]``."""

    start: int
    end: int
    text: str


# Most of what is looked through is plain letters.
_MAYBE_NUMERIC = re.compile(r"[0-9\x80-\U0010ffff]")
_DIGITS = frozenset({"Nd", "No", "Nl"})  # Unicode's categories: decimal, other, letter-like
_START, _END = r"(?<![^\W_])", r"(?![^\W_])"  # of a word; an underscore is emphasis, not a letter
_GAP = r"[\s\-\u2010-\u2015]{1,3}"  # between the words of one expression
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_SMALL = f"zero|{_UNITS}|ten|eleven|twelve"
_MANY = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"
_DECADES = "twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
_SIZES = "hundreds?|thousands?|millions?|billions?|trillions?|dozens?"
_ANY = f"{_SMALL}|{_TEENS}|{_TENS}|{_SIZES}"
_PART = "third|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|hundredth|thousandth|millionth"
_PERCENT = rf"per[\s\-]?cent(?:age{_GAP}points?)?"

# "nearly a third" is a share whatever follows, "about a third" only before a stop or a verb.
_NEARLY = "nearly|almost|roughly|approximately|barely|fully|exactly|than|least|most"
_ABOUT = "about|around|over|under|some|by|only|just|to|from"
_SAYING = (
    "of|say|says|said|see|sees|saw|agree|agrees|agreed|disagree|disagreed|think|thinks|thought"
    "|believe|believes|believed|want|wants|wanted|name|named|do|did|don[’']t|didn[’']t|are|were|is|was"
    "|have|had|has|expect|expects|expected|report|reports|reported|fear|feared|plan|planned|feel|felt"
    "|rate|rated|rank|ranked|answered|chose|told|put|as|more|less|higher|lower"
)
_STOP = r"[^\S\n]{0,3}(?:\n|$|[^\w\s\-\u2010-\u2015])"
_NOT_PARTY = rf"(?!{_GAP}part(?:y|ies){_END})"
_OF_TIME = (
    *("first", "second", "third", "fourth", "final"),
    *("last", "next", "this", "each", "every", "per", "coming"),
)
_NOT_OF_TIME = "".join(rf"(?<!{_START}{word}\s)" for word in _OF_TIME)

_TIMES = (
    "as|more|less|fewer|the|higher|lower|larger|bigger|greater|smaller|likelier|faster|better|worse|what|that"
)
_APART = "apart|ahead|behind|higher|lower|more|less|fewer|between|wide|gap|lead|difference"
# "double" is a share except in what it is the name of.
_DOUBLE_NAMES = (
    "check|checks|checked|checking|down|standard|standards|edged|sided|bind|booked|booking|book|act|role"
    "|roles|agenda|agendas|meaning|meanings|duty|barrelled|click|entry|blind|take|talk|header"
)
_HALF_NAMES = "hearted|heartedly|baked|way|measure|measures|truth|truths|finished|done|formed|life"


def _word(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_START}(?:{pattern})", re.IGNORECASE)


_PATTERNS = (
    # thirteen and up, with what belongs to them: "eighty-three percent", "two hundred"
    _word(
        rf"(?:{_TEENS}|(?:{_TENS})(?:{_GAP}(?:{_UNITS}))?|{_DECADES}|(?:(?:{_SMALL}){_GAP})?(?:{_SIZES}))"
        rf"{_END}(?:{_GAP}{_PERCENT}{_END})?",
    ),
    # "ten percent", "five percentage points", "nine points apart", "a nine-point gap"
    _word(rf"(?:{_SMALL}){_GAP}(?:{_PERCENT}|points?{_GAP}(?:{_APART})){_END}"),
    # "one point five"
    _word(rf"(?:{_SMALL}){_GAP}point{_GAP}(?:zero|{_UNITS}){_END}"),
    # "half", "halves", "halved", but "half-hearted"
    _word(rf"(?:half|halves|halved?|halving){_END}(?![\-\u2010\u2011](?:{_HALF_NAMES}){_END})"),
    # thirds and smaller parts: in the plural always a share
    _word(rf"(?:(?:{_SMALL}){_GAP})?(?:{_PART})s{_END}"),
    # "one third", "one-fifth", "every third", but "one third party"
    _word(rf"(?:one|every){_GAP}(?:{_PART}){_END}{_NOT_PARTY}"),
    # "nearly a third", "by a third.", "another third of", but "a third option", "once a quarter"
    _word(rf"(?:{_NEARLY}){_GAP}(?:a|another|one){_GAP}(?:{_PART}|quarter){_END}{_NOT_PARTY}"),
    _word(rf"(?:{_ABOUT}){_GAP}(?:a|another|one){_GAP}(?:{_PART}|quarter){_END}(?={_STOP})"),
    _word(rf"(?:a|another|remaining|further|one){_GAP}(?:{_PART}|quarter){_GAP}(?:{_SAYING}){_END}"),
    # "three quarters", "quarter of", but "the last quarter of the year"
    _word(rf"(?:three|four){_GAP}quarters{_END}"),
    _word(rf"{_NOT_OF_TIME}quarters?{_GAP}of{_END}"),
    # "one in five", "nine out of ten", "one out of every ten"
    _word(
        rf"(?:{_ANY}){_GAP}(?:in(?:{_GAP}(?:every|each|a))?|out{_GAP}of(?:{_GAP}(?:every|each|a|the))?)"
        rf"{_GAP}(?:{_MANY}|{_TEENS}|{_TENS}|{_SIZES}){_END}",
    ),
    # "two to one", "three times as many", "tenfold", "ten-fold"
    _word(rf"(?:{_MANY}){_GAP}to{_GAP}one{_END}"),
    _word(rf"(?:{_MANY}){_GAP}times{_GAP}(?:{_TIMES}){_END}"),
    _word(rf"(?:{_ANY})[\s\-\u2010\u2011]?fold{_END}"),
    _word(rf"(?:twice|thrice){_END}"),
    # "double the", "tripled", but "double-check" and "doubles as"
    _word(
        rf"(?:doubl|tripl|trebl|quadrupl|quintupl)(?:es?|ed|ing){_END}(?!{_GAP}(?:{_DOUBLE_NAMES}){_END})"
        rf"(?!{_GAP}as{_END}(?!{_GAP}(?:many|much|often|likely|high|large|big|great|fast|well){_END}))",
    ),
    _word(rf"(?:single|two|three|four){_GAP}digits?{_END}"),
)

# What every one of the patterns needs somewhere. Most texts have nothing of it, and one search takes
# a tenth of the time of them all.
_TELLING = re.compile(
    rf"{_START}(?:thir[dt]|fou?rt|fift|sixt|sevent|eight|nin(?:et|th)|tenth|twelfth|twent|hundred|thousand"
    r"|[mbt]r?illion|dozen|quarter|hal[fv]|times|twice|thrice|doubl|tripl|trebl|quadrupl|quintupl|digit"
    rf"|(?:{_SMALL}){_GAP}(?:per[\s\-]?cent|point)|to{_GAP}one"
    rf"|(?:in|out{_GAP}of){_GAP}(?:(?:every|each|a|the){_GAP})?(?:{_MANY}))|fold",
    re.IGNORECASE,
)


def typed_numbers(text: str, exempt: Iterable[str] = ()) -> tuple[Span, ...]:
    """Every typed number in the text, in order, without overlaps, the longest at each place.

    ``exempt`` are names (titles, surveys, publishers) whose own numbers pass where the whole name
    stands in the text.
    """
    spans = sorted([*_digits(text), *_words(text)], key=lambda span: (span.start, -span.end))
    if not spans:
        return ()
    names = iter(_names(text, exempt))
    name = next(names, None)
    kept: list[Span] = []
    for span in spans:
        while name is not None and name[1] < span.end:
            name = next(names, None)
        if name is not None and name[0] <= span.start:
            continue
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def first_typed_number(text: str, exempt: Iterable[str] = ()) -> str | None:
    """The first typed number in the text as it is written there, or None."""
    spans = typed_numbers(text, exempt)
    return spans[0].text if spans else None


def _digits(text: str) -> Iterator[Span]:
    start = end = 0
    for found in _MAYBE_NUMERIC.finditer(text):
        if not (found[0].isnumeric() and unicodedata.category(found[0]) in _DIGITS):
            continue
        if found.start() != end:
            if start < end:
                yield Span(start=start, end=end, text=text[start:end])
            start = found.start()
        end = found.end()
    if start < end:
        yield Span(start=start, end=end, text=text[start:end])


def _words(text: str) -> Iterator[Span]:
    if _TELLING.search(text) is None:
        return
    for pattern in _PATTERNS:
        for found in pattern.finditer(text):
            yield Span(start=found.start(), end=found.end(), text=found[0])


def _names(text: str, exempt: Iterable[str]) -> list[tuple[int, int]]:
    """Where names stand in the text, in order, overlapping ones made one."""
    found: list[tuple[int, int]] = []
    for name in {name for name in exempt if name}:
        at = text.find(name)
        while at >= 0:
            end = at + len(name)
            before, after = text[at - 1 : at], text[end : end + 1]
            if not (before.isalnum() or after.isalnum()):
                found.append((at, end))
            at = text.find(name, end)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
