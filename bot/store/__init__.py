"""What Entente remembers, in one SQLite file.

>>> with closing(open_database(path)) as database:
...     Sessions(database).save("42", "7", state, now)

A connection belongs to the thread that opened it.
"""

from bot.store.database import StoreError, open_database
from bot.store.sessions import Sessions

__all__ = ["Sessions", "StoreError", "open_database"]
