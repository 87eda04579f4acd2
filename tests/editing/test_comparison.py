"""What a change did, for the record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.editing.comparison import LONGEST, unified

OLD = "a\nb\nc\nd\ne\n"


def test_a_change_is_told_by_its_lines_and_their_neighbours() -> None:
    told = "--- x.toml\n+++ x.toml\n@@ -2,3 +2,3 @@\n b\n-c\n+C\n d"
    assert unified(OLD, OLD.replace("c", "C"), "x.toml") == told


def test_a_file_that_comes_or_goes_is_told_as_such() -> None:
    assert unified("", "a\n", "x.toml") == "--- /dev/null\n+++ x.toml\n@@ -0,0 +1 @@\n+a"
    assert unified("a\n", "", "x.toml") == "--- x.toml\n+++ /dev/null\n@@ -1 +0,0 @@\n-a"


def test_no_change_is_told_by_nothing() -> None:
    assert unified(OLD, OLD, "x.toml") == ""


def test_a_long_comparison_is_cut_and_what_is_left_out_counted() -> None:
    told = unified(OLD, "\n".join(str(number) for number in range(5_000)), "x.toml")
    assert len(told) <= LONGEST
    assert told.splitlines()[-1].endswith("lines more")


def test_texts_of_very_many_lines_are_only_counted() -> None:
    assert unified("a\n" * 15_000, "b\n" * 15_000, "x.toml").endswith("… 15,000 lines became 15,000")


def test_a_long_line_is_cut() -> None:
    assert all(len(line) <= 300 for line in unified(OLD, OLD + "x" * 5_000, "x.toml").splitlines())


@given(st.text(max_size=50), st.text(max_size=50))
def test_a_comparison_is_never_long_and_never_of_nothing(old: str, new: str) -> None:
    told = unified(old * 100, new * 100, "x.toml")
    assert len(told) <= LONGEST
    assert (told == "") <= (old.splitlines() == new.splitlines())
