"""The bot for which a second is long, so that whoever waits for an examination hears that it goes on.

``python -m tests.service.hurrying run`` stands for ``python -m bot run``.
"""

from __future__ import annotations

from functools import partial

from bot import serving
from bot.__main__ import main
from bot.service.publishing.desk import Desk

if __name__ == "__main__":
    vars(serving)["Desk"] = partial(Desk, long=1.0)
    main()
