"""Charts → pictures, in one style.

They are read on a phone, in Telegram's dark and its light mode, and get forwarded alone: the
background is their own and opaque, every bar has its value and its label, and colours, which tell
the two roles apart for the colour-blind as well (Okabe and Ito's), never carry anything alone. Bars
begin at zero and share one scale.
"""

from __future__ import annotations

import gc
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from bot.replies.reply import End

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from bot.replies.reply import Bar, Chart

#: Named in what pictures are known by: a change of style makes new ones.
STYLE: Final = "1"
#: Telegram takes photos whose width and height add up to this many pixels.
WIDEST: Final = 1080
TALLEST: Final = 8_000

ROLE_COLOURS: Final = {"cio": "#0072B2", "cmo": "#D55E00"}
OTHER_COLOUR: Final = "#6E7378"
_GROUND, _TRACK = "#FFFFFF", "#ECEEF0"
_INK, _SOFT = "#16181B", "#54595F"
_DPI: Final = 100
_MARGIN: Final = 60
_BAR: Final = 46
#: A column of labels beside the bars takes at most this much; longer ones stand above their bars.
_COLUMN: Final = 300
#: Lines of one text before it ends in an ellipsis; only a text that no editor would write is longer.
_MOST_LINES: Final = 12
#: Texts whose width is remembered.
_WORDS: Final = 4_096

_Painter: TypeAlias = Callable[["Figure", float], None]


class UndrawableError(Exception):
    """A chart that makes no picture Telegram would take."""


@dataclass(frozen=True, slots=True)
class _Font:
    """A size in pixels, a weight, a colour and the height of a line."""

    size: int
    colour: str = _INK
    bold: bool = False

    @property
    def line(self) -> float:
        return self.size * 1.3


_TITLE = _Font(46, bold=True)
_REMARK = _Font(31, _SOFT)
_GROUP = _Font(33, bold=True)
_DETAIL = _Font(29, _SOFT)
_LABEL = _Font(31)
_VALUE = _Font(33, bold=True)
_FOOT = _Font(28, _SOFT)
_MAKER = _Font(28, bold=True)


class Artist:
    """Draws charts. Not to be used by two threads at once."""

    style = STYLE

    def __init__(self, cache: Path | None = None) -> None:
        """``cache``: a folder for what matplotlib knows of fonts; it may be deleted at any time."""
        self._cache = cache
        self._pens: _Pens | None = None

    def draw(self, chart: Chart) -> bytes:
        """A chart as PNG. Raises UndrawableError for one too long for a picture."""
        figure = self.figure(chart)
        drawn = io.BytesIO()
        # Flat colours get hardly smaller by packing them longer.
        figure.savefig(drawn, format="png", dpi=_DPI, pil_kwargs={"compress_level": 2})
        # A figure and its parts hold each other, and its pixels, ten megabytes or more. They are young
        # still, so that letting them go now is soon done; later they would be in among all that is known.
        del figure
        gc.collect(1)
        return drawn.getvalue()

    def figure(self, chart: Chart) -> Figure:
        """The same as matplotlib's figure."""
        if self._pens is None:
            # Its import takes most of a second and 40 MB: only who draws pays for it.
            if self._cache is not None:
                os.environ.setdefault("MPLCONFIGDIR", str(self._cache / "matplotlib"))
            self._pens = _Pens()
        return _Sheet(self._pens).laid_out(chart)


class _Pens:
    """Fonts that come with matplotlib, so that pictures look the same everywhere."""

    def __init__(self) -> None:
        import matplotlib as mpl  # noqa: PLC0415 (see above)
        from matplotlib.font_manager import FontProperties  # noqa: PLC0415
        from matplotlib.ft2font import FT2Font, LoadFlags  # noqa: PLC0415

        fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
        files = {False: fonts / "DejaVuSans.ttf", True: fonts / "DejaVuSans-Bold.ttf"}
        # Nothing else in this program draws. At a phone's resolution hinted letters look no better, and
        # take a third of the time.
        mpl.rcParams["text.hinting"] = "none"
        self._unhinted = LoadFlags.NO_HINTING
        self._faces = {bold: FT2Font(str(file)) for bold, file in files.items()}
        self._named = {bold: FontProperties(fname=str(file)) for bold, file in files.items()}
        # The same words stand in many charts.
        self.width = lru_cache(maxsize=_WORDS)(self._width)

    def _width(self, text: str, font: _Font) -> float:
        """How many pixels wide a text of one line is."""
        face = self._faces[font.bold]
        face.set_size(font.size * 72 / _DPI, _DPI)
        face.set_text(text, flags=self._unhinted)
        return float(face.get_width_height()[0]) / 64

    def drawable(self, text: str) -> str:
        """A text with its spaces in order, and a sign in place of characters that the fonts lack."""
        known = self._faces[True]
        return " ".join(
            "".join(c if c.isspace() or known.get_char_index(ord(c)) else "\ufffd" for c in text).split()
        )

    def lines(self, text: str, font: _Font, width: float) -> list[str]:
        """A text broken at its spaces, and in a word only where that alone is too wide."""
        lines: list[str] = []
        taken, space = 0.0, self.width("n n", font) - self.width("nn", font)
        for word in self.drawable(text).split(" "):
            wide = self.width(word, font)
            if lines and taken + space + wide <= width:
                lines[-1] = f"{lines[-1]} {word}"
                taken += space + wide
                continue
            lines.extend([word] if wide <= width else self._pieces(word, font, width))
            taken = self.width(lines[-1], font) if lines else 0.0
            if len(lines) > _MOST_LINES:
                return [*lines[: _MOST_LINES - 1], "…"]
        return [line for line in lines if line]

    def _pieces(self, word: str, font: _Font, width: float) -> list[str]:
        pieces: list[str] = []
        rest = word
        while rest and len(pieces) <= _MOST_LINES:
            fits = max(1, int(len(rest) * width / max(self.width(rest, font), 1)))
            while fits > 1 and self.width(rest[:fits], font) > width:
                fits -= 1
            pieces.append(rest[:fits])
            rest = rest[fits:]
        return pieces

    def write(self, figure: Figure, text: str, font: _Font, at: tuple[float, float], **more: Any) -> None:  # noqa: ANN401 (matplotlib's options)
        """Write one line with its baseline at a place in pixels from the lower left."""
        from matplotlib.transforms import IdentityTransform  # noqa: PLC0415

        figure.text(
            *at,
            text,
            transform=IdentityTransform(),
            fontproperties=self._named[font.bold],
            fontsize=font.size * 72 / _DPI,
            color=font.colour,
            parse_math=False,
            **more,
        )


class _Sheet:
    """A picture being laid out from the top down: how high it is, is known when all is placed."""

    def __init__(self, pens: _Pens) -> None:
        self._pens = pens
        self._height = 0.0
        self._painters: list[tuple[float, _Painter]] = []

    def laid_out(self, chart: Chart) -> Figure:
        """The whole picture."""
        self._space(_MARGIN)
        self._text(chart.title, _TITLE)
        self._text(chart.remark, _REMARK, before=10)
        self._bars(chart)
        self._foot(chart)
        return self._painted()

    def _painted(self) -> Figure:
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 (see above)
        from matplotlib.figure import Figure  # noqa: PLC0415

        height = round(self._height)
        if height > TALLEST:
            raise UndrawableError(f"{height} pixels are too high for a picture")
        figure = Figure(figsize=(WIDEST / _DPI, height / _DPI), dpi=_DPI, facecolor=_GROUND)
        FigureCanvasAgg(figure)
        for top, paint in self._painters:
            paint(figure, height - top)
        return figure

    def _space(self, pixels: float) -> None:
        self._height += pixels

    def _paint(self, painter: _Painter) -> None:
        self._painters.append((self._height, painter))

    def _text(self, text: str, font: _Font, *, before: float = 0) -> None:
        lines = self._pens.lines(text, font, WIDEST - 2 * _MARGIN)
        if lines:
            self._space(before)
        for line in lines:
            self._space(font.line)
            self._paint(partial(self._write, line, font, _MARGIN))

    def _write(self, text: str, font: _Font, x: float, figure: Figure, y: float, **more: Any) -> None:  # noqa: ANN401 (matplotlib's options)
        self._pens.write(figure, text, font, (x, y + font.size * 0.28), **more)

    # ── Bars ──────────────────────────────────────────────────────────────────────────────────

    def _bars(self, chart: Chart) -> None:
        several = len({(bar.group, bar.detail) for bar in chart.bars}) > 1
        # What all have in common stands above them all.
        labelled = not several or len({bar.label for bar in chart.bars}) > 1
        column = self._column(chart) if labelled else 0.0
        room = WIDEST - 2 * _MARGIN - column - self._widest(b.printed for b in chart.bars) - 20
        self._space(14)
        for (group, detail), bars in groupby(chart.bars, key=lambda bar: (bar.group, bar.detail)):
            self._space(26)
            if several:
                self._text(group[:1].upper() + group[1:], _GROUP)
                self._text(detail, _DETAIL)
                self._space(8)
            for bar in bars:
                self._labelled(bar, chart, column, room, labelled=labelled)

    def _column(self, chart: Chart) -> float:
        """How wide a column holds every label in one line; none where one is too long for it."""
        widest = max(self._pens.width(self._pens.drawable(bar.label), _LABEL) for bar in chart.bars)
        return widest + 24 if widest <= _COLUMN else 0.0

    def _widest(self, texts: Any) -> float:  # noqa: ANN401
        return max(self._pens.width(self._pens.drawable(text), _VALUE) for text in texts)

    def _labelled(self, bar: Bar, chart: Chart, column: float, room: float, *, labelled: bool) -> None:
        if labelled and not column:
            self._text(bar.label, _LABEL, before=4)
            self._space(4)
        self._space(_BAR)
        if column:
            self._paint(partial(self._centred, self._pens.drawable(bar.label), _LABEL, float(_MARGIN)))
        self._paint(partial(self._bar, bar, chart, _MARGIN + column, room))
        self._space(14)

    def _centred(self, text: str, font: _Font, x: float, figure: Figure, y: float) -> None:
        self._pens.write(figure, text, font, (x, y + _BAR / 2 - font.size * 0.36))

    def _bar(self, bar: Bar, chart: Chart, x: float, room: float, figure: Figure, y: float) -> None:  # noqa: PLR0913, PLR0917 (where and how)
        share = min(max(float(bar.value / chart.top), 0.0), 1.0)
        # Something is never drawn as nothing.
        length = max(room * share, 3.0) if bar.value > 0 else 0.0
        colour = ROLE_COLOURS.get(bar.role, OTHER_COLOUR)
        if chart.whole:
            _rectangle(figure, (x, y), room, facecolor=_TRACK)
        if bar.end is End.BELOW:
            _rectangle(figure, (x, y), length, facecolor=_GROUND, edgecolor=colour, hatch="//", linewidth=1.5)
        else:
            _rectangle(figure, (x, y), length, facecolor=colour)
        if bar.end is End.ABOVE:
            length += _open_end(figure, (x + length, y), colour)
        self._centred(self._pens.drawable(bar.printed), _VALUE, x + length + 14, figure, y)

    # ── Foot ──────────────────────────────────────────────────────────────────────────────────

    def _foot(self, chart: Chart) -> None:
        self._space(34)
        self._paint(_rule)
        self._space(10)
        for line in chart.foot:
            self._text(line, _FOOT, before=8)
        self._space(12 + _MAKER.line)
        x = WIDEST - _MARGIN - self._pens.width(chart.maker, _MAKER)
        self._paint(partial(self._write, self._pens.drawable(chart.maker), _MAKER, x))
        self._space(_MARGIN * 0.7)


def _rectangle(figure: Figure, at: tuple[float, float], width: float, **style: Any) -> None:  # noqa: ANN401 (matplotlib's options)
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (see above)
    from matplotlib.transforms import IdentityTransform  # noqa: PLC0415

    given = {"linewidth": 0, **style}
    figure.add_artist(Rectangle(at, width, _BAR, transform=IdentityTransform(), **given))


def _open_end(figure: Figure, at: tuple[float, float], colour: str) -> float:
    """Point onward from the end of a bar whose value is only known to lie beyond; how far that takes."""
    from matplotlib.patches import Polygon  # noqa: PLC0415 (see above)
    from matplotlib.transforms import IdentityTransform  # noqa: PLC0415

    x, y = at
    for start, alpha in ((6, 0.75), (22, 0.45)):
        left, tip = x + start, x + start + 14
        corners = [
            (left - 6, y),
            (left + 4, y),
            (tip + 4, y + _BAR / 2),
            (left + 4, y + _BAR),
            (left - 6, y + _BAR),
            (tip - 6, y + _BAR / 2),
        ]
        figure.add_artist(
            Polygon(
                corners,
                closed=True,
                facecolor=colour,
                alpha=alpha,
                linewidth=0,
                transform=IdentityTransform(),
            )
        )
    return 40.0


def _rule(figure: Figure, y: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 (see above)
    from matplotlib.transforms import IdentityTransform  # noqa: PLC0415

    line = Rectangle(
        (_MARGIN, y), WIDEST - 2 * _MARGIN, 2, transform=IdentityTransform(), facecolor=_TRACK, linewidth=0
    )
    figure.add_artist(line)
