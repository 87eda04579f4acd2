"""What an editor's command, line, file or tap leads to. Pure; what takes long becomes an errand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.editing.edits import Part
from bot.editing.parts import parts_of
from bot.knowledge.model import Measure
from bot.proofing.preview import Preview
from bot.replies.marks import printed
from bot.service import editors_taps as taps
from bot.service.permissions import Action
from bot.service.publishing import dialogue, errands, saying
from bot.service.publishing.correcting import FACT as CORRECTIONS
from bot.service.publishing.dialogue import FACT, Dialogue, Wrong
from bot.service.publishing.groups import labels, named, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.incoming import Sent
    from bot.service.ports import Finished
    from bot.service.publishing.errands import Asked
    from bot.service.versions import Draft
    from bot.service.visit import Visit

#: Entries offered for words, and files on a page.
_OFFERED: Final = 8
_FILES: Final = 12
#: Groups of a survey that a measure has no figure for, offered for one.
_UNCOUNTED: Final = 4


def asked(action: Action, argument: str, visit: Visit) -> Finished:
    """What a command of an editor leads to."""
    match action:
        case Action.EDIT:
            return _found(argument.strip(), visit)
        case Action.NEW:
            return _begun(argument.strip().lower(), visit)
        case Action.CANCEL:
            return _cancelled(visit)
        case Action.DOWNLOAD:
            return _downloaded(argument.strip(), 0, visit)
        case Action.VERSIONS:
            saying.history(visit.known.papers.publications)(visit)
            return visit.done()
        case Action.ROLL_BACK:
            return _rolled_back(argument.strip(), visit)
        case _:
            return _ordered(errands.Gather(), visit)


def sent(file: Sent, visit: Visit) -> Finished:
    """What a file that an editor sends leads to."""
    return _ordered(errands.Receive(file=file.file, comment=file.caption), visit, say="checking")


def typed(line: str, visit: Visit) -> Finished | None:
    """What a line leads to that answers what an editor was asked; None when nothing was asked."""
    open_ = Dialogue.from_json(visit.known.facts.get(FACT))
    if open_ is None:
        return None
    said = dialogue.answered(open_, line, visit.advisor.knowledge)
    if isinstance(said, Wrong):
        saying.words("service_wrong", why=said.why, near=said.near, what=said.what)(visit)
        return visit.done()
    if said.asks is not None:
        return _asking(said, visit)
    if said.kind == "why":
        order = errands.Publish(draft=said.about["draft"], why=said.given["why"])
        return _ordered(order, visit, say="publishing", facts={FACT: None})
    return _revised(said, visit)


def pressed(does: taps.Does, callback_id: str, visit: Visit) -> Finished:  # noqa: C901, PLR0912 (cases)
    """What an editor's tap leads to."""
    visit.acknowledge(callback_id)
    match does:
        case taps.Publish(draft=draft, ask=True):
            return _asking(Dialogue(kind="why", about={"draft": draft}), visit)
        case taps.Publish(draft=draft, why=why):
            visit.keyboard(())
            return _ordered(errands.Publish(draft=draft, why=why), visit, say="publishing")
        case taps.Discard(draft=draft):
            visit.keyboard(())
            return _ordered(errands.Discard(draft=draft), visit)
        case taps.Compare(place=place, why=why):
            return _compared(place, why, visit)
        case taps.Open(entry=entry):
            return _opened(entry, visit)
        case taps.Change():
            return _changing(does, visit)
        case taps.RollBack(number=number):
            return _rolled_back(str(number), visit)
        case taps.Download(path=path, first=first):
            return _downloaded(path, first, visit)
        case taps.Gather(first=first):
            return _ordered(errands.Gather(first=first), visit)
        case taps.Teach(question=question, entry=entry):
            return _taught(question, entry, visit)
        case taps.Begin(kind=kind):
            return _begun(kind, visit)
        case taps.KeepSilent():
            saying.word("silent")(visit)
            return visit.done(person_facts={CORRECTIONS: "no"})
        case taps.HearAgain():
            saying.word("speaking")(visit)
            return visit.done(person_facts={CORRECTIONS: None})


# ── Finding and showing what there is ─────────────────────────────────────────────────────────


def _found(words: str, visit: Visit) -> Finished:
    if not words:
        saying.words("service_edit", kind="how")(visit)
        return visit.done()
    if visit.advisor.knowledge.entry(words) is not None:
        return _opened(words, visit)
    near = visit.advisor.near(words, _OFFERED)
    buttons = [(shortened(saying.titled(entry)), taps.Open(entry=entry.id)) for entry in near]
    visit.tell(visit.advisor.notice("service_edit", kind="which" if near else "none"), buttons)
    return visit.done()


def _opened(id_: str, visit: Visit) -> Finished:
    knowledge = visit.advisor.knowledge
    entry = knowledge.entry(id_)
    if entry is None:
        saying.word("gone")(visit)
        return visit.done()
    parts = parts_of(knowledge, id_)
    figures = entry.figures if isinstance(entry, Measure) else {}
    names = named(entry, knowledge) if isinstance(entry, Measure) else {}
    rows = [(str(names[group]), printed(figure), figure.caveat) for group, figure in figures.items()]
    uncounted = [group for group in names if group not in figures][:_UNCOUNTED]
    reply = visit.advisor.notice(
        "service_entry",
        "service_entry_more",
        id=id_,
        title=saying.titled(entry),
        place=entry.place.file,
        figures=rows,
        parts=[(part.value, text) for part, text in parts.items() if text],
        phrasings=entry.asked_as,
    )
    buttons: list[tuple[str, taps.Does]] = [
        (label, taps.Change(entry=id_, what="value", population=group))
        for does, groups in (("Value", figures), ("Add", uncounted))
        for group, label in labels(does, groups, names).items()
    ]
    if isinstance(entry, Measure):
        buttons.append(("Caveat", taps.Change(entry=id_, what="caveat")))
        own = [group for group, figure in figures.items() if figure.caveat]
        buttons.extend(
            (label, taps.Change(entry=id_, what="caveat", population=group))
            for group, label in labels("Caveat", own, names).items()
        )
    buttons.append(("Add a phrasing", taps.Change(entry=id_, what="phrasing")))
    if entry.asked_as:
        buttons.append(("Drop a phrasing", taps.Change(entry=id_, what="unphrasing")))
    buttons.extend((part.value.replace("_", " ").capitalize(), _part(id_, part)) for part in parts)
    visit.tell(reply, buttons)
    return visit.done()


def _part(entry: str, part: Part) -> taps.Change:
    return taps.Change(entry=entry, what=part.value)


def _compared(place: int, why: str, visit: Visit) -> Finished:
    draft = visit.known.papers.draft
    preview = None if draft is None else _previewed(draft)
    if draft is None or preview is None:
        saying.word("gone")(visit)
    elif place < 0 or not preview.differences:
        saying.preview(draft, preview, why, edit=True)(visit)
    else:
        saying.comparison(draft, preview, place, why)(visit)
    return visit.done()


def _previewed(draft: Draft) -> Preview | None:
    """What a draft's preview told; None where it is kept no more, or not as this program reads it."""
    try:
        return None if draft.preview is None else Preview.from_json(draft.preview)
    except ValueError:
        return None


def _downloaded(path: str, first: int, visit: Visit) -> Finished:
    files = sorted(visit.known.papers.texts)
    named = [name for name in files if path and path.lower() in name.lower()]
    if path in visit.known.papers.texts or len(named) == 1:
        name = path if path in visit.known.papers.texts else named[0]
        visit.hand_over(name.rpartition("/")[2], visit.known.papers.texts[name])
        return visit.done()
    offered = named or files
    shown = offered[first : first + _FILES]
    unknown = path if not named else ""
    reply = visit.advisor.notice(
        "service_files", shown=shown, first=first + 1, of=len(offered), unknown=unknown
    )
    buttons: list[tuple[str, taps.Does]] = [
        (shortened(name.rpartition("/")[2]), taps.Download(path=name)) for name in shown
    ]
    if first + _FILES < len(offered):
        buttons.append(("More ›", taps.Download(path=path if named else "", first=first + _FILES)))
    visit.tell(reply, buttons)
    return visit.done()


# ── Changing it ───────────────────────────────────────────────────────────────────────────────


def _changing(does: taps.Change, visit: Visit) -> Finished:
    if visit.advisor.knowledge.entry(does.entry) is None:
        saying.word("gone")(visit)
        return visit.done()
    about = {"entry": does.entry}
    match does.what:
        case "value":
            asking = dialogue.value_dialogue(does.entry, does.population, visit.advisor.knowledge)
            return _asking(asking, visit)
        case "caveat" if does.population:
            return _asking(Dialogue(kind="caveat", about={**about, "population": does.population}), visit)
        case "caveat" | "phrasing" | "unphrasing" as kind:
            return _asking(Dialogue(kind=kind, about=about), visit)
        case part:
            return _asking(Dialogue(kind="text", about={**about, "part": part}), visit)


def _asking(open_: Dialogue, visit: Visit) -> Finished:
    of = _group(open_, visit)
    saying.words("service_asks", dialogue=open_, asks=open_.asks, held=_held(open_, visit), of=of)(visit)
    return visit.done(person_facts={FACT: open_.to_json()})


def _held(open_: Dialogue, visit: Visit) -> str:
    """What the entry says now where it is asked for something new."""
    entry, knowledge = open_.about.get("entry", ""), visit.advisor.knowledge
    held = knowledge.entry(entry)
    match open_.kind:
        case "value" if isinstance(held, Measure) and open_.about["population"] in held.figures:
            return printed(held.figures[open_.about["population"]])
        case "caveat" if isinstance(held, Measure):
            figure = held.figures.get(open_.about.get("population", ""))
            return (held.caveat if figure is None else figure.caveat) or ""
        case "text":
            return parts_of(knowledge, entry).get(Part(open_.about["part"]), "")
        case _:
            return ""


def _group(open_: Dialogue, visit: Visit) -> str:
    """Whose figure is asked for; "" where it is nobody's."""
    measure = visit.advisor.knowledge.measures.get(open_.about.get("entry", ""))
    population = open_.about.get("population", "")
    names = named(measure, visit.advisor.knowledge) if measure is not None else {}
    return str(names[population]) if population in names else ""


def _begun(kind: str, visit: Visit) -> Finished:
    if kind not in {"figure", "advice"}:
        buttons = (("A figure", taps.Begin(kind="figure")), ("Advice", taps.Begin(kind="advice")))
        visit.tell(visit.advisor.notice("service_edit", kind="new"), buttons)
        return visit.done()
    return _asking(Dialogue(kind=kind), visit)


def _taught(question: str, entry: str, visit: Visit) -> Finished:
    if not entry:
        # What one person wrote must not be told to everybody, so an editor says what it is about.
        return _asking(Dialogue(kind="decoy"), visit)
    given = {"phrasing": question}
    return _revised(Dialogue(kind="phrasing", about={"entry": entry}, given=given), visit)


def _revised(whole: Dialogue, visit: Visit) -> Finished:
    return _ordered(errands.Revise(dialogue=whole.to_json()), visit, say="checking", facts={FACT: None})


def _rolled_back(number: str, visit: Visit) -> Finished:
    if not number.isascii() or not number.isdigit() or len(number) > 9:  # noqa: PLR2004 (a sane number)
        saying.history(visit.known.papers.publications)(visit)
        return visit.done()
    return _ordered(errands.RollBack(number=int(number)), visit)


def _cancelled(visit: Visit) -> Finished:
    open_ = FACT in visit.known.facts
    saying.word("cancelled" if open_ else "nothing to cancel")(visit)
    return visit.done(person_facts={FACT: None})


def _ordered(
    order: Asked, visit: Visit, *, say: str = "", facts: Mapping[str, str | None] | None = None
) -> Finished:
    if say:
        saying.word(say)(visit)
    return visit.done(errands=(errands.errand(order, visit.person),), person_facts=facts or {})
