"""How are readings and events shown to an analyst who scans them?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import msgspec
from rich.console import Console
from rich.text import Text

from whence.article import Published, host_of
from whence.cli import wording
from whence.cli.safe import safe
from whence.corroborate import Event, corroborate
from whence.corroborate.event import ConflictValue, StatusAt
from whence.reading import Claim, Link, Party, Place, ReadArticle, Reading, Thing

if TYPE_CHECKING:
    from whence.record import KeptClaim

# One colour a status: green for what is so, red for what is not, yellow and blue for what may come.
_COLOURS = {
    "happened": "green",
    "ongoing": "cyan",
    "expected": "yellow",
    "possible": "magenta",
    "requested": "blue",
    "failed": "red",
    "negated": "red",
    "denied": "red",
    "cancelled": "bright_black",
}
_LABEL = 9
_NARROWEST = 40
_LONGEST_OTHERS = 3


class View:
    """Prints readings and events on a console, no wider than it is."""

    def __init__(self, console: Console, *, explain: bool = False) -> None:
        self._console = console
        self._explain = explain
        self._width = max(console.width, _NARROWEST)
        self._marks = console.color_system is None
        """Without colours the trigger is put in brackets."""

    def reading(self, reading: Reading) -> None:
        """Print one reading: its head, its claims by event, and what stays unresolved."""
        article = reading.article
        self._line(Text(safe(article.title or article.url or "(no headline)"), style="bold"))
        parts = [
            _outlet(article) or "outlet unknown",
            _published(article.published),
            wording.number(len(reading.claims), "claim"),
        ]
        self._line(Text(safe(" · ".join(parts)), style="dim"))
        by_id = {claim.id: claim for claim in reading.claims}
        shown: set[str] = set()
        events = sorted(
            corroborate([reading]),
            key=lambda e: min(
                (not by_id[c].title, by_id[c].sentence.start, by_id[c].trigger.start) for c in e.claims
            ),
        )
        for event in events:
            self._blank()
            claims = sorted(
                (by_id[c] for c in event.claims),
                key=lambda c: (not c.title, c.sentence.start, c.trigger.start),
            )
            self._line(Text(f"■ {safe(event.label)}", style="bold"))
            for claim in claims:
                if claim.id not in shown:
                    self._claim(reading, claim)
                    shown.add(claim.id)
        if reading.notes:
            self._blank()
            self._line(Text("Not resolved", style="bold"))
            for note in reading.notes:
                where = ""
                if note.where is not None:
                    where = f" “{_short(article.text[note.where.start : note.where.end])}”"
                self._line(Text(safe(f"{note.what}{where}: {note.why}")), indent=2, hang=2)
        self._blank()

    def events(self, events: Sequence[Event], readings: Sequence[Reading]) -> None:
        """Print events with their origins and contradictions, those told by most articles first."""
        tellers: dict[str, str] = {}
        outlets: dict[str, str] = {}
        for reading in readings:
            outlet = _outlet(reading.article) or reading.article.id[:8]
            outlets[reading.article.id] = outlet
            for claim in reading.claims:
                root = claim.chain[0] if claim.chain else None
                tellers[claim.id] = outlet if root is None or root.kind == "outlet" else root.voice
        shared = [e for e in events if len(e.articles) > 1 or e.origins.count > 1 or e.conflicts]
        for event in sorted(shared, key=lambda e: (-len(e.articles), -e.origins.count)):
            self.event(event, tellers, outlets)
            self._blank()
        single = [e for e in events if e not in shared]
        if single:
            self._line(Text("Told by one report only", style="bold"))
        for event in single:
            self.line(event, outlets[event.articles[0]])

    def line(self, event: Event, more: str) -> None:
        """Print an event on one line: what, when, and ``more``."""
        line = Text.assemble((event.status.ljust(10), self._colour(event.status)), f" {safe(event.label)}")
        line.append(f"  {wording.interval(event.time)} · {safe(more)}", style="dim")
        self._line(line, indent=2, hang=11)

    def event(self, event: Event, tellers: dict[str, str], outlets: dict[str, str]) -> None:
        """Print one event.

        Args:
            event: the event.
            tellers: who tells a claim, by the claim's id.
            outlets: what an article's outlet is called, by the article's id.
        """
        self._line(Text(f"■ {safe(event.label)}", style="bold"))
        head = Text.assemble((event.status, self._colour(event.status)), f"  {_kind(event.type, event.mode)}")
        head.append(f"  {wording.number(len(event.articles), 'article')}, {origins_of(event)}")
        self._line(head, indent=2)
        self._row("when", Text(wording.interval(event.time)))
        places = "; ".join(f"{p.role} {p.name}{_area(p.country, p.radius_km)}" for p in event.places[:4])
        self._row("where", Text(safe(places)))
        label = "origins"
        for origin in event.origins.groups:
            carried = ", ".join(dict.fromkeys(outlets.get(a, a[:8]) for a in origin.articles))
            text = Text(safe(judged(origin.root, origin.trust)), style="bold")
            via = f" in {carried}" if carried != origin.root else ""
            text.append(safe(f"{via} ({'; '.join(origin.reasons)})"), style="not bold")
            self._row(label, text)
            label = ""
        self._conflicts(event, tellers)
        steps = _changes(event.history)
        if len(steps) > 1:
            told = (f"{h.status} as of {wording.moment(h.at) if h.at else 'a time unknown'}" for h in steps)
            self._row("history", Text(safe(" → ".join(told))))

    def disputes(self, event: Event, tellers: dict[str, str]) -> None:
        """Print what voices disagree on about an event; what one voice revised is no dispute."""
        self._line(Text(f"■ {safe(event.label)}", style="bold"))
        self._conflicts(msgspec.structs.replace(event, conflicts=event.disputes), tellers)

    def kept(self, kept: KeptClaim) -> None:
        """Print one claim of a record."""
        claim = kept.claim
        head = Text.assemble((claim.status, self._colour(claim.status)), f"  {_kind(claim.type, claim.mode)}")
        outlet = kept.article.outlet or "outlet unknown"
        published = wording.moment(kept.clocks.published) if kept.clocks.published else "undated"
        head.append(f"  {safe(outlet)}, {published} · {kept.id}", style="dim")
        self._line(head)
        self._row("who", self._parties(claim.actors))
        self._row("what", Text(safe("; ".join(_thing(t) for t in claim.objects))))
        self._row("whom", self._parties(claim.recipients))
        self._row("when", Text(safe(f"{wording.interval(claim.time)} · {claim.time.how}")))
        places = zip(claim.places, kept.places, strict=False)
        self._row("where", Text(safe("; ".join(_place(link.role, place) for link, place in places))))
        chain = [outlet if link.kind == "outlet" else link.voice for link in claim.chain]
        told = " → ".join([judged(chain[0], kept.trust), *chain[1:]])
        self._row("says", Text(safe(f"{told} ({claim.evidence.replace('_', ' ')})")))
        self._row("text", Text(safe(kept.sentence), style="dim"))
        if kept.event is None:
            self.note("", "hidden by a judgement")
        self.gap()

    def head(self, text: str) -> None:
        """Print a line that stands over others."""
        self._line(Text(safe(text), style="bold"))

    def note(self, label: str, text: str) -> None:
        """Print a labelled line under an event."""
        self._row(label, Text(safe(text), style="dim"))

    def gap(self) -> None:
        """Print an empty line."""
        self._blank()

    def _conflicts(self, event: Event, tellers: dict[str, str]) -> None:
        shown = ""
        for conflict in sorted(event.conflicts, key=lambda c: c.kind):
            label, style = ("revised", "") if conflict.kind == "revision" else ("disputed", "red")
            field = Text(safe(disputed(conflict.field, conflict.of)), style=style)
            self._row("" if label == shown else label, field)
            shown = label
            for value in conflict.values:
                who = ", ".join(dict.fromkeys(tellers.get(c, c) for c in value.claims))
                as_of = f", as of {wording.moment(value.as_of)}" if value.as_of else ""
                self._row(
                    "", Text(safe(f"{wording.value(value.value)}: {who}{as_of}{_backed(value)}")), indent=2
                )

    def _claim(self, reading: Reading, claim: Claim) -> None:
        source = (reading.article.title or "") if claim.title else reading.article.text
        head = Text.assemble((claim.status, self._colour(claim.status)))
        if claim.status_cue is not None:
            head.append(f" “{safe(source[claim.status_cue.start : claim.status_cue.end])}”")
        head.append(f"  {_kind(claim.type, claim.mode)}")
        flags = [
            name
            for name, is_so in (
                ("negative", claim.negative),
                ("repeated", claim.repeated),
                ("retracted", claim.retracted),
                ("headline", claim.title),
            )
            if is_so
        ]
        if flags:
            head.append(f"  ({', '.join(flags)})", style="dim")
        self._line(head, indent=2)
        self._row("who", self._parties(claim.actors))
        self._row("what", Text(safe("; ".join(_thing(t) for t in claim.objects))))
        self._row("whom", self._parties(claim.recipients))
        self._row("when", Text(safe(self._when(reading, claim))))
        if self._explain and claim.time.reason:
            self._why(claim.time.reason)
        places = [
            (link.role, reading.places[link.place])
            for link in claim.places
            if 0 <= link.place < len(reading.places)
        ]
        self._row("where", Text(safe("; ".join(_place(role, place) for role, place in places))))
        if self._explain:
            for _, place in places:
                self._why(f"{place.name}: {place.reason}{_others(place)}")
        chain = " → ".join(self._voice(reading, link) for link in claim.chain)
        self._row("says", Text(safe(f"{chain} ({claim.evidence.replace('_', ' ')})")))
        self._row("text", self._sentence(source, claim))

    def _parties(self, parties: Iterable[Party]) -> Text:
        shown = []
        for party in parties:
            name = party.text
            if party.entity is not None:
                known = [party.entity.name] if party.entity.name != party.text else []
                known += [code for code in (party.entity.country, party.entity.id) if code]
                name += f" ({', '.join(known)})" if known else ""
                if self._explain and party.entity.reason:
                    name += f" [{party.entity.reason}]"
            shown.append(name)
        return Text(safe(", ".join(shown)))

    def _voice(self, reading: Reading, link: Link) -> str:
        if link.kind == "outlet":
            return _outlet(reading.article) or "outlet"
        return f"{link.voice} ({link.kind.replace('_', ' ')})"

    def _when(self, reading: Reading, claim: Claim) -> str:
        parts = [wording.interval(claim.time)]
        words = [
            reading.article.title[t.start : t.end] if claim.title and reading.article.title else t.text
            for t in (reading.times[i] for i in claim.times if 0 <= i < len(reading.times))
        ]
        if words:
            parts.append("told as " + ", ".join(f"“{word}”" for word in dict.fromkeys(words)))
        if claim.time.how != "unresolved":
            parts.append(claim.time.how)
        return " · ".join(parts)

    def _sentence(self, source: str, claim: Claim) -> Text:
        start, end = claim.sentence
        first, last = claim.trigger
        if not start <= first < last <= end:
            return Text(safe(source[start:end]))
        before, word, after = (safe(source[i:j]) for i, j in ((start, first), (first, last), (last, end)))
        text = Text(before, style="dim")
        text.append(f"[{word}]" if self._marks else word, style="bold underline not dim")
        text.append(after)
        return text

    def _why(self, reason: str) -> None:
        self._row("", Text(safe(f"because {reason}"), style="italic dim"))

    def _colour(self, status: str) -> str:
        return f"bold {_COLOURS.get(status, 'default')}"

    def _row(self, label: str, value: Text, indent: int = 0) -> None:
        """One labelled line, wrapped under itself; nothing at all if there is no value."""
        if not value.plain.strip():
            return
        prefix = "    " + label.ljust(_LABEL) + " " * indent
        for line in value.wrap(self._console, self._width - len(prefix)):
            self._print(Text.assemble((prefix, "dim"), line))
            prefix = " " * len(prefix)

    def _line(self, text: Text, indent: int = 0, hang: int = 0) -> None:
        pad = " " * indent
        for line in text.wrap(self._console, self._width - indent - hang):
            self._print(Text.assemble(pad, line))
            pad = " " * (indent + hang)

    def _print(self, line: Text) -> None:
        line.rstrip()
        self._console.print(line, no_wrap=True, overflow="ignore", crop=False)

    def _blank(self) -> None:
        self._console.print()


def _changes(history: Sequence[StatusAt]) -> list[StatusAt]:
    """What a history tells anew: of each moment the statuses that were not told before it already."""
    found: list[StatusAt] = []
    before: set[tuple[str, bool]] = set()
    for _, told in groupby(history, key=lambda h: h.at):
        now = list(told)
        if new := [h for h in now if (h.status, h.negative) not in before]:
            found += new
            before = {(h.status, h.negative) for h in now}
    return found


def judged(voice: str, trust: str | None) -> str:
    """A voice, with what a person judged of it."""
    return f"{voice} [{trust}]" if trust else voice


def origins_of(event: Event) -> str:
    """How many origins count, and how many do not since they only deny it, or since their voices are distrusted."""
    groups = event.origins.groups
    distrusted = sum(o.trust == "distrusted" for o in groups)
    against = sum(o.against and o.trust != "distrusted" for o in groups)
    rest = [
        f"{number} {what}" for number, what in ((against, "against"), (distrusted, "distrusted")) if number
    ]
    return ", ".join([wording.number(event.origins.count, "origin"), *rest])


def _backed(value: ConflictValue) -> str:
    """How many origins stand by a value; where none does, why."""
    if value.origins is None:
        return ""
    if value.revised:
        return " · told otherwise since"
    return f" · {wording.number(value.origins, 'origin')}" + ("" if value.origins else ": distrusted")


def disputed(field: str, of: str | None) -> str:
    """A field that values differ in, and of what: "objects.count of missile", "places (at)"."""
    if not of:
        return field
    return f"{field} of {of}" if field == "objects.count" else f"{field} ({of})"


def _outlet(article: ReadArticle) -> str | None:
    """The outlet's name or, where that is unknown, the host it was fetched from."""
    return article.outlet or host_of(article.url)


def _kind(kind: str, mode: str | None) -> str:
    return f"{kind} {mode}" if mode else kind


def _short(text: str, longest: int = 60) -> str:
    text = safe(text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _published(published: Published | None) -> str:
    if published is None:
        return "publication date unknown"
    evidence = published.evidence.split(' "')[0]  # the words themselves are in the JSON
    return f"published {wording.moment(published.at)} ({evidence})"


def _thing(thing: Thing) -> str:
    shown = thing.text
    if thing.count is not None:
        shown += f" [{wording.count(thing.count)}]"
    return shown


def _place(role: str, place: Place) -> str:
    shown = f"{role} {place.name}{_area(place.country, place.radius_km)}"
    return shown if place.lat is not None or place.kind == "country" else f"{shown} [no position]"


def _area(country: str | None, radius: float | None) -> str:
    parts = [country] if country else []
    if radius:
        parts.append(f"± {radius:,.0f} km")
    return f" ({' '.join(parts)})" if parts else ""


def _others(place: Place) -> str:
    if not place.others:
        return ""
    named = ", ".join(
        f"{o.name}{f' ({o.country})' if o.country else ''}" for o in place.others[:_LONGEST_OTHERS]
    )
    return f"; not {named}"
