"""Charts on their way: drawn once, sent up once, and in words where a picture can't be."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.replies.packing import packed
from bot.replies.reply import Bar, Chart
from bot.service.ports import Call
from bot.telegram.delivery import Delivery
from bot.telegram.pictures import Pictures
from tests.service.fakes import InMemoryAlbum, InMemoryJournal
from tests.telegram.scripted import ScriptedRequest, ok, refusal, reset, scripted_bot

if TYPE_CHECKING:
    from datetime import datetime

    from bot.service.ports import Loss
    from tests.telegram.scripted import Answer

CHART = Chart(
    title="How many?",
    bars=(Bar(label="CIOs", value=Decimal(4), printed="4%", role="cio"),),
    note="",
    caption="<i>A survey</i>",
)


class _Artist:
    """Counts what it draws."""

    style = "1"

    def __init__(self) -> None:
        self.drawn: list[Chart] = []

    def draw(self, chart: Chart) -> bytes:
        if chart.title == "undrawable":
            raise ValueError(chart.title)
        self.drawn.append(chart)
        return b"picture"


def picture(chart: Chart = CHART, chat: int = 7) -> Call:
    payload = {
        "chat_id": chat,
        "photo": {"chart": packed(chart)},
        "caption": chart.caption,
        "parse_mode": "HTML",
    }
    return Call(method="sendPhoto", chat=chat, payload=payload)


def photo(*ids: str) -> Answer:
    return ok({"message_id": 1, "photo": [{"file_id": id_} for id_ in ids]})


class _Journal(InMemoryJournal):
    """Tells when nothing is left to be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.all_settled = asyncio.Event()

    async def settle(
        self, id_: int, *, sent: bool, reason: str | None, now: datetime, loss: Loss | None = None
    ) -> None:
        await super().settle(id_, sent=sent, reason=reason, now=now, loss=loss)
        if not self.outbox:
            self.all_settled.set()


class _Sent:
    """A delivery that has brought all its calls to their end."""

    def __init__(
        self, *script: Answer, artist: _Artist | None = None, album: InMemoryAlbum | None = None
    ) -> None:
        self.request = ScriptedRequest(*script)
        self.artist, self.album = artist or _Artist(), album or InMemoryAlbum()
        self.journal = _Journal()

    def run(self, *calls: Call, pictured: bool = True) -> _Sent:
        async def main() -> None:
            pictures = Pictures(self.artist, self.album) if pictured else None
            delivery = Delivery(scripted_bot(self.request), self.journal, pictures=pictures)
            delivery.push(self.journal.commissioned(*calls))
            await self.journal.all_settled.wait()
            await delivery.close(1)

        asyncio.run(asyncio.wait_for(main(), 20))
        return self

    @property
    def photos(self) -> list[Any]:
        return [payload.get("photo") for _, payload in self.request.calls]


def test_the_same_picture_is_drawn_and_sent_up_once() -> None:
    sent = _Sent(photo("small", "large"), photo("large")).run(picture(), picture())
    assert len(sent.artist.drawn) == 1
    assert sent.photos[1] == "large"
    assert sent.photos[0] != "large"
    assert set(sent.journal.settled.values()) == {None}


def test_what_is_sent_up_outlives_the_process() -> None:
    album = InMemoryAlbum()
    _Sent(photo("known"), album=album).run(picture())
    later = _Sent(album=album).run(picture(replace(CHART, caption="said otherwise")))
    assert later.photos == ["known"]
    assert later.artist.drawn == []


def test_another_style_and_another_chart_are_other_pictures() -> None:
    album, artist = InMemoryAlbum(), _Artist()
    _Sent(photo("known"), album=album).run(picture())
    artist.style = "2"
    sent = _Sent(album=album, artist=artist).run(picture(), picture(replace(CHART, title="Otherwise")))
    assert len(sent.artist.drawn) == 2


def test_an_id_that_telegram_refuses_is_drawn_anew() -> None:
    album = InMemoryAlbum()
    _Sent(photo("old"), album=album).run(picture())
    refused = refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
    sent = _Sent(refused, photo("new"), album=album).run(picture())
    assert len(sent.artist.drawn) == 1
    assert list(album.files.values()) == ["new"]
    assert sent.journal.settled == {1: None}


def test_a_send_that_may_have_arrived_is_repeated_without_drawing_anew() -> None:
    sent = _Sent(reset(), photo("x")).run(picture())
    assert len(sent.request.calls) == 2
    assert len(sent.artist.drawn) == 1


def test_a_chart_that_can_not_be_drawn_is_told_in_words() -> None:
    for call, pictured in (
        (picture(replace(CHART, title="undrawable")), True),
        (picture(), False),
        (Call(method="sendPhoto", chat=7, payload={**picture().payload, "photo": {"chart": {}}}), True),
    ):
        sent = _Sent().run(call, pictured=pictured)
        text = {"chat_id": 7, "text": "<i>A survey</i>", "parse_mode": "HTML"}
        assert sent.request.calls == [("sendMessage", text)]
        assert sent.journal.settled == {1: None}


def test_where_no_pictures_may_be_sent_words_are() -> None:
    sent = _Sent(refusal(400, "Bad Request: not enough rights to send photos to the chat")).run(picture())
    assert [method for method, _ in sent.request.calls] == ["sendPhoto", "sendMessage"]
    assert sent.journal.settled == {1: None}


def test_markup_below_a_picture_that_telegram_refuses_goes_again_as_plain_text() -> None:
    sent = _Sent(refusal(400, "Bad Request: can't parse entities: x"), photo("x")).run(picture())
    assert sent.request.calls[1][1]["caption"] == "A survey"
    assert "text" not in sent.request.calls[1][1]
