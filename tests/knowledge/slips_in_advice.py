"""Slips in an entry of advice and the problem that each must make."""

from __future__ import annotations

from tests.knowledge.guild import ADVICE_FILE, SURVEY_FILE, line_of

WILLING = line_of(SURVEY_FILE, '[[measure]]\nid = "share-willing"')
LEAD = line_of(ADVICE_FILE, "Share it:")

#: File, what stood there, what stands there now, the line and the message of the problem.
SLIPS_IN_ADVICE = (
    (
        ADVICE_FILE,
        'population = "baker" }',
        'population = "bake" }',
        1,
        'unknown population "bake", did you mean "baker"?',
    ),
    (
        ADVICE_FILE,
        '"sharing yeast"',
        '"Willing to share  yeast?"',
        1,
        (
            'the phrasing "Willing to share yeast?" is one of'
            f' "yeast-survey/share-willing" ({SURVEY_FILE}:{WILLING}) too, keep it where it belongs'
        ),
    ),
    (
        ADVICE_FILE,
        '"what does beer cost"',
        '"sharing yeast"',
        1,
        f'the test "sharing yeast" is a phrasing of "share-the-yeast" ({ADVICE_FILE}:1), test in other words',
    ),
    (
        ADVICE_FILE,
        '"swap yeast"',
        '"Sharing yeast"',
        1,
        'the phrasing "Sharing yeast" is listed twice, delete one',
    ),
    (
        ADVICE_FILE,
        '"what does beer cost"',
        '"Should both guilds use one jar?"',
        1,
        'the test "Should both guilds use one jar?" is in reach and in not, delete it from one',
    ),
    (
        ADVICE_FILE,
        '"swap yeast", "pool the yeast",',
        '"swap yeast",',
        1,
        '"share-the-yeast" has 9 phrasings, write 10 or more, in varied words',
    ),
    (ADVICE_FILE, ', "Bring a jar."', "", 1, '"share-the-yeast" has 1 steps, write 2 to 5'),
    (
        ADVICE_FILE,
        'related = ["yeast-survey"]',
        'related = ["share-the-yeast"]',
        1,
        '"share-the-yeast" is related to itself, delete that',
    ),
    (
        ADVICE_FILE,
        '"Bring a jar."',
        '"Bring twenty jars."',
        1,
        'the number "twenty" typed into "steps", say it without, or enter a figure',
    ),
    (
        ADVICE_FILE,
        '"Bring a jar."',
        '"Bring {{ a jar }}."',
        1,
        'a template in "steps", templates stand in the sections of advice only',
    ),
    (
        ADVICE_FILE,
        "more than brewers.",
        "more,\ntwice as many.",
        LEAD + 2,
        'the number "twice" typed into a section, write {{ figure("…", "…") }} or say it without',
    ),
    (ADVICE_FILE, "# CEO\n", "", 1, 'no section "CEO", write # CEO'),
    (
        ADVICE_FILE,
        "# CEO",
        "# CFO",
        line_of(ADVICE_FILE, "# CEO"),
        'unknown section "CFO", did you mean "CEO"?',
    ),
    (
        ADVICE_FILE,
        "Taste first.",
        "",
        line_of(ADVICE_FILE, "# Others"),
        'the section "Others" is empty, write it or leave it out',
    ),
    (
        ADVICE_FILE,
        "\n# Lead",
        "Well.\n# Lead",
        line_of(ADVICE_FILE, "# Lead") - 1,
        "text before the first heading, write # Lead above it",
    ),
    (
        ADVICE_FILE,
        "# CMO",
        "# CIO",
        line_of(ADVICE_FILE, "# CMO"),
        'a second section "CIO", make one of the two',
    ),
    (
        ADVICE_FILE,
        "Taste first.",
        "Taste first. " * 60,
        line_of(ADVICE_FILE, "Taste first."),
        'the section "other" comes to some 779 characters, shorten it to 600',
    ),
    (
        ADVICE_FILE,
        "}}\n\n# CIO",
        '}}\n- {{ rest("yeast-survey/share-willing", "baker") }}\n\n# CIO',
        LEAD + 4,
        'rest of "yeast-survey/share-willing", which is more than 50, print the figure itself',
    ),
    (
        ADVICE_FILE,
        'rest("yeast-survey/starter-pride", "brewer")',
        'rest("yeast-survey/keeper-master", "baker")',
        line_of(ADVICE_FILE, "{{ rest"),
        (
            'rest of "yeast-survey/keeper-master", which has no complement,'
            " say nothing of the rest, or enter how it may be spoken of"
        ),
    ),
    (
        ADVICE_FILE,
        '"baker", "brewer")',
        '"baker", "brewers")',
        LEAD + 1,
        '"yeast-survey/starter-pride" has no figure for "brewers", did you mean "brewer"?',
    ),
    (
        ADVICE_FILE,
        '"baker", "brewer")',
        '"baker", "baker")',
        LEAD + 1,
        'gap of "baker" with itself, name two populations',
    ),
    (
        ADVICE_FILE,
        'figure("yeast-survey/starter-pride"',
        'figure("yeast-survey/starter-prid"',
        LEAD,
        'unknown measure "yeast-survey/starter-prid", did you mean "yeast-survey/starter-pride"?',
    ),
    (
        ADVICE_FILE,
        'source("guild-news")',
        'source("guild-new")',
        line_of(ADVICE_FILE, "Read {{"),
        'unknown source "guild-new", did you mean "guild-news"?',
    ),
    (ADVICE_FILE, "+++", "---", 1, "no head, write its id, title … between a first line +++ and another"),
    (ADVICE_FILE, "title =", "title", 4, "not TOML: Expected '=' after a key in a key/value pair"),
)
