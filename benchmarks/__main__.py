"""Run every measurement: ``python -m benchmarks``."""

from __future__ import annotations

from benchmarks import answering, matching

if __name__ == "__main__":
    answering.run()
    print()
    matching.run()
