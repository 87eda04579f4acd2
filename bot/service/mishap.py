"""How something that was never expected is told."""

from __future__ import annotations

import traceback
from pathlib import PurePath


def named(error: Exception) -> str:
    """What was raised and where; never its message, which may repeat what somebody wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {PurePath(frame.filename).name}:{frame.lineno}"
