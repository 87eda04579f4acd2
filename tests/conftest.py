"""How the tests run."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# The same examples on every run: a red build must be about the change that made it red. New examples
# are searched for with HYPOTHESIS_PROFILE=search.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
