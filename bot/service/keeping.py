"""For how many days things are kept: what people are promised, and what the store holds to."""

from __future__ import annotations

from typing import Final

#: A question, after a yes.
QUESTION_DAYS: Final = 90
#: A message as it came, after it is answered.
RAW_DAYS: Final = 7
#: Which figures somebody was told.
FIGURE_DAYS: Final = 365
#: What a button does.
BUTTON_DAYS: Final = 30
