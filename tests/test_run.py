"""``python -m bot run`` as its own process, against a server that behaves like Telegram's."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from bot.store.journal import look
from soak.asking import in_flight, once
from tests.botapi import BotApi, BotProcess, Trouble, errors
from tests.botapi.people import mentioned
from tests.botapi.world import text_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.botapi import Person

pytestmark = pytest.mark.alone

#: Under load the answers are to be cheap: what is tried is that none is lost.
ARTICLES = {"ENTENTE_KNOWLEDGE_COLLECTIONS": "articles"}
FIGURE = "How many CIOs see data protection as a challenge?"
#: What is asked in turn, with what only its answer says; no two alike follow each other.
ROUND = (
    ("/id", "Your number is"),
    (FIGURE, "83%"),
    ("/ask", "Put your question"),
    ("/topics", "Figures I hold"),
    ("/nonsense", "I do not know that command"),
)
# So many that none has thirty waiting even after a slow start.
PEOPLE = 50
A_SECOND = 100
LIVES = 10
DRAIN_SECONDS = 30.0


@pytest.fixture
def bot(server: BotApi, tmp_path: Path) -> Iterator[BotProcess]:
    """A bot that runs."""
    with BotProcess(server, tmp_path, environment=ARTICLES) as started:
        started.wait_until_polling()
        yield started
        assert server.token not in started.printed
        assert FIGURE not in started.printed


# ── A conversation ────────────────────────────────────────────────────────────────────────────────


def test_a_private_conversation_from_the_first_word_to_the_last(server: BotApi, bot: BotProcess) -> None:
    alice = server.person("Alice")
    alice.starts()
    alice.hears()
    alice.presses("CIO").answered()
    alice.sees(lambda heard: heard.text.startswith("Noted"))
    alice.sees(lambda heard: "90 days" in heard.text)
    alice.presses("Yes, you may").answered()
    alice.sees(lambda heard: heard.text.startswith("Thank you"))

    alice.says(FIGURE)
    answer = alice.sees(lambda heard: "83%" in heard.text)
    alice.presses("Compare both", on=answer).answered()
    alice.sees(lambda heard: "64%" in heard.text)
    alice.presses("👎", on=answer).answered()
    asked = alice.sees(lambda heard: heard.id == answer.id and "It is wrong" in heard.buttons)
    alice.presses("It is wrong", on=asked).answered()
    alice.sees(lambda heard: heard.id == answer.id and "👎" not in heard.buttons)

    assert FIGURE in exported(server, alice)
    alice.says("/forget")
    alice.sees(lambda heard: heard.text.startswith("Done"))
    alice.presses("Who says so?", on=answer).answered()
    assert FIGURE not in exported(server, alice)
    assert bot.terminate() == 0


def test_the_librarys_own_transport_can_be_chosen(server: BotApi, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[telegram]\ntransport = "httpx"\n', encoding="utf-8")
    alice = server.person("Alice")
    with BotProcess(server, tmp_path, environment=ARTICLES) as bot:
        alice.starts()
        alice.hears(seconds=30)
        alice.presses("CIO").answered()
        alice.sees(lambda heard: heard.text.startswith("Noted"))
        alice.says(FIGURE)
        answer = alice.sees(lambda heard: "83%" in heard.text)
        alice.presses("Compare both", on=answer).answered()
        alice.sees(lambda heard: "64%" in heard.text)
        # A file goes another way than a message.
        assert '"role": "cio"' in exported(server, alice)
        server.weather.appoint("sendMessage", Trouble.RESET_BEFORE, errors.too_many(1))
        alice.says("/id")
        alice.sees(lambda heard: "Your number is" in heard.text)
        assert bot.terminate() == 0
    assert {agent.partition(" ")[0] for agent in server.agents} == {"python-telegram-bot"}


def exported(server: BotApi, person: Person) -> str:
    """What the bot hands out as everything it keeps about a person."""
    before = len(server.do(lambda: server.world.files))
    person.says("/export")
    server.wait(lambda: len(server.world.files) > before)
    return list(server.world.files.values())[-1].content.decode()


def test_the_first_good_poll_is_told_at_once(server: BotApi, bot: BotProcess) -> None:
    """Though nobody writes, and Telegram holds every poll but the first open for half a minute."""
    server.wait(lambda: "poll" in look(bot.store)[1], 2)
    bot.kill()
    status = command(bot, "status")
    assert (status.returncode, status.stderr) == (0, "")
    assert re.match(r"last good poll: \d s ago\n", status.stdout)


def test_in_a_group_everybody_has_a_conversation_of_their_own(server: BotApi, bot: BotProcess) -> None:
    alice, bob = server.person("Alice"), server.person("Bob")
    board = server.group("Board", alice, bob, kind="supergroup", forum=True)
    topic = board.topic("Figures")
    alice.says(f"@entente_test_bot {FIGURE}", chat=board, topic=topic)
    hers = alice.sees(lambda heard: "83%" in heard.text, chat=board)
    assert hers.topic == topic
    bob.says("/ask How many CMOs find alignment desirable?", chat=board)
    his = bob.sees(lambda heard: "alignment" in heard.text, chat=board)
    alice.says("and the CMOs?", chat=board, reply_to=hers)
    alice.sees(lambda heard: "64%" in heard.text, chat=board)
    before = len(alice.messages(board))
    answered = alice.presses("Who says so?", on=his, chat=board).answered()
    assert "whoever asked" in str(answered)
    assert len(alice.messages(board)) == before
    assert bot.running


def test_a_second_instance_on_the_same_database_refuses_to_start(bot: BotProcess) -> None:
    second = command(bot, "run")
    assert second.returncode == 1
    assert "already running" in second.stderr


def command(bot: BotProcess, name: str) -> subprocess.CompletedProcess[str]:
    """Another command on the bot's database."""
    return subprocess.run(
        [sys.executable, "-m", "bot", name],
        env=bot.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_a_signal_during_the_start_ends_it_as_well(server: BotApi, tmp_path: Path) -> None:
    """As a handler of its own does, without which the first process of a container would not hear it."""
    with BotProcess(server, tmp_path, environment=ARTICLES) as bot:
        begun = bot.store.with_name(f"{bot.store.name}-instance")
        server.wait(begun.exists, 20)
        assert bot.terminate() == 0
    assert server.calls["getUpdates"] == 0


def test_a_chat_that_sends_three_thousand_at_once_keeps_nobody_from_an_answer(
    server: BotApi, bot: BotProcess
) -> None:
    """How soon the others have it, ``python -m soak flooded`` tells and holds to a second."""
    flooder, others = server.person("Flooder"), [server.person(f"Person {n}") for n in range(100)]

    def flood() -> None:
        room = server.world.private_room(flooder.user)
        server.world.accounts[flooder.id].met = True
        for _ in range(3_000):
            server.world.post("message", server.world.keep(room, {"text": FIGURE}, sender=flooder.user))

    server.do(flood)
    asked = {}
    for person in others:
        asked[person.id] = time.monotonic()
        person.says(FIGURE)
    server.wait(lambda: all(server.sent(person.id) for person in others))
    took = sorted(server.sent(person.id)[0].at - asked[person.id] for person in others)
    print(f"100 others beside a flood: p50 {took[49]:.2f} s, p95 {took[94]:.2f} s")  # noqa: T201
    told = [sent for sent in server.sent(flooder.id) if "more than I can answer" in sent.params["text"]]
    assert len(told) == 1
    assert bot.terminate() == 0


def test_a_group_s_chatter_keeps_nobody_from_hearing_that_a_question_was_put_off(
    server: BotApi, bot: BotProcess
) -> None:
    server.world.privacy = False
    alice = server.person("Alice")
    board = server.group("Board", alice)

    def talk() -> None:
        for number in range(100):
            said = mentioned(FIGURE) if number in {60, 61, 99} else "Lunch?"
            message = server.world.keep(board.room, text_content(said), sender=alice.user)
            server.world.post("message", message)

    server.do(talk)
    heard = alice.hears(board)
    assert "more than I can answer" in heard.text
    alice.says("/id", chat=board)
    alice.sees(lambda heard: "Your number is" in heard.text, chat=board)
    assert len(alice.messages(board)) == 2
    assert bot.running


# ── Ends of all kinds ─────────────────────────────────────────────────────────────────────────────


class Crowd:
    """People who ask on and on, and can tell whether each answer came."""

    def __init__(self, server: BotApi) -> None:
        self.server = server
        self.people: list[Person] = [server.person(f"Person {n}") for n in range(PEOPLE)]
        self.asked: Counter[int] = Counter()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Ask in the background, so many questions a second."""
        enough = threading.Event()

        def ask() -> None:
            due, turn = time.monotonic(), 0
            while not enough.is_set():
                person = self.people[turn % PEOPLE]
                person.says(ROUND[self.asked[person.id] % len(ROUND)][0])
                self.asked[person.id] += 1
                turn += 1
                due += 1 / A_SECOND
                enough.wait(max(0.0, due - time.monotonic()))

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield
        finally:
            enough.set()
            thread.join()

    def heard(self) -> dict[int, list[int]]:
        """The places in the round of the answers each got, in order."""
        heard = defaultdict(list)
        for sent in self.server.sent():
            text = str(sent.params["text"])
            places = [place for place, (_, says) in enumerate(ROUND) if says in text]
            assert len(places) == 1, text
            heard[sent.chat or 0].append(places[0])
        return heard

    def doubled(self) -> int:
        """How many answers came twice. AssertionError if one is missing or out of order."""
        heard = self.heard()
        for person in self.people:
            asked = [n % len(ROUND) for n in range(self.asked[person.id])]
            assert once(heard[person.id]) == asked, person.id
        return sum(len(answers) - len(once(answers)) for answers in heard.values())

    def wait_for_the_last(self) -> None:
        """Wait until there are as many answers as questions, not counting what came twice."""

        def all_there() -> bool:
            return sum(len(once(answers)) for answers in self.heard().values()) >= self.asked.total()

        self.server.wait(all_there, DRAIN_SECONDS)
        time.sleep(1)  # for an answer too many to show


def test_ten_kills_under_load_lose_nothing_and_double_no_more_than_was_in_flight(
    server: BotApi, bot: BotProcess
) -> None:
    chance = random.Random(3)  # noqa: S311 - moments, not secrets
    crowd, uncertain = Crowd(server), 0
    with crowd.asking():
        for _ in range(LIVES):
            bot.wait_until_polling()
            time.sleep(chance.uniform(0.05, 1.0))
            bot.kill()
            uncertain += in_flight(bot)
            bot.start()
    crowd.wait_for_the_last()
    doubled = crowd.doubled()
    print(f"{LIVES} kills, {crowd.asked.total()} asked, {uncertain} in flight, {doubled} doubled")  # noqa: T201
    assert doubled <= uncertain


def test_ten_ends_by_signal_under_load_lose_and_double_nothing(server: BotApi, bot: BotProcess) -> None:
    chance = random.Random(4)  # noqa: S311 - moments, not secrets
    crowd = Crowd(server)
    with crowd.asking():
        for life in range(LIVES):
            bot.wait_until_polling()
            time.sleep(chance.uniform(0.05, 1.0))
            bot.send(signal.SIGINT if life % 2 else signal.SIGTERM)
            assert bot.wait(10) == 0
            bot.start()
    crowd.wait_for_the_last()
    print(f"{LIVES} ends, {crowd.asked.total()} asked")  # noqa: T201
    assert crowd.doubled() == 0
