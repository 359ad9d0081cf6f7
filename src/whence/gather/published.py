"""When was a page published, and how do we know?

The order of trust, highest first:

1. ``datePublished`` of the JSON-LD node that stands for the report. Where it equals ``dateModified`` and a
   ``<meta>`` names an earlier first publication, the earlier one holds: some systems rewrite both on every edit.
2. ``<meta>`` names that mean first publication (``article:published_time`` and the like, in ``published.toml``).
3. Microdata and ``<time>``: ``itemprop="datePublished"``, ``<time pubdate>``.
4. A visible line that says so ("Published 13 September 2023 11:43 KST").
5. ``<time datetime>`` beside the headline.
6. The day in the address (``/2023/09/13/``).
7. ``<meta>`` names that some publishers use for the last change.
8. A visible line beside the headline that holds a date and nothing else.
9. ``class="updated"`` of an hAtom entry that tells nothing else, then what htmldate finds in the rest of the page.

What machines write in UTC is put on the outlet's clock where the page shows it. A lower source that tells the same day more finely (a clock time, a zone) refines a higher one. Sources that differ
by more than a day are named in the notes. Dates of a last change, of copyright and of other articles are never taken.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import htmldate
import msgspec

from whence.article import Published
from whence.gather.dates import (
    country_of,
    dates_told,
    is_publication_line,
    machine_date,
    only_relative,
    only_zone_of,
    url_date,
)
from whence.gather.metadata import Metadata, country_told
from whence.knowledge.furniture import furniture
from whence.knowledge.publication import publication

_PRECISION = {"year": 0, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5}
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ASIDE = {"footer", "aside", "nav", "form", "script", "style", "noscript", "template", "select", "button"}
# A publication line stands within this many elements of the headline.
_NEAR = 150
# Elements looked at for a visible date, nearest to the headline first; a report needs a handful.
_MOST_CANDIDATES = 120
_CIVIL = (timedelta(hours=-12), timedelta(hours=14))
# Where only a day speaks for a clock other than UTC, the clocks that nearly all newsrooms live by: Pacific to Auckland.
_NEWSROOMS = (timedelta(hours=-8), timedelta(hours=13))


class _Candidate(NamedTuple):
    moment: Published
    rank: int
    distance: int
    note: str | None


def _words(element: Any) -> set[str]:
    return {word.lower() for word in _WORD.findall(f"{element.get('class') or ''} {element.get('id') or ''}")}


def _node_dates(page: Metadata, country: str | None) -> tuple[list[_Candidate], list[Published]]:
    found: list[_Candidate] = []
    modified: list[Published] = []
    for key in ("datePublished", "dateCreated"):
        value = page.article.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str | int) and (
            told := machine_date(str(value), f'JSON-LD {key} "{value}"', country)
        ):
            found.append(_Candidate(told.moment, 1 if key == "datePublished" else 3, 0, told.note))
    value = page.article.get("dateModified")
    if isinstance(value, str) and (told := machine_date(value, f'JSON-LD dateModified "{value}"', country)):
        modified.append(told.moment)
    return found, modified


def _meta_dates(page: Metadata, country: str | None) -> tuple[list[_Candidate], list[Published]]:
    known = publication()
    found = [
        _Candidate(told.moment, rank, position, told.note)
        for rank, names in ((2, known.meta), (7, known.meta_weak))
        for position, name in enumerate(names)
        for value in page.metas.get(name, [])[:1]
        if (told := machine_date(value, f'meta {name} "{value[:60]}"', country))
    ]
    modified = [
        told.moment
        for name in known.modified
        for value in page.metas.get(name, [])[:1]
        if (told := machine_date(value, f'meta {name} "{value[:60]}"', country))
    ]
    return found, modified


def _visible(tree: Any, country: str | None) -> tuple[list[_Candidate], list[Published], list[str]]:
    """Publication lines and ``<time>`` elements of the body, each with its distance from the headline."""
    body = tree.find(".//body")
    if body is None:
        body = tree
    heading = _headline(body)
    known = furniture()
    skipped: set[Any] = set()
    found: list[_Candidate] = []
    modified: list[Published] = []
    notes: list[str] = []
    order: list[tuple[int, Any]] = []
    at_heading: int | None = None
    for position, element in enumerate(body.iter()):
        if not isinstance(element.tag, str):
            continue
        parent = element.getparent()
        if (
            element.tag in _ASIDE
            or (parent is not None and parent in skipped)
            or _words(element) & known.element_words
        ):
            skipped.add(element)
            continue
        if element is heading:
            at_heading = position
        own = (element.text or "") + "".join(child.tail or "" for child in element if len(element) < 40)
        if (
            element.tag == "time"
            or element.get("itemprop") in ("datePublished", "dateCreated", "dateModified")
            or _YEAR.search(own)
        ):
            order.append((position, element))
        elif " ago" in own and len(own) < 60 and only_relative(" ".join(own.split())):
            notes.append(f'"{" ".join(own.split())}" tells the publication by a clock that is not known')
    start = at_heading or 0
    order.sort(key=lambda one: abs(one[0] - start))
    for position, element in order[:_MOST_CANDIDATES]:
        if at_heading is None:
            distance = position
        elif position >= at_heading:
            distance = position - at_heading
        else:
            distance = (at_heading - position) * 3
        itemprop = element.get("itemprop")
        stamp = (
            element.get("datetime")
            or element.get("content")
            or (element.get("title") if element.tag in ("abbr", "time") else None)
        )
        text = _short_text(element)
        if element.tag == "time" or itemprop in ("datePublished", "dateCreated", "dateModified"):
            around = _before(element)
            role = next((one.role for one in dates_told(f"{around} {text}", country)), "bare")
            named = _words(element)
            hatom = role == "bare" and itemprop is None and "updated" in named
            if (itemprop == "dateModified" or role == "modified" or named & {"updated", "modified"}) and not (
                hatom and named & {"published", "entry"}
            ):
                if stamp and (told := machine_date(stamp, f'time datetime "{stamp[:60]}"', country)):
                    if hatom and distance < _NEAR:
                        # hAtom 0.1: where an entry tells no publication, "updated" stands for it
                        found.append(_Candidate(told.moment, 9, distance, "told only as hAtom 'updated'"))
                    modified.append(told.moment)
                continue
            shown = f"itemprop {itemprop}" if itemprop else "time datetime"
            told = machine_date(stamp, f'{shown} "{stamp[:60]}"', country) if stamp else None
            sure = itemprop == "datePublished" or element.get("pubdate") is not None
            if told and (sure or distance < _NEAR):
                found.append(
                    _Candidate(
                        told.moment, 3 if sure else 4 if role == "published" else 5, distance, told.note
                    )
                )
                if told.moment.precision != "day" and told.moment.zone:
                    continue
        if len(text) > 240:
            text = " ".join((element.text or "").split())
            if len(text) > 240:
                continue
        lines = dates_told(
            f"{_before(element)} {text}" if len(text) < 60 else text, country, f'page text "{text[:120]}"'
        )
        if not lines:
            continue
        clean = is_publication_line(text, lines) or is_publication_line(text, dates_told(text, country))
        dated = bool(_words(element) & known.dateline_words)
        for one in lines:
            if not one.moment.at:
                if distance < _NEAR and one.note and (clean or dated):
                    notes.append(f"page text {text[:80]!r}: {one.note}")
            elif one.role == "modified":
                if distance < _NEAR:
                    modified.append(one.moment)
            elif one.role == "published" and (clean or dated or len(text) < 120):
                found.append(_Candidate(one.moment, 4, distance, one.note))
            elif one.role == "bare" and (clean or (dated and len(text) < 160)) and distance < _NEAR:
                found.append(_Candidate(one.moment, 8, distance, one.note))
    return found, modified, notes


def _headline(body: Any) -> Any:
    for name in ("h1", "h2"):
        headings = [h for h in body.iter(name) if len(" ".join(h.itertext()).split()) >= 3]
        if headings:
            return headings[0]
    return None


def _short_text(element: Any) -> str:
    """The text of an element, cut off a little behind the length that a publication line may have."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > 1000:
            break
    return " ".join("".join(parts).split())


def _before(element: Any) -> str:
    """The few words right in front of an element, where "Published" and "Updated" stand."""
    previous = element.getprevious()
    if previous is not None:
        text = previous.tail or ""
        if not text.strip() and isinstance(previous.tag, str):
            text = _short_text(previous)[-60:]
            if len(text) > 40 or _YEAR.search(text):
                text = ""
    else:
        parent = element.getparent()
        text = (parent.text or "") if parent is not None else ""
        if (
            not text.strip()
            and parent is not None
            and parent.tag in ("span", "time", "strong", "b", "em", "i")
        ):
            outer = parent.getprevious()
            text = _short_text(outer)[-40:] if outer is not None and isinstance(outer.tag, str) else ""
    return " ".join(text.split())[-60:]


def _instant(moment: Published) -> datetime | None:
    told = moment.moment
    return told if told is not None and told.tzinfo is not None else None


def _days_apart(one: Published, other: Published) -> int:
    first, second = _instant(one), _instant(other)
    if first and second:
        return abs(first - second).days
    return abs((one.day - other.day).days)


def _earlier(one: Published, other: Published) -> bool:
    first, second = _instant(one), _instant(other)
    return first < second if first and second else one.day < other.day


def _refines(fine: Published, coarse: Published) -> bool:
    """Whether ``fine`` tells the same publication as ``coarse`` with a clock or a zone that ``coarse`` lacks."""
    if _PRECISION[fine.precision] < 3:
        return False
    if _PRECISION[coarse.precision] < 3:
        return fine.day == coarse.day
    if coarse.zone is None and fine.zone is not None:
        return fine.at[:16] == coarse.at[:16]
    return False


def published_of(tree: Any, page: Metadata, url: str | None) -> tuple[Published | None, list[str]]:
    """The publication moment of a parsed page with its evidence, and notes on what did not agree.

    ``None`` where nothing on the page tells it; the present day is never taken.
    """
    address = url or page.canonical
    country = country_of(address, page.language) or country_told(page)
    found, modified = _node_dates(page, country)
    more, changed = _meta_dates(page, country)
    found += more
    modified += changed
    best = min(found, key=lambda one: (one.rank, one.distance)) if found else None
    seen, changed, notes = _visible(tree, country)
    found += seen
    modified += changed
    if day := url_date(address):
        found.append(_Candidate(day, 6, 0, None))
    if not found:
        return _last_resort(tree, address, modified, notes)
    found.sort(key=lambda one: (one.rank, one.distance))
    best = found[0]
    chosen = best.moment
    if best.rank == 1:
        same = any(not _earlier(chosen, change) and not _earlier(change, chosen) for change in modified)
        first = next(
            (one.moment for one in found if one.rank in (2, 3, 4) and _earlier(one.moment, chosen)), None
        )
        if same and first is not None and _days_apart(first, chosen) >= 1:
            notes.append(f"{chosen.evidence} is also the last change; {first.evidence} taken")
            chosen = first
    for one in found:
        if _refines(one.moment, chosen) and one.rank != 7:
            chosen = msgspec.structs.replace(one.moment, evidence=f"{chosen.evidence}; {one.moment.evidence}")
            break
    chosen, note = _on_local_clock(chosen, [one for one in found if one.rank != 7], country)
    if note:
        notes.append(note)
    if best.note:
        notes.append(f"publication: {best.note}")
    rivals = [one.moment for one in found if one.rank <= 6 and _days_apart(one.moment, chosen) > 1]
    notes = notes if chosen.precision == "day" else [note for note in notes if "not known" not in note]
    told: set[date] = set()
    for rival in rivals:
        if rival.day not in told and len(told) < 3:
            told.add(rival.day)
            notes.append(
                f"publication: {rival.evidence} says {rival.at}, taken is {chosen.at} from {chosen.evidence}"
            )
    for change in modified:
        if change.day < chosen.day - timedelta(days=1):
            notes.append(f"publication {chosen.at} is later than the last change, {change.evidence}")
            break
    return chosen, list(dict.fromkeys(notes))


def _on_local_clock(
    chosen: Published, found: list[_Candidate], country: str | None
) -> tuple[Published, str | None]:
    """A moment that machines wrote in UTC, on the clock of the outlet where the page lets it be known.

    The clock is known from the same moment written with another zone; from a visible clock time that differs from it
    by whole half hours; or, where only the outlet's day is told and is another than in UTC, from a country that has a
    single zone. Where the day is told and no zone follows, the day holds and the time is left to the evidence.
    """
    instant = _instant(chosen)
    if instant is None or instant.utcoffset() != timedelta() or _PRECISION[chosen.precision] < 4:
        return chosen, None
    for one in found:
        other = _instant(one.moment)
        if other is not None and other.utcoffset() and abs(other - instant) < timedelta(minutes=2):
            return msgspec.structs.replace(
                one.moment, evidence=f"{chosen.evidence}; {one.moment.evidence}"
            ), None
    bare = instant.replace(tzinfo=None)
    for one in found:
        told = one.moment.moment
        if one.rank in (4, 8) and told is not None and told.tzinfo is None and one.moment.precision != "hour":
            away = told.replace(second=0) - bare.replace(second=0, microsecond=0)
            if away and away % timedelta(minutes=30) == timedelta() and _CIVIL[0] <= away <= _CIVIL[1]:
                local = instant.astimezone(timezone(away))
                zone = local.isoformat()[-6:]
                return msgspec.structs.replace(
                    chosen,
                    at=local.isoformat(timespec="seconds"),
                    zone=zone,
                    evidence=f"{chosen.evidence}; {one.moment.evidence}",
                ), None
    days = {
        one.moment.day: one.moment for one in found if one.rank in (4, 6, 8) and one.moment.precision == "day"
    }
    if len(days) != 1 or chosen.day in days:
        return chosen, None
    day, moment = next(iter(days.items()))
    low, high = (bare + away for away in _NEWSROOMS)
    if not low.date() <= day <= high.date():
        return chosen, None
    evidence = f"{moment.evidence}; {chosen.evidence}"
    single = only_zone_of(country) if country else None
    if single and (there := instant.astimezone(ZoneInfo(single))).date() == day:
        return msgspec.structs.replace(
            chosen, at=there.isoformat(timespec="seconds"), zone=single, evidence=evidence
        ), None
    note = f"publication: {chosen.at} in UTC is the day {day.isoformat()} at the outlet, whose clock is not known"
    return Published(at=day.isoformat(), precision="day", evidence=evidence), note


def _last_resort(
    tree: Any, url: str | None, modified: list[Published], notes: list[str]
) -> tuple[Published | None, list[str]]:
    try:
        found = htmldate.find_date(
            tree, original_date=True, extensive_search=True, url=url, max_date="2199-12-31"
        )
    except Exception:  # a date is never worth the article
        found = None
    # 1 January without any other sign is what a bare year, most often of the copyright, turns into
    if found and not found.endswith("-01-01") and all(change.at[:10] != found for change in modified):
        moment = Published(at=found, precision="day", evidence=f'htmldate, page text "{found}"')
        return moment, [*notes, f"publication {found} was found only by searching the whole page"]
    if modified:
        last = min(modified, key=lambda one: one.day)
        notes.append(f"publication unknown; the page tells only a last change, {last.evidence}")
    return None, list(dict.fromkeys(notes))
