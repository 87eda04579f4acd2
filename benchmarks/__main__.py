"""Run every measurement: ``python -m benchmarks``."""

from __future__ import annotations

from benchmarks import answering, matching

if __name__ == "__main__":
    # In this order, as a process counts its parent's memory as its own when it starts, and only
    # the second makes this one large.
    matching.run()
    print()
    answering.run()
