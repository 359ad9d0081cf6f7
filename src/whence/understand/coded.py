"""How do codings by a user's dictionaries and the claims of a reading belong together?

A coding and a claim on the same word are the same event, and so are those on a noun and its light verb ("launched an attack"):
the claim takes the user's code. A coding on a word that the codebook
has no event for becomes a claim of the type that has the code's root in CAMEO, so that it too has a time, a status and a
chain of voices. Where no type has the root the coding stands alone, and a note says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from whence.article import Span
from whence.reading import Coding, Note
from whence.understand.attach import carriers_of
from whence.understand.codings import RawCoding, find_codings, find_discards
from whence.understand.offsets import between
from whence.understand.what import RawEvent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Doc

    from whence.article import Published
    from whence.knowledge.codebook import Codebook
    from whence.knowledge.petrarch import Dictionaries
    from whence.reading import Claim
    from whence.understand.arguments import Clauses
    from whence.understand.codedparties import Group


class Coded(NamedTuple):
    """What the dictionaries find in one text, and notes on what they left out."""

    raw: tuple[RawCoding, ...] = ()
    notes: tuple[Note, ...] = ()

    def added_to(self, events: tuple[RawEvent, ...], book: Codebook) -> tuple[RawEvent, ...]:
        """The events of a text with those that only the dictionaries tell."""
        taken = {e.trigger for e in events} | {e.light for e in events}
        types = _types(book)
        added = [
            _event(first, type_)
            for first in self._firsts().values()
            if first.trigger not in taken and (type_ := _type_of(first.code, types))
        ]
        return tuple(sorted((*events, *added), key=lambda e: e.trigger)) if added else events

    def claims(self, doc: Doc, claims: tuple[Claim, ...], events: Sequence[RawEvent]) -> tuple[Claim, ...]:
        """The claims of some events with the user's codes; that of a trigger goes before that of its light verb."""
        firsts, triggers = self._firsts(), _triggers(events)
        codes = {doc[triggers[word]].idx: firsts[word].code for word in firsts if word in triggers}
        codes |= {doc[word].idx: raw.code for word, raw in firsts.items()}
        return tuple(
            replace(claim, codes=replace(claim.codes, cameo=codes[claim.trigger.start]))
            if claim.trigger.start in codes
            else claim
            for claim in claims
        )

    def codings(self, doc: Doc, claims: tuple[Claim, ...], events: Sequence[RawEvent]) -> tuple[Coding, ...]:
        """The codings as a reading shows them, with the claims of some events that they belong to."""
        triggers = _triggers(events)
        of_trigger = {s.start: c.id for c in reversed(claims) for s in (c.trigger, *c.mentions)}
        return tuple(
            Coding(
                source=raw.source,
                target=raw.target,
                code=raw.code,
                sentence=between(doc, doc[raw.trigger].sent.start, doc[raw.trigger].sent.end),
                trigger=between(doc, raw.trigger, raw.trigger + 1),
                source_span=_of_group(doc, raw.source_group),
                target_span=_of_group(doc, raw.target_group),
                claim=of_trigger.get(doc[triggers.get(raw.trigger, raw.trigger)].idx),
            )
            for raw in self.raw
        )

    @staticmethod
    def alone(codings: tuple[Coding, ...]) -> tuple[Note, ...]:
        """Why some codings belong to no claim."""
        return tuple(
            Note(
                where=c.trigger,
                what="coding without a claim",
                why=f"no type of the codebook has the code {c.code}",
            )
            for c in codings
            if c.claim is None
        )

    def _firsts(self) -> dict[int, RawCoding]:
        """Of each trigger the first coding, which is not the mirrored one."""
        return {raw.trigger: raw for raw in reversed(self.raw)}


def code_text(doc: Doc, clauses: Clauses, dictionaries: Dictionaries, published: Published | None) -> Coded:
    """The codings of a text by the dictionaries, with notes on what they say not to code."""
    discards = find_discards(doc, dictionaries)
    notes = [
        Note(
            where=between(doc, d.start, d.end),
            what="text not coded" if d.whole else "sentence not coded",
            why="the words are among the discards of the user's dictionaries",
        )
        for d in discards
    ]
    if published is None and any(row.dated for rows in dictionaries.actors.values() for row in rows):
        why = "the text has no publication date: actors have only the codes that hold for all times"
        notes.append(Note(what="dated codes not used", why=why))
    day = published.day if published else None
    return Coded(find_codings(doc, clauses, dictionaries, day, discards), tuple(notes))


def _triggers(events: Sequence[RawEvent]) -> dict[int, int]:
    """The triggers of events by the words that carry these."""
    return {word: events[n].trigger for word, n in carriers_of(events).items()}


def _types(book: Codebook) -> dict[str, str]:
    """Types by the beginnings of their codes: "19" of 190, "084"; a code of a mode stands for its root where no type does."""
    codes = [(kind.cameo, name) for name, kind in book.types.items() if kind.cameo]
    codes += [(m.cameo, name) for name, kind in book.types.items() for m in kind.modes.values() if m.cameo]
    types: dict[str, str] = {}
    for code, name in codes:
        types.setdefault(code[:2] if code[2:] == "0" else code, name)
    for code, name in codes:
        types.setdefault(code[:2], name)
    return types


def _type_of(code: str, types: Mapping[str, str]) -> str | None:
    """The type with the longest beginning of the code, at least its root."""
    return next((types[code[:n]] for n in range(len(code), 1, -1) if code[:n] in types), None)


def _event(raw: RawCoding, type_: str) -> RawEvent:
    return RawEvent(
        trigger=raw.trigger,
        type=type_,
        mode=None,
        cameo=raw.code,
        frame="dictionary",
        actors=(raw.source_group.head,),
        recipients=(raw.target_group.head,),
        objects=(),
        light=None,
        content_heads=(),
        symmetric=False,
        state=False,
        by_user=True,
    )


def _of_group(doc: Doc, group: Group) -> Span:
    return between(doc, group.start, group.end)
