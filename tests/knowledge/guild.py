"""A small, sound collection about bakers and brewers, and ways to spoil it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.check import check
from bot.knowledge.parse import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import Knowledge, Problem

WORDS = """\
[[role]]
id = "baker"
one = "baker"
many = "bakers"
names = ["bread maker"]
counterpart = "brewer"

[[role]]
id = "brewer"
one = "brewer"
many = "brewers"
names = ["beer maker"]
counterpart = "baker"

[cues]
gap = ["how far apart", "difference"]

[elsewhere]
country = ["france"]

[social]
greeting = ["hello"]

[synonyms]
yeast = ["barm"]

[glossary]
"Hefe" = "yeast"
"""

DECOYS = """\
[[decoy]]
id = "millers"
about = "millers and their mills"
missing = "role"
asked_as = ["what do millers think"]
near = "share-the-yeast"
reach = ["how do millers see it"]
"""

SOURCES = """\
# What was printed.

[[source]]
id = "guild-news"
title = "Yeast in 2013"
kind = "coverage"
about = "A report on the survey of both guilds"
derives_from = ["yeast-survey"]

[[source]]
id = "brewers-letter"
title = "A Letter on Barm"
kind = "commentary"
about = "A brewer's answer"
derives_from = ["guild-news"]
"""

SURVEY = """\
[survey]
id = "yeast-survey"
name = "The Yeast Survey"
short = "the yeast survey"
sources = ["guild-news"]
sample = "200 members"

[[population]]
id = "baker"
role = "baker"
label = "bakers"

[[population]]
id = "brewer"
role = "brewer"
label = "brewers"

[[question]]
id = "keeper"
text = "who keeps the starter"
exhaustive = true

[[measure]]
id = "starter-pride"
short = "pride in the starter"
statement = "are proud of their starter"
asked_as = ["proud of the starter"]
figures.baker = 83
figures.brewer = 64.5
complement = "are not"
reach = ["how many are proud of what rises"]

[[measure]]
id = "share-willing"
short = "willingness to share"
statement = '''
would share [[their]] yeast # with the other guild'''
asked_as = ["willing to share yeast"]
figures.baker = { value = 50, relation = "more than", caveat = "the exact share is not printed" }
reach = ["how many would lend yeast"]

[[measure]]
id = "keeper-master"
short = "the master as keeper"
statement = "leave the starter to the master"
asked_as = ["master keeps the starter"]
figures.baker = 71
question = "keeper"
option = "baker"
reach = ["how many trust the master with it"]

[[measure]]
id = "keeper-apprentice"
short = "the apprentice as keeper"
statement = "leave the starter to the apprentice"
asked_as = ["apprentice keeps the starter"]
figures.baker = 29
question = "keeper"
reach = ["how many trust the apprentice with it"]

[[claim]]
id = "who-knows-yeast"
short = "who knows yeast"
statement = "bakers know yeast best, brewers barley"
by = "survey"
sources = ["guild-news"]
related = ["share-willing", "share-the-yeast"]

[[dispute]]
id = "pride-wording"
about = "value"
measures = ["starter-pride"]
versions = [
    { says = "it was pride", sources = ["guild-news"] },
    { says = "it was vanity", sources = ["brewers-letter"], figures.brewer = 60 },
]
note = "the letter gives no reason"
"""

ADVICE = """\
+++
id = "share-the-yeast"
kind = "advice"
title = "Share the yeast"
basis = "adviser's view"
asked_as = [
    "how do we share", "sharing yeast", "lend a starter", "borrow a starter", "trade barm",
    "one starter for both", "common yeast", "joint starter", "swap yeast", "pool the yeast",
]
rests_on = [
    { figure = "yeast-survey/starter-pride", population = "baker" },
    { claim = "yeast-survey/who-knows-yeast" },
    { source = "brewers-letter", stance = "opposes" },
]
related = ["yeast-survey"]
steps = ["Visit the other guild.", "Bring a jar."]
reach = ["should both guilds use one jar"]
not = ["what does beer cost"]
+++

# Lead
Share it: {{ figure("yeast-survey/starter-pride", "baker") }} of bakers are proud,
{{ gap("yeast-survey/starter-pride", "baker", "brewer") }} more than brewers.

- {{ cite("yeast-survey/share-willing", "baker") }}

# CIO
Read {{ source("guild-news") }}.

# CMO
Ask what {{ survey("yeast-survey") }} asked.

# CEO
Note that {{ rest("yeast-survey/starter-pride", "brewer") }} are not.

# Others
Taste first.
"""

MORE = """\
[survey]
extends = "yeast-survey"
sources = ["barm-review"]
published = "in spring"

[[population]]
id = "cook"
role = "baker"
label = "cooks"
base = "cooks who bake at home"

[[measure]]
id = "starter-pride"
asked_as = ["Proud of the starter!", "vain about barm"]
figures.cook = 40
figures.baker = 83

[[measure]]
id = "cellar"
short = "a cellar"
statement = "have a cellar"
asked_as = ["own a cellar"]
figures.brewer = 90
reach = ["how many have room below"]

[[source]]
id = "barm-review"
title = "The Barm Review"
kind = "coverage"
about = "A second report"

[[theme]]
id = "pride"
title = "Pride, asked in several ways"
asked_as = ["pride everywhere"]
members = [
    { measure = "yeast-survey/starter-pride", differs = "the starter" },
    { measure = "yeast-survey/cellar", differs = "the cellar" },
]
reach = ["compare all that is about pride"]
"""

TEXTS: Mapping[str, str] = {
    "words.toml": WORDS,
    "decoys.toml": DECOYS,
    "articles/sources.toml": SOURCES,
    "articles/survey.toml": SURVEY,
    "articles/advice/share-the-yeast.md": ADVICE,
    "library/barm.toml": MORE,
}

ADVICE_FILE = "articles/advice/share-the-yeast.md"
SURVEY_FILE = "articles/survey.toml"


def sound() -> Knowledge:
    """The collection as it should be."""
    knowledge, problems = parse(TEXTS)
    assert knowledge is not None
    assert problems == ()
    return knowledge


def problems_of(texts: Mapping[str, str]) -> tuple[Problem, ...]:
    """All that reading and checking say of these texts."""
    knowledge, problems = parse(texts)
    return problems + (check(knowledge) if knowledge is not None else ())


def spoilt(file: str, old: str, new: str) -> list[str]:
    """The problems once the first ``old`` in a file has become ``new``."""
    assert old in TEXTS[file]
    texts = {**TEXTS, file: TEXTS[file].replace(old, new, 1)}
    return [str(problem) for problem in problems_of(texts)]


def line_of(file: str, needle: str) -> int:
    """The line of a file on which the needle first stands."""
    text = TEXTS[file]
    return text.count("\n", 0, text.index(needle)) + 1
