"""What Entente remembers, in one SQLite file.

In the terminal:

>>> with closing(open_database(path)) as database:
...     Sessions(database).save("42", "7", state, now)

As a service, which asks for more and therefore imports it from `bot.store.journal`:

>>> with only_instance(path):
...     journal = await StoreJournal.open(path)
...     await journal.accept(updates, now)

A connection belongs to the thread that opened it.
"""

from bot.store.database import StoreError, open_database
from bot.store.instance import only_instance
from bot.store.sessions import Sessions

__all__ = ["Sessions", "StoreError", "only_instance", "open_database"]
