"""A Bot API server on loopback that behaves like Telegram's where it hurts, and referees every call.

    with BotApi() as server, BotProcess(server, folder) as bot:
        bot.wait_until_polling()
        alice = server.person("Alice")
        alice.says("/start")
        assert "Welcome" in alice.hears().text
        alice.presses("CIO")
        assert server.faults == []

`server` is the HTTP server, in a thread of its own; `people` are its users, `world` what it knows of
chats and messages, `sending` and `profile` its methods, `inline` what inline results become, `intake` and
`webhook` how updates leave it, `weather` what goes wrong, `referee` and `parsing` the judges, `process`
starts and ends the bot, `crowd` keeps it busy.
"""

from tests.botapi.crowd import Crowd
from tests.botapi.errors import MisuseError, RefusedError
from tests.botapi.people import Asked, Heard, Person
from tests.botapi.places import Channel, Group
from tests.botapi.process import BotProcess
from tests.botapi.server import Accepted, BotApi
from tests.botapi.weather import Trouble, Weather

__all__ = [
    "Accepted",
    "Asked",
    "BotApi",
    "BotProcess",
    "Channel",
    "Crowd",
    "Group",
    "Heard",
    "MisuseError",
    "Person",
    "RefusedError",
    "Trouble",
    "Weather",
]
