"""Pictures of charts: what Telegram takes, all the words that belong in them, one style."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from bot import library
from bot.charts import OTHER_COLOUR, ROLE_COLOURS, TALLEST, WIDEST, Artist, UndrawableError
from bot.conversation.moves import Found
from bot.conversation.state import State
from bot.replies.compose import Composer
from bot.replies.reply import Bar, Chart, End
from tests.builders import every_pictured

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from bot.knowledge.model import Knowledge

ARTIST = Artist()
PNG = b"\x89PNG\r\n\x1a\n"


def bar(
    value: str = "40", role: str = "cio", label: str = "CIOs", group: str = "", end: End = End.EXACT
) -> Bar:
    return Bar(label=label, value=Decimal(value), printed=f"{value}%", role=role, group=group, end=end)


def chart(*bars: Bar, title: str = "How many bake?", whole: bool = True, top: str = "100") -> Chart:
    return Chart(
        title=title,
        bars=bars or (bar(), bar("60", "cmo", "CMOs")),
        note="",
        remark="CIOs are below.",
        foot=("The guilds survey, date not stated; sample not stated.", "Nobody weighed it."),
        maker="Entente",
        whole=whole,
        top=Decimal(top),
    )


def words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.texts)


def drawn_bars(figure: Figure) -> dict[str, list[float]]:
    """The lengths of all bars, by colour."""
    lengths: dict[str, list[float]] = {}
    for patch in figure.get_children():
        if isinstance(patch, Rectangle) and patch.get_height() > 2:
            lengths.setdefault(to_hex(patch.get_facecolor()).upper(), []).append(patch.get_width())
    return lengths


def size(content: bytes) -> tuple[int, int]:
    assert content.startswith(PNG)
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def test_all_words_of_a_chart_stand_in_its_picture() -> None:
    made = chart()
    told = words(ARTIST.figure(made))
    for text in (made.title, made.remark, *made.foot, made.maker, "CIOs", "CMOs", "40%", "60%"):
        assert text in told


def test_each_role_has_its_colour_wherever_it_stands() -> None:
    lengths = drawn_bars(ARTIST.figure(chart(bar("60", "cmo"), bar("10", "press"), bar("30", "cio"))))
    for colour in (*ROLE_COLOURS.values(), OTHER_COLOUR):
        assert len(lengths[colour]) == 1
    assert len({*ROLE_COLOURS.values(), OTHER_COLOUR}) == 3


def test_bars_begin_at_zero_on_one_scale() -> None:
    lengths = drawn_bars(ARTIST.figure(chart(bar("80", group="a"), bar("20", "cmo", group="b"))))
    assert lengths[ROLE_COLOURS["cio"]][0] == pytest.approx(4 * lengths[ROLE_COLOURS["cmo"]][0])


def test_what_is_no_whole_has_no_track_behind_its_bars() -> None:
    assert len(drawn_bars(ARTIST.figure(chart(bar("12"), whole=False, top="12")))) == 1


def test_a_bound_looks_unlike_a_figure() -> None:
    exact, above, below = (ARTIST.draw(chart(bar(end=end))) for end in End)
    assert len({exact, above, below}) == 3


def test_a_picture_has_its_own_opaque_background() -> None:
    figure = ARTIST.figure(chart())
    assert to_hex(figure.get_facecolor(), keep_alpha=True) == "#ffffffff"


def test_a_sign_of_money_is_no_formula_and_an_unknown_letter_no_warning() -> None:
    told = words(ARTIST.figure(chart(title="Who pays $5 or $6 for 面包\ttoday")))
    assert "$5 or $6" in told
    ARTIST.draw(chart(title="$\\frac{1}{2$ 面包 \u200b"))


def test_the_same_chart_makes_the_same_picture() -> None:
    assert ARTIST.draw(chart()) == Artist().draw(chart())


def test_a_chart_too_long_for_a_picture_is_refused() -> None:
    with pytest.raises(UndrawableError):
        ARTIST.draw(chart(*(bar(group=f"group {n}") for n in range(200))))


texts = st.text(max_size=60) | st.just("word " * 60) | st.just("unbroken" * 60)
bars = st.builds(
    Bar,
    label=texts,
    value=st.decimals(0, 1000, places=1),
    printed=st.sampled_from(["83%", "over 50%", "12.5% of revenue", "0%"]),
    role=st.sampled_from(["cio", "cmo", "press"]),
    group=texts,
    detail=st.just("") | texts,
    end=st.sampled_from(End),
)


@settings(max_examples=10, deadline=None)
@given(st.lists(bars, min_size=1, max_size=8), texts, st.booleans())
def test_any_chart_makes_a_picture_that_telegram_takes(given_bars: list[Bar], text: str, whole: bool) -> None:  # noqa: FBT001 (Hypothesis passes it)
    made = Chart(
        title=text, bars=tuple(given_bars), note="", remark=text, foot=(text, text), maker="E", whole=whole
    )
    try:
        content = ARTIST.draw(made)
    except UndrawableError:
        assert max(len(f"{b.label}{b.group}{b.detail}") for b in given_bars) > 100
        return
    width, height = size(content)
    assert (width, height <= TALLEST) == (WIDEST, True)
    assert width + height <= 10_000
    assert max(width, height) <= 20 * min(width, height)
    assert len(content) <= 10_000_000


@settings(max_examples=25, deadline=None)
@given(st.lists(bars, min_size=1, max_size=8), texts)
def test_any_chart_shows_every_value_and_no_word_leaves_the_picture(given_bars: list[Bar], text: str) -> None:
    made = Chart(title=text, bars=tuple(given_bars), note="", remark=text, foot=(text,), maker="Entente")
    try:
        figure = ARTIST.figure(made)
    except UndrawableError:
        return
    inside(figure)
    shown = Counter(written.get_text() for written in figure.texts)
    assert not Counter(bar.printed for bar in given_bars) - shown


def inside(figure: Figure) -> None:
    """Nothing written leaves the picture, or stands on something else that is written."""
    renderer = cast("FigureCanvasAgg", figure.canvas).get_renderer()  # type: ignore[no-untyped-call]
    boxes = [written.get_window_extent(renderer) for written in figure.texts if written.get_text().strip()]
    width, height = figure.bbox.width, figure.bbox.height
    for box in boxes:
        assert box.x0 >= 0
        assert box.x1 <= width
        assert box.y0 >= 0
        assert box.y1 <= height
    for one, other in pairwise(sorted(boxes, key=lambda box: -box.y0)):
        # Boxes have room for the tallest letters; lines may come as close as a tenth of them.
        crossed = min(one.x1, other.x1) - max(one.x0, other.x0)
        assert crossed <= 0 or other.y1 - one.y0 <= 0.1 * min(one.height, other.height)


def test_every_chart_of_the_shipped_knowledge_shows_all_values_within_the_picture(
    whole_knowledge: Knowledge,
) -> None:
    composer = Composer(library.reply_templates(), whole_knowledge)
    drawn = 0
    for finding in every_pictured(whole_knowledge):
        made = composer.reply(Found(finding=finding), State()).chart
        if made is None:
            continue
        figure = ARTIST.figure(made)
        inside(figure)
        told = Counter(written.get_text() for written in figure.texts)
        assert not Counter(bar.printed for bar in made.bars) - told
        drawn += 1
    assert drawn > 100


def test_who_asks_in_the_terminal_does_not_load_what_draws() -> None:
    script = (
        "import sys; from bot import assembly, charts; charts.Artist();"
        "assembly.make_advisor(assembly.set_up(None, None, ()));"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
