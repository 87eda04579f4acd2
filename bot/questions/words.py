"""Text as people send it, made into words that can be compared.

Everything here takes any text at all, in time linear in its length: what arrives may be a pasted
page, a flood of combining marks, or 4,096 ligatures that each unfold into eighteen letters.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: What :func:`clean` looks at, and what it returns at most, in characters.
RAW_CAP = 8_000
CLEAN_CAP = 2_000
#: Of an overlong text this much of the start is kept; the rest of the room goes to its end,
#: because a long story ends in its question.
_HEAD = 500

_TOKEN_CAP = 64
_MARKS_IN_A_ROW = 3
_PASSES = 6

_DROPPED = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_REWRITTEN = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "⁄": "/",
        # Characters that are drawn as nothing, although Unicode calls them letters or symbols.
        **dict.fromkeys("\u115f\u1160\u3164\uffa0\u2800", " "),
        **dict.fromkeys((chr(code) for code in range(0xFE00, 0xFE10)), None),
    }
)

# A tag needs a letter right after its bracket, so that "a < b" stays; its length is bounded, so
# that a flood of brackets costs no more than its length.
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>|<!--|-->|<!doctype[^<>]{0,300}>", re.IGNORECASE)
_HIDDEN_ELEMENT = re.compile(r"<(script|style)\b[^<>]{0,300}>", re.IGNORECASE)

# Vowel signs and accents that Python does not count as letters, but without which words of Hindi,
# Thai, Hebrew or Arabic fall apart.
_SIGNS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0971-\u0dff\u0e31-\u0e4e"
_LETTER = rf"(?:[^\W_]|[{_SIGNS}])"
_TOKEN = re.compile(
    r"(?<![^\W_])[0-9]{1,15}(?:[.,][0-9]{1,15}){0,6}(?![^\W_])"
    rf"|{_LETTER}+(?:'{_LETTER}+)*"
    r"|%"
)
_DOTTED = re.compile(r"(?<![^\W_])(?:[a-z]\.){2,6}(?:[a-z](?![^\W_]))?")

_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}
_NEGATED = {"ca": "can", "wo": "will", "sha": "shall"}
#: After these words 's is "is"; after any other it is a possessive.
_IS_BEFORE_S = frozenset(
    ["what", "who", "where", "when", "how", "why", "that", "there", "here", "it", "he", "she"]
)
#: Contractions as dictation and haste write them. Words in their own right (were, its, ill) stay.
_UNMARKED = {
    "dont": ("do", "not"),
    "doesnt": ("does", "not"),
    "didnt": ("did", "not"),
    "isnt": ("is", "not"),
    "arent": ("are", "not"),
    "wasnt": ("was", "not"),
    "werent": ("were", "not"),
    "havent": ("have", "not"),
    "hasnt": ("has", "not"),
    "wouldnt": ("would", "not"),
    "shouldnt": ("should", "not"),
    "couldnt": ("could", "not"),
    "cant": ("can", "not"),
    "cannot": ("can", "not"),
    "wont": ("will", "not"),
    "whats": ("what", "is"),
    "whos": ("who", "is"),
    "wheres": ("where", "is"),
    "hows": ("how", "is"),
    "thats": ("that", "is"),
    "theres": ("there", "is"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "youre": ("you", "are"),
    "theyre": ("they", "are"),
}

#: Words that carry a sentence rather than its subject.
STOP_WORDS = frozenset(
    """
    a about actually again all also am an and any anyone anything are as ask at be because been
    before being but by can could did do does doing done each else ever every everyone few for
    from get give go going got had has have having he hello help her here hey hi him his how i if
    in into is it its just kind know let like lot many may maybe me might more most much must my
    need no not now of off ok okay on one only or other our out over own per please quite rather
    really say says see seem shall she should show so some someone something sort still such sure
    take tell than thank thanks that the their them then there these they thing things think this
    those to too up us very want was we well were what when where whether which while who whom
    whose why will with without would yes yet you your according
    """.split()  # noqa: SIM905 - two hundred quoted words would be harder to read
)

_STEMMER = Stemmer.Stemmer("english")


def clean(text: str) -> str:
    """Fold a text to what can be read of it, at most :data:`CLEAN_CAP` characters.

    Markup with its scripts, marks that are not drawn, and differences of case, width and quotation
    marks go; punctuation stays. Of an overlong text the start and, mostly, the end are kept.
    Cleaning a cleaned text changes nothing.
    """
    text = _ends(text, RAW_CAP)
    # One step can lay bare what an earlier one removes (a tag cut by an invisible mark), so the
    # steps are repeated until nothing moves; ordinary texts settle in the first two rounds.
    for _ in range(_PASSES):
        before, text = text, _cleaned_once(text)
        if text == before:
            break
    return text


def tokens(text: str) -> tuple[str, ...]:
    """The words, numbers and percent signs of a text, in lower case and in order.

    Contractions are written out ("what's" is two words), a possessive loses its s, spelled letters
    become one word ("c.i.o." and "c i o" are "cio"), hyphenated words fall apart, numbers stay
    whole ("3.24", "1,100"). No token is longer than 64 characters.
    """
    text = _ends(text, RAW_CAP).lower()
    text = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", text)
    found = [part[:_TOKEN_CAP] for token in _TOKEN.findall(text) for part in _written_out(token)]
    # Most texts spell no word by single letters, and all of the knowledge passes through here.
    spelled = any(len(token) == 1 and "a" <= token <= "z" for token in found)
    return tuple(_spelled_joined(found)) if spelled else tuple(found)


class Memo:
    """Tokens and stems of texts that are looked at more than once, while a reader is made of them."""

    def __init__(self) -> None:
        self._tokens: dict[str, tuple[str, ...]] = {}
        self._stems: dict[str, tuple[str, ...]] = {}

    def tokens(self, text: str) -> tuple[str, ...]:
        """The same as :func:`tokens`."""
        if text not in self._tokens:
            self._tokens[text] = tokens(text)
        return self._tokens[text]

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of a text's tokens."""
        if text not in self._stems:
            self._stems[text] = stems(self.tokens(text))
        return self._stems[text]


def stem(word: str) -> str:
    """The English stem of a word, by the Snowball rules ("protection" and "protect" agree)."""
    return str(_STEMMER.stemWord(word))


def stems(words: Iterable[str]) -> tuple[str, ...]:
    """The stem of each word, in order."""
    return tuple(_STEMMER.stemWords(list(words)))


def _ends(text: str, cap: int) -> str:
    if len(text) <= cap:
        return text
    return f"{text[:_HEAD]} {text[-(cap - _HEAD - 1) :]}"


def _cleaned_once(text: str) -> str:
    text = text.translate(_REWRITTEN)
    if not text.isascii() or not text.isprintable():
        text = "".join(_drawn(text))
        # Capped before and after: one character can unfold into eighteen.
        text = _ends(unicodedata.normalize("NFKC", text), RAW_CAP)
    text = _without_markup(text.lower())
    return _ends(" ".join(text.split()), CLEAN_CAP).strip()


def _drawn(text: str) -> Iterator[str]:
    """The characters that are drawn, with at most three combining marks on any of them.

    Marks are bounded because putting a long run of them into order takes quadratic time.
    """
    marks = 0
    for char in text:
        if char.isspace():
            marks = 0
            yield " "
        elif unicodedata.category(char) not in _DROPPED:
            marks = marks + 1 if unicodedata.combining(char) else 0
            if marks <= _MARKS_IN_A_ROW:
                yield char


def _without_markup(text: str) -> str:
    if "<" not in text and "-->" not in text:
        return text
    kept, at = [], 0
    for opening in _HIDDEN_ELEMENT.finditer(text):
        if opening.start() < at:
            continue
        end = text.find(f"</{opening[1]}", opening.end())
        if end < 0:
            break  # never closed, so what follows is no script but the rest of the message
        kept.append(text[at : opening.start()])
        at = end
    kept.append(text[at:])
    return _TAG.sub(" ", " ".join(kept))


def _written_out(token: str) -> Iterable[str]:
    if "'" not in token:
        return _UNMARKED.get(token, (token,))
    head, *rest = token.split("'")
    if rest == ["t"] and head.endswith("n"):
        return (_NEGATED.get(head[:-1], head[:-1]), "not")
    if rest == ["s"]:
        if head == "let":
            return (head, "us")
        return (head, "is") if head in _IS_BEFORE_S else (head,)
    return (head, *(_ENDINGS.get(part, part) for part in rest))


def _spelled_joined(found: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(found):
        end = at
        while end < len(found) and len(found[end]) == 1 and "a" <= found[end] <= "z":
            end += 1
        yield from _joined(found[at:end])
        if end < len(found):
            yield found[end]
        at = end + 1


def _joined(letters: Sequence[str]) -> Iterator[str]:
    """Single letters in a row: three to five spell a word, beside "a" and "i" that are words."""
    start, end = 0, len(letters)
    while end - start > 3 and letters[start] in "ai":  # noqa: PLR2004 - the shortest spelled word
        start += 1
    while end - start > 3 and letters[end - 1] in "ai":  # noqa: PLR2004 - as above
        end -= 1
    if 3 <= end - start <= 5:  # noqa: PLR2004 - see the docstring
        yield from letters[:start]
        yield "".join(letters[start:end])
        yield from letters[end:]
    else:
        yield from letters
