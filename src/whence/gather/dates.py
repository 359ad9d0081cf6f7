"""Which dates, clock times and zones does a line of a page tell, and which of them is the publication?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from whence.article import Precision, Published, iso
from whence.knowledge.publication import Clock, publication

Role = Literal["published", "modified", "other", "bare"]

_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2199
_MIDNIGHT = re.compile(r"T00:00(:00(\.0+)?)?(?![:.\d])")


class Told(NamedTuple):
    """One date that a line tells: the moment, what the words before it make of it, and where it stands."""

    moment: Published
    role: Role
    start: int
    end: int
    note: str | None


class _Patterns(NamedTuple):
    day: re.Pattern[str]
    after: re.Pattern[str]
    before: re.Pattern[str]
    cue: re.Pattern[str]
    relative: re.Pattern[str]
    year: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    known = publication()
    month = "|".join(sorted(known.months, key=len, reverse=True))
    zones = "|".join(sorted((re.escape(z) for z in known.zones if z != "z"), key=len, reverse=True))
    clocks = "|".join(sorted((re.escape(c) for c in known.clocks), key=len, reverse=True))
    # a month may stand right behind a cue word in lower case letters: "PublishedSeptember 13, 2023"
    edge = r"(?:(?<![A-Za-z\d])|(?<=[a-z])(?=[A-Z\d]))"
    # "May 7, 20249:14 AM": a clock may stand right behind
    year = r"(?:19|20|21)\d\d(?:(?!\d)|(?=\d{1,2}:\d\d))"
    ordinal = r"(?:st|nd|rd|th)?"
    meridiem = r"[ap]\.?\s?m\b\.?"
    offset = r"(?:gmt|utc)?\s?[+\-−]\d{1,2}(?::?\d\d)?"
    zone = rf"(?:\(?\s?(?P<zone>{offset}|(?:{clocks})\b|(?:{zones})\b|z\b)\)?)"
    clock = (
        rf"(?:(?P<h>[01]?\d|2[0-4])\s?[:.h]\s?(?P<mi>[0-5]\d)(?:[:.](?P<s>[0-5]\d)(?:\.\d+)?)?(?:\s?(?P<ap>{meridiem}))?"
        rf"|(?P<h2>1[0-2]|0?[1-9])\s?(?P<ap2>{meridiem})"
        rf"|(?P<hm>[01]\d[0-5]\d|2[0-3][0-5]\d)(?=\s?(?:gmt|utc|hrs|hours|h\b|[a-z]{{3,4}}\b)))(?:\s?(?:hrs|hours|uhr|h)\b)?"
    )
    day = re.compile(
        rf"{edge}(?:"
        rf"(?P<d1>0?[1-9]|[12]\d|3[01]){ordinal}(?:\s+of)?[\s.,/-]*(?P<m1>{month})\b\.?[\s,/-]*(?P<y1>{year})"
        rf"|(?P<m2>{month})\.?[\s/-]*(?P<d2>0?[1-9]|[12]\d|3[01])(?!\d){ordinal}[\s,./-]+(?P<y2>{year})"
        rf"|(?P<y3>{year})\s?[-/.年]\s?(?P<m3>0?[1-9]|1[0-2])\s?[-/.月]\s?(?P<d3>[12]\d|3[01]|0?[1-9])(?!\d)日?"
        rf"|(?P<a4>0?[1-9]|[12]\d|3[01])(?P<sep>[/.-])(?P<b4>0?[1-9]|[12]\d|3[01])(?P=sep)(?P<y4>{year})"
        # Java and Unix: Tue Nov 19 14:09:36 EST 2019
        rf"|(?P<m5>{month})\s+(?P<d5>[12]\d|3[01]|0?[1-9])\s+(?P<h5>[01]\d|2[0-3]):(?P<i5>[0-5]\d):(?P<s5>[0-5]\d)"
        rf"\s+(?P<z5>{zones})\s+(?P<y5>{year})"
        rf")",
        re.IGNORECASE,
    )
    gap = r"[\s,;|·•—–\-/(]*(?:\bat\b|\bon\b|@|t(?=\d))?[\s,;|·•—–\-/]*"
    return _Patterns(
        day=day,
        after=re.compile(rf"{gap}{clock}[\s,(]*{zone}?", re.IGNORECASE),
        before=re.compile(
            rf"(?:(?<!\d)|(?<=[a-z])){clock}[\s,(]*{zone}?[\s,;|·•—–\-/)]*(?:\bon\b\s*|\bof\b\s*)?"
            r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*)?$",
            re.IGNORECASE,
        ),
        cue=re.compile(
            rf"(?:(?<![a-z])|(?<=\d))(?:(?P<modified>{known.changed})|(?P<published>{known.published})|(?P<other>{known.other}))"
            r"(?![a-z]*[a-z]{3}\s+by\b)",
            re.IGNORECASE,
        ),
        relative=re.compile(rf"(?<![a-z\d])(?:{known.relative})(?![a-z])", re.IGNORECASE),
        year=re.compile(r"(?:19|20|21)\d\d"),
    )


def country_of(url: str | None, language_tag: str | None) -> str | None:
    """ISO 3166-1 alpha-2 of a page: the region of its language tag, else its country-code domain."""
    if language_tag:
        parts = re.split(r"[-_]", language_tag)
        if len(parts) > 1 and len(parts[-1]) == 2 and parts[-1].isalpha():
            return parts[-1].upper()
    if url:
        host = re.match(r"(?:https?:)?//([^/:?#]+)", url, re.IGNORECASE)
        ending = host.group(1).rsplit(".", 1)[-1].lower() if host else ""
        if len(ending) == 2 and ending.isascii() and ending.isalpha():
            return publication().domains.get(ending, ending.upper()) or None
    return None


@cache
def only_zone_of(country: str) -> str | None:
    """The IANA zone of a country (ISO 3166-1 alpha-2) that has but one, by the tz database's ``zone.tab``."""
    try:
        table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    except (ModuleNotFoundError, OSError):
        return None
    zones = [row.split("\t")[2] for row in table.splitlines() if row.startswith(f"{country}\t")]
    return zones[0] if len(zones) == 1 else None


def _clock(readings: tuple[Clock, ...], country: str | None) -> Clock | None:
    for reading in readings:
        if country and country in reading.countries:
            return reading
    usual = [reading for reading in readings if reading.usual]
    return usual[0] if len(usual) == 1 else None


def _offset(text: str) -> timedelta:
    hours, _, minutes = text[1:].partition(":")
    if not minutes and len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    amount = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return amount if text[0] == "+" else -amount


def _offset_name(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _zoned(moment: datetime, written: str, country: str | None) -> tuple[datetime, str | None, str | None]:
    """The moment with its zone, the zone's name, and a note where the zone as written does not settle it."""
    known = publication()
    key = re.sub(r"\s+", " ", written.strip().lower()).replace("−", "-")
    number = re.search(r"[+-]\d.*$", key)
    if number:
        offset = _offset(number.group().strip())
        if abs(offset) > timedelta(hours=14):
            return moment, None, f"zone {written!r} is no civil offset"
        return moment.replace(tzinfo=timezone(offset)), _offset_name(offset), None
    from_phrase = key in known.clocks
    key = known.clocks.get(key, key)
    readings = known.zones.get(key, ())
    if not readings:
        return moment, None, f"{written!r} names no zone" if written else None
    clock = _clock(readings, country)
    if clock is None:
        names = ", ".join(reading.zone for reading in readings)
        return moment, None, f"zone {written!r} may be any of {names}"
    placed = moment.replace(tzinfo=ZoneInfo(clock.zone))
    actual = placed.utcoffset() or timedelta()
    note = None
    if clock.offset and not from_phrase and _offset(clock.offset) != actual:
        note = f"{written!r} was written although {clock.zone} was at {_offset_name(actual)} then; read as the clock there"
    return placed, clock.zone, note


def _year_ok(year: int) -> bool:
    return _EARLIEST_YEAR <= year <= _LATEST_YEAR


def _hour(match: re.Match[str]) -> tuple[int, int, int, Precision] | None:
    groups = match.groupdict()
    if groups["hm"]:
        return int(groups["hm"][:2]), int(groups["hm"][2:]), 0, "minute"
    meridiem = (groups["ap"] or groups["ap2"] or "").lower()
    hour, minute, second = int(groups["h"] or groups["h2"]), int(groups["mi"] or 0), int(groups["s"] or 0)
    if meridiem:
        if hour <= 12:
            hour = hour % 12 + (12 if meridiem[0] == "p" else 0)
    elif hour == 24:
        return None
    precision: Precision = "second" if groups["s"] else "minute" if groups["mi"] else "hour"
    return (hour, minute, second, precision) if hour < 24 else None


def _date(match: re.Match[str], country: str | None) -> tuple[date | None, str | None]:
    known = publication()
    found = match.groupdict()
    if found["a4"]:
        first, second, year = int(found["a4"]), int(found["b4"]), int(found["y4"])
        if first > 12 or (second <= 12 and country and country not in known.month_first) or first == second:
            day, month = first, second
        elif second > 12 or (country in known.month_first and found["sep"] != "."):
            day, month = second, first
        elif found["sep"] == ".":
            day, month = first, second  # with full stops the day always stands first
        else:
            return None, f"{match.group()!r} may be day or month first"
    else:
        for number in "1235":
            if found[f"y{number}"]:
                break
        year, told = int(found[f"y{number}"]), found[f"m{number}"]
        month = int(told) if told.isdigit() else known.months[told.lower()]
        day = int(found[f"d{number}"])
    try:
        return (date(year, month, day), None) if _year_ok(year) else (None, None)
    except ValueError:
        return None, f"{match.group()!r} is no day of the calendar"


def _role(before: str) -> Role:
    role: Role = "bare"
    for cue in _patterns().cue.finditer(before):
        role = cue.lastgroup  # type: ignore[assignment]
    return role


def dates_told(line: str, country: str | None = None, evidence: str | None = None) -> list[Told]:
    """Every full date (day, month and year) in a line, with clock and zone where they stand beside it.

    ``country`` (ISO 3166-1 alpha-2) settles the order of 3/9/2023 and zone abbreviations of several clocks;
    what it cannot settle is left out with a note. ``evidence`` defaults to the line itself.
    """
    patterns = _patterns()
    if not patterns.year.search(line):
        return []
    evidence = evidence or f'line "{" ".join(line.split())[:120]}"'
    told: list[Told] = []
    reached = 0
    for match in patterns.day.finditer(line):
        day, note = _date(match, country)
        start, end = match.span()
        hour: tuple[int, int, int, Precision] | None = None
        zone = None
        if match["h5"]:
            hour, zone = (int(match["h5"]), int(match["i5"]), int(match["s5"]), "second"), match["z5"]
        elif (clock := patterns.after.match(line, end)) and (hour := _hour(clock)):
            zone, end = clock["zone"], clock.end()
        elif (clock := patterns.before.search(line, reached, start)) and (hour := _hour(clock)):
            zone, start = clock["zone"], clock.start()
        role = _role(line[reached:start])
        reached = end
        if day is None:
            if note:
                told.append(
                    Told(Published(at="", precision="year", evidence=evidence), "other", start, end, note)
                )
            continue
        if hour is None:
            moment = Published(at=day.isoformat(), precision="day", evidence=evidence)
        else:
            at = datetime(day.year, day.month, day.day, hour[0], hour[1], hour[2])
            name = None
            if zone:
                at, name, note = _zoned(at, zone, country)
            moment = Published(at=iso(at), precision=hour[3], zone=name, evidence=evidence)
        told.append(Told(moment, role, start, end, note))
    return told


def is_publication_line(line: str, told: list[Told]) -> bool:
    """Whether a line holds dates and words that go with them, and nothing that a report would say."""
    if not told or len(line) > 240:
        return False
    rest, reached = [], 0
    for one in told:
        rest.append(line[reached : one.start])
        reached = one.end
    rest.append(line[reached:])
    left = _patterns().cue.sub(" ", _patterns().relative.sub(" ", " ".join(rest)))
    known = publication()
    words = re.findall(r"[^\W\d_]+", left.lower())
    return all(word in known.beside or word in known.zones or word in known.months for word in words)


def only_relative(line: str) -> bool:
    """Whether a line tells the publication in words that only its reader could place ("3 hours ago")."""
    match = _patterns().relative.search(line)
    return (
        bool(match)
        and len(line) < 80
        and not _patterns().year.search(line)
        and bool(_patterns().cue.match(line.lstrip(" •·|-–—")) or (match and match.group() == line.strip()))
    )


def machine_date(value: str, evidence: str, country: str | None = None) -> Told | None:
    """A date as machines write it: ISO 8601 in its usual accents, RFC 2822, seconds since 1970, or a visible form.

    Midnight sharp is read as the day alone: publishing systems write it where they know no time.
    """
    text = " ".join(value.split()).strip("\"'")
    if not text or len(text) > 120:
        return None
    stamped = re.fullmatch(r"(\d{10})(?:\d{3})?", text)
    if stamped:
        seconds = int(stamped.group(1))
        return Told(
            Published.parse(datetime.fromtimestamp(seconds, UTC), evidence),  # type: ignore[arg-type]
            "bare",
            0,
            0,
            None,
        )
    compact = re.sub(r"(?<=\d) (?=[+-]\d\d:?\d\d$)", "", text)
    compact = re.sub(r"(?<=\d) ?(?:UTC|GMT|Z)$", "+00:00", compact, flags=re.IGNORECASE)
    compact = re.sub(r"([+-]\d\d)$", r"\1:00", compact) if "T" in compact or ":" in compact else compact
    try:
        if len(compact) <= 4:
            return None
        if re.fullmatch(r"(?:19|20)\d{6}", compact):
            compact = f"{compact[:4]}-{compact[4:6]}-{compact[6:]}"
        moment = Published.parse(compact, evidence)
    except ValueError:
        moment = None
    if moment is not None:
        if not _year_ok(int(moment.at[:4])):
            return None
        if _MIDNIGHT.search(compact.replace(" ", "T", 1)):
            moment = Published(
                at=moment.at[:10], precision="day", evidence=f"{evidence} (midnight taken as no time told)"
            )
        return Told(moment, "bare", 0, 0, None)
    found = [one for one in dates_told(text, country, evidence) if one.moment.at]
    if not found:
        return None
    first = found[0]
    if first.moment.precision != "day" and "T00:00:00" in first.moment.at:
        first = first._replace(
            moment=msgspec.structs.replace(first.moment, at=first.moment.at[:10], precision="day", zone=None)
        )
    return first._replace(role="bare")


def url_date(url: str | None) -> Published | None:
    """The day that an address tells (``/2023/09/13/``), if exactly one does."""
    if not url:
        return None
    known = publication()
    for pattern in known.url:
        days: list[date] = []
        for match in pattern.finditer(url):
            found = match.groupdict()
            month = int(found["m"]) if found.get("m") else known.months[found["b"].lower()]
            try:
                days.append(date(int(found["y"]), month, int(found["d"])))
            except ValueError:
                continue
        if len(set(days)) == 1:
            return Published(at=days[0].isoformat(), precision="day", evidence=f'address "{url[:200]}"')
        if days:
            return None
    return None
