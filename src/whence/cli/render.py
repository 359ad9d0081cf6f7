"""How are readings and events shown to an analyst who scans them?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from whence.article import UTC, Published, host_of
from whence.cli.safe import safe
from whence.corroborate import Event, corroborate
from whence.reading import Claim, ClaimTime, Count, Link, Party, Place, ReadArticle, Reading, Thing

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
        told = "1 claim" if len(reading.claims) == 1 else f"{len(reading.claims)} claims"
        parts = [_outlet(article) or "outlet unknown", _published(article.published), told]
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
        line.append(f"  {_interval(event.time)} · {safe(more)}", style="dim")
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
        head.append(f"  {_number(len(event.articles), 'article')}, {_number(event.origins.count, 'origin')}")
        self._line(head, indent=2)
        self._row("when", Text(_interval(event.time)))
        places = "; ".join(f"{p.role} {p.name}{_area(p.country, p.radius_km)}" for p in event.places[:4])
        self._row("where", Text(safe(places)))
        label = "origins"
        for origin in event.origins.groups:
            carried = ", ".join(dict.fromkeys(outlets.get(a, a[:8]) for a in origin.articles))
            text = Text(safe(origin.root), style="bold")
            via = f" in {carried}" if carried != origin.root else ""
            text.append(safe(f"{via} ({'; '.join(origin.reasons)})"), style="not bold")
            self._row(label, text)
            label = ""
        self._conflicts(event, tellers)
        steps = [f"{h.status} as of {h.at or 'a time unknown'}" for h in event.history]
        if len({h.status for h in event.history}) > 1:
            self._row("history", Text(safe(" → ".join(steps))))

    def disputes(self, event: Event, tellers: dict[str, str]) -> None:
        """Print what is disputed about an event."""
        self._line(Text(f"■ {safe(event.label)}", style="bold"))
        self._conflicts(event, tellers)

    def kept(self, kept: KeptClaim) -> None:
        """Print one claim of a record."""
        claim = kept.claim
        head = Text.assemble((claim.status, self._colour(claim.status)), f"  {_kind(claim.type, claim.mode)}")
        outlet = kept.article.outlet or "outlet unknown"
        head.append(f"  {safe(outlet)}, {kept.clocks.published or 'undated'} · {kept.id}", style="dim")
        self._line(head)
        self._row("who", self._parties(claim.actors))
        self._row("what", Text(safe("; ".join(_thing(t) for t in claim.objects))))
        self._row("whom", self._parties(claim.recipients))
        self._row("when", Text(safe(f"{_interval(claim.time)} · {claim.time.how}")))
        places = zip(claim.places, kept.places, strict=False)
        self._row("where", Text(safe("; ".join(_place(link.role, place) for link, place in places))))
        chain = " → ".join(outlet if link.kind == "outlet" else link.voice for link in claim.chain)
        self._row("says", Text(safe(f"{chain} ({claim.evidence.replace('_', ' ')})")))
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
        label = "disputed"
        for conflict in event.conflicts:
            of = f" of {conflict.of}" if conflict.of and conflict.field == "objects.count" else ""
            of = f" ({conflict.of})" if conflict.of and not of else of
            self._row(label, Text(safe(f"{conflict.field}{of}"), style="red"))
            label = ""
            for value in conflict.values:
                who = ", ".join(dict.fromkeys(tellers.get(c, c) for c in value.claims))
                as_of = f", as of {value.as_of}" if value.as_of else ""
                self._row("", Text(safe(f"{_value(value.value)}: {who}{as_of}")), indent=2)

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
        parts = [_interval(claim.time)]
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


def _outlet(article: ReadArticle) -> str | None:
    """The outlet's name or, where that is unknown, the host it was fetched from."""
    return article.outlet or host_of(article.url)


def _kind(kind: str, mode: str | None) -> str:
    return f"{kind} {mode}" if mode else kind


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _short(text: str, longest: int = 60) -> str:
    text = safe(text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _published(published: Published | None) -> str:
    if published is None:
        return "publication date unknown"
    evidence = published.evidence.split(' "')[0]  # the words themselves are in the JSON
    return f"published {published.at} ({evidence})"


def _thing(thing: Thing) -> str:
    shown = thing.text
    if thing.count is not None:
        shown += f" [{_count(thing.count)}]"
    return shown


def _count(count: Count) -> str:
    unit = f" {count.unit}" if count.unit else ""
    low, best, high = (None if n is None else f"{n:g}" for n in (count.low, count.best, count.high))
    if best is not None and low in (None, best) and high in (None, best):
        return best + unit
    if low is not None and high is not None:
        return f"{low}–{high}{unit}"
    if low is not None:
        return f"at least {low}{unit}"
    if high is not None:
        return f"at most {high}{unit}"
    return f"unknown{unit}"


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


def _interval(time: ClaimTime) -> str:
    """An interval in UTC, as short as it can be without saying less."""
    early, late = _utc(time.earliest), _utc(time.latest)
    if early is None and late is None:
        return "time unknown"
    if early is None and late is not None:
        return f"before {_stamp(late)} UTC"
    assert early is not None
    if late is None:
        return f"from {_stamp(early)} UTC on"
    if late - early <= timedelta(minutes=1):
        shown = f"{_stamp(early)} UTC"
    elif early.date() == late.date():
        shown = f"{_stamp(early)} – {late:%H:%M} UTC"
    else:
        shown = f"{_stamp(early)} – {_stamp(late)} UTC"
    return f"throughout {shown}" if time.sense == "throughout" else shown


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _stamp(moment: datetime) -> str:
    shape = "%H:%M:%S" if moment.second else "%H:%M"
    return f"{moment.date().isoformat()} {moment.strftime(shape)}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if not isinstance(value, dict):
        return str(value)
    if "earliest" in value:
        moments = [datetime.fromisoformat(value[k].replace("Z", "+00:00")) for k in ("earliest", "latest")]
        return _interval(ClaimTime(earliest=moments[0], latest=moments[1], how="stated", reason=""))
    return _count(Count(**value))
