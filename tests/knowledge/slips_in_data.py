"""Slips in TOML files and the problem that each must make."""

from __future__ import annotations

from tests.knowledge.guild import SURVEY_FILE, line_of

PRIDE = line_of(SURVEY_FILE, '[[measure]]\nid = "starter-pride"')
WILLING = line_of(SURVEY_FILE, '[[measure]]\nid = "share-willing"')
CLAIM = line_of(SURVEY_FILE, "[[claim]]")
DISPUTE = line_of(SURVEY_FILE, "[[dispute]]")
MORE = line_of("library/barm.toml", "[[measure]]")

#: File, what stood there, what stands there now, the line and the message of the problem.
SLIPS_IN_DATA = (
    ("decoys.toml", "near =", "neer =", 1, 'unknown key "neer" in [[decoy]], did you mean "near"?'),
    (
        SURVEY_FILE,
        'short = "pride in the starter"',
        "short = 5",
        PRIDE,
        '"short" is a number, write a text in quotes',
    ),
    (
        SURVEY_FILE,
        'short = "pride in the starter"\n',
        "",
        PRIDE,
        '[[measure]] without "short", write short = …',
    ),
    (
        SURVEY_FILE,
        '"pride in the starter"',
        '" "',
        PRIDE,
        '"short" is empty, write something or leave it out',
    ),
    (
        SURVEY_FILE,
        '["proud of the starter"]',
        '"proud of the starter"',
        PRIDE,
        '"asked_as" is a text, write a list of texts in quotes',
    ),
    (
        SURVEY_FILE,
        "exhaustive = true",
        'exhaustive = "yes"',
        18,
        '"exhaustive" is a text, write true or false, without quotes',
    ),
    (
        SURVEY_FILE,
        'sample = "200 members"',
        "fieldwork = 2013-05-01",
        1,
        '"fieldwork" is a date without quotes, write a text in quotes',
    ),
    (SURVEY_FILE, "[[claim]]", "[[clame]]", CLAIM, 'unknown table "clame", did you mean "claim"?'),
    (
        SURVEY_FILE,
        'id = "keeper"',
        'id = "The Keeper"',
        18,
        '"The Keeper" is no id, write small letters, digits and single hyphens, such as "first-steps"',
    ),
    (
        "articles/sources.toml",
        '"coverage"',
        '"coverege"',
        3,
        'unknown kind "coverege", did you mean "coverage"?',
    ),
    (SURVEY_FILE, 'by = "survey"', 'by = "me"', CLAIM, 'unknown by "me", known: "author", "survey"'),
    (
        SURVEY_FILE,
        'about = "value"',
        'about = "valeu"',
        DISPUTE,
        'unknown about "valeu", did you mean "value"?',
    ),
    (
        "words.toml",
        "country =",
        "contry =",
        18,
        'unknown key "contry" in [elsewhere], did you mean "country"?',
    ),
    (
        "words.toml",
        'counterpart = "brewer"',
        'counterpart = "brewr"',
        1,
        'unknown role "brewr", did you mean "brewer"?',
    ),
    (
        SURVEY_FILE,
        "figures.baker = 83",
        "figures.baker = 183",
        PRIDE,
        '"figures.baker" is 183 %, a share lies between 0 and 100; for anything else name the unit',
    ),
    (
        SURVEY_FILE,
        "figures.baker = 83",
        "figures.baker = -1",
        PRIDE,
        '"figures.baker" is -1 %, a share lies between 0 and 100; for anything else name the unit',
    ),
    (
        SURVEY_FILE,
        "figures.baker = 83",
        "figures.baker = true",
        PRIDE,
        (
            '"figures.baker" is true or false,'
            ' write a number, such as 83 or { value = 50, relation = "more than" }'
        ),
    ),
    (
        SURVEY_FILE,
        "figures.baker = 83",
        "figures.baker = nan",
        PRIDE,
        '"figures.baker" is no number anyone measured, write it as it is printed',
    ),
    (
        SURVEY_FILE,
        '"more than"',
        '"more then"',
        WILLING,
        'unknown relation "more then", did you mean "more than"?',
    ),
    (
        SURVEY_FILE,
        "figures.baker = 83",
        "figures.bakr = 83",
        PRIDE,
        'unknown population "bakr", did you mean "baker"?',
    ),
    (
        SURVEY_FILE,
        'sources = ["guild-news"]\nrelated',
        'sources = ["gild-news"]\nrelated',
        CLAIM,
        'unknown source "gild-news", did you mean "guild-news"?',
    ),
    (SURVEY_FILE, 'role = "baker"', 'role = "bakker"', 8, 'unknown role "bakker", did you mean "baker"?'),
    (
        SURVEY_FILE,
        'question = "keeper"',
        'question = "keepr"',
        42,
        'unknown question "keepr", did you mean "keeper"?',
    ),
    (
        SURVEY_FILE,
        'option = "baker"',
        'option = "bakers"',
        42,
        'unknown option "bakers", did you mean "baker"?',
    ),
    (
        SURVEY_FILE,
        '"share-the-yeast"]',
        '"share-the-yest"]',
        CLAIM,
        'unknown entry "share-the-yest", did you mean "share-the-yeast"?',
    ),
    (
        SURVEY_FILE,
        'measures = ["starter-pride"]',
        'measures = ["starter-bride"]',
        DISPUTE,
        'unknown measure "yeast-survey/starter-bride", did you mean "yeast-survey/starter-pride"?',
    ),
    (
        "articles/sources.toml",
        '["yeast-survey"]',
        '["yeast-survay"]',
        3,
        'unknown source or survey "yeast-survay", did you mean "yeast-survey"?',
    ),
    (
        "decoys.toml",
        '"share-the-yeast"',
        '"share-yeast"',
        1,
        'unknown entry "share-yeast", did you mean "share-the-yeast"?',
    ),
    (
        "library/barm.toml",
        "yeast-survey/cellar",
        "yeast-survey/celler",
        32,
        'unknown measure "yeast-survey/celler", did you mean "yeast-survey/cellar"?',
    ),
    (
        SURVEY_FILE,
        'id = "keeper-apprentice"',
        'id = "keeper-master"',
        52,
        f'"yeast-survey/keeper-master" is entered at {SURVEY_FILE}:42 too, delete one of the two',
    ),
    (
        SURVEY_FILE,
        'id = "who-knows-yeast"',
        'id = "starter-pride"',
        CLAIM,
        f'"yeast-survey/starter-pride" is entered at {SURVEY_FILE}:{PRIDE} too, rename one of the two',
    ),
    (SURVEY_FILE, "[survey]", "[[survey]]", 1, '"survey" is a list, write [survey], once a file'),
    (
        "library/barm.toml",
        'extends = "yeast-survey"',
        'extends = "yeast-surve"',
        1,
        'unknown survey "yeast-surve", did you mean "yeast-survey"?',
    ),
    (
        "library/barm.toml",
        'extends = "yeast-survey"\n',
        'extends = "yeast-survey"\nid = "own"\n',
        1,
        '"id" beside "extends", leave the id out: it is that of the survey extended',
    ),
    (
        "library/barm.toml",
        "figures.cook = 40",
        "figures.brewer = 40",
        MORE,
        (
            '"figures.brewer" is exactly 40 %, but exactly 64.5 % is held already,'
            " correct it or enter a [[dispute]] with a version that says so"
        ),
    ),
    (
        "library/barm.toml",
        'published = "in spring"',
        'sample = "300 members"',
        1,
        f'another sample than at {SURVEY_FILE}:1, "200 members", leave it out or enter a dispute',
    ),
    ("library/barm.toml", 'short = "a cellar"\n', "", 18, '[[measure]] without "short", write short = …'),
    (
        SURVEY_FILE,
        "figures.baker = 29",
        "figures.baker = 27",
        18,
        (
            'the shares of "keeper" for "baker" add up to 98,'
            " correct them, or leave out exhaustive where several answers were allowed"
        ),
    ),
    (
        SURVEY_FILE,
        "figures.baker = 29",
        "figures.baker = 31",
        18,
        (
            'the shares of "keeper" for "baker" add up to 102,'
            " correct them, or leave out exhaustive where several answers were allowed"
        ),
    ),
    (
        SURVEY_FILE,
        '"how many would lend yeast"',
        '"what do millers think?"',
        WILLING,
        'the test "what do millers think?" is a phrasing of "millers" (decoys.toml:1), test in other words',
    ),
    (
        "decoys.toml",
        '"how do millers see it"',
        '"how many would lend yeast"',
        1,
        (
            f'the test "how many would lend yeast" must reach'
            f' "yeast-survey/share-willing" ({SURVEY_FILE}:{WILLING}) too, keep it where it belongs'
        ),
    ),
    (
        "decoys.toml",
        'reach = ["how do millers see it"]\n',
        "",
        1,
        '"millers" has no test, write reach = ["a question that must come here"]',
    ),
    (
        SURVEY_FILE,
        'by = "survey"',
        'by = "survey"\nasked_as = ["who knows yeast"]',
        CLAIM,
        '"yeast-survey/who-knows-yeast" has no test, write reach = ["a question that must come here"]',
    ),
    (
        SURVEY_FILE,
        'sources = ["guild-news"]\nrelated',
        "related",
        CLAIM,
        '[[claim]] without "sources", write sources = …',
    ),
    (
        SURVEY_FILE,
        "brewers barley",
        "brewers barley.",
        CLAIM,
        '"statement" ends with a full stop, leave it out: the sentence goes on',
    ),
    (
        SURVEY_FILE,
        '    { says = "it was pride", sources = ["guild-news"] },\n',
        "",
        DISPUTE,
        'the dispute "yeast-survey/pride-wording" has one side, write what each side says',
    ),
    (
        SURVEY_FILE,
        '"it was vanity"',
        '"one in five were vain"',
        DISPUTE,
        'the number "one in five" typed into "says", say it without, or enter a figure',
    ),
)
