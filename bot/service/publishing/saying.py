"""What editors are told: each a function that says it in a visit. The words are in the templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from bot.service import editors_taps as taps
from bot.service.versions import Status, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.knowledge.model import Entry, Knowledge, Problem
    from bot.proofing.halting import Halted
    from bot.proofing.preview import Preview
    from bot.proofing.unanswered import Group
    from bot.service.versions import Draft, Publication
    from bot.service.visit import Visit

    Said: TypeAlias = Callable[[Visit], None]

#: Of a long list as many are told; the file beside the preview has all of them.
_MOST: Final = 12
_PROBLEMS: Final = 15
#: Versions that can be gone back to by a tap.
_VERSIONS: Final = 8


def words(template: str, **values: object) -> Said:
    """What a template says of these values."""

    def said(visit: Visit) -> None:
        visit.tell(visit.advisor.notice(template, None, **values))

    return said


def word(kind: str, why: str = "") -> Said:
    """A brief word, by a name that the template knows."""
    return words("service_desk", kind=kind, why=why)


def failed(why: str) -> Said:
    """What was asked for can't be done."""
    return word("failed", why=why)


def too_large(most: int) -> Said:
    """A file can't be had, or holds too much."""
    return word("too large", why=f"{most // 1024} KiB")


def nothing_changes() -> Said:
    """What was sent is what is live."""
    return word("nothing changes")


def unpublished(paths: Sequence[str]) -> Said:
    """The folder has changes of these files that are not published."""
    return word("unpublished", why=", ".join(paths))


def overtaken(paths: Sequence[str]) -> Said:
    """These files are not any more what the draft was made from."""
    return word("overtaken", why=", ".join(paths))


def still_checking() -> Said:
    """The examination takes longer than most."""
    return word("still checking")


def compared_anew() -> Said:
    """Something else was published in between, so the draft is compared once more."""
    return word("compared anew")


def over(status: Status | None) -> Said:
    """The draft is done with."""
    return word("over", why=status.value if status is not None else "gone")


def discarded(way: Way) -> Said:
    """The draft is put away."""
    return word("discarded in the folder" if way is Way.FOLDER else "discarded")


def unread(why: Sequence[str]) -> Said:
    """The folder can't be read as it is."""
    return words("service_problems", lines=list(why[:_PROBLEMS]), left_out=len(why) - _PROBLEMS)


def problems(found: Sequence[Problem]) -> Said:
    """What is wrong with what was sent."""
    return unread([str(problem) for problem in found])


def halted(why: Halted) -> Said:
    """The examination was ended at a limit."""
    return words("service_halted", halted=why)


def live(number: int, did: str, told: int) -> Said:
    """A version went live; ``told`` people hear of what it corrects."""
    return words("service_live", number=number, did=did, told=told)


def no_such_version(number: int) -> Said:
    """There is no publication of that number."""
    return word("no such version", why=str(number))


def live_already(number: int) -> Said:
    """That version is the live one."""
    return word("live already", why=str(number))


def back_to(number: int) -> str:
    """The comment of a publication that goes back to an earlier one."""
    return f"back to version {number}"


def preview(draft: Draft, found: Preview, why: str = "", *, edit: bool = False) -> Said:
    """What a draft would change, with what can be done about it."""

    def said(visit: Visit) -> None:
        reply = visit.advisor.notice(
            "service_preview", "service_preview_more", preview=found, most=_MOST, problems=_PROBLEMS
        )
        buttons: list[tuple[str, taps.Does]] = []
        if draft.status is Status.READY:
            buttons = [
                ("Publish", taps.Publish(draft=draft.id, why=why)),
                ("Publish, and say why", taps.Publish(draft=draft.id, ask=True)),
            ]
        if found.differences:
            buttons.append(("Read the answers", taps.Compare(draft=draft.id, place=0, why=why)))
        buttons.append(("Discard", taps.Discard(draft=draft.id)))
        visit.tell(reply, buttons, edit=visit.origin.message if edit else None)

    return said


def comparison(draft: Draft, found: Preview, place: int, why: str = "") -> Said:
    """An answer before and after, in place of the preview."""

    def turned(to: int) -> taps.Compare:
        return taps.Compare(draft=draft.id, place=to, why=why)

    def said(visit: Visit) -> None:
        at = max(0, min(place, len(found.differences) - 1))
        reply = visit.advisor.notice(
            "service_compared", difference=found.differences[at], place=at + 1, of=len(found.differences)
        )
        buttons = [("Back", turned(-1))]
        if at > 0:
            buttons.insert(0, ("‹ Before", turned(at - 1)))
        if at + 1 < len(found.differences):
            buttons.append(("Next ›", turned(at + 1)))
        visit.tell(reply, buttons, edit=visit.origin.message)

    return said


def in_vain(groups: Sequence[Group], first: int, knowledge: Knowledge, *, declined: int = 0) -> Said:
    """What people ask in vain, one group at a time, with what a tap can do about it.

    ``declined`` questions are in no group, since their subjects are out of scope.
    """

    def said(visit: Visit) -> None:
        if not groups:
            visit.tell(visit.advisor.notice("service_in_vain", group=None, declined=declined))
            return
        at = max(0, min(first, len(groups) - 1))
        group = groups[at]
        near = knowledge.entry(group.nearest) if group.nearest is not None else None
        title = "" if near is None else titled(near)
        reply = visit.advisor.notice(
            "service_in_vain",
            group=group,
            near=near,
            title=title,
            place=at + 1,
            of=len(groups),
            declined=declined,
        )
        buttons: list[tuple[str, taps.Does]] = []
        if near is not None:
            buttons.append((f"Add to “{title}”", taps.Teach(question=group.question, entry=near.id)))
        buttons.append(("Out of scope", taps.Teach(question=group.question)))
        if at > 0:
            buttons.append(("‹ Before", taps.Gather(first=at - 1)))
        if at + 1 < len(groups):
            buttons.append(("Next ›", taps.Gather(first=at + 1)))
        visit.tell(reply, buttons)

    return said


def titled(entry: Entry) -> str:
    """What an entry is called on a button."""
    return getattr(entry, "short", "") or getattr(entry, "title", "") or entry.id


def history(publications: Sequence[Publication]) -> Said:
    """What was published, with a way back to each."""

    def said(visit: Visit) -> None:
        shown = publications[: _VERSIONS + 1]
        reply = visit.advisor.notice("service_versions", publications=shown)
        back = [(f"Back to {each.number}", taps.RollBack(number=each.number)) for each in shown[1:]]
        visit.tell(reply, back)

    return said
