"""Builds readings by hand: a text, and the claims in it named by their trigger words."""

from __future__ import annotations

import re
from datetime import datetime

from whence.article import Article, Published, Span
from whence.reading import (
    Claim,
    ClaimTime,
    Confidence,
    Count,
    Entity,
    Link,
    Party,
    Place,
    PlaceLink,
    ReadArticle,
    Reading,
    Said,
    Thing,
)

SURE = Confidence(event=0.9, actors=0.9, time=0.9, place=0.9, status=0.9, chain=0.9)
PAKISTAN = Entity(id="Q843", name="Pakistan", country="PAK", sector="GOV")
INDIA = Entity(id="Q668", name="India", country="IND", sector="GOV")
PERU = Entity(id="Q419", name="Peru", country="PER", sector="GOV")
CHILE = Entity(id="Q298", name="Chile", country="CHL", sector="GOV")
MILITARY = Entity(id="Q1", name="Pakistan Armed Forces", country="PAK", sector="MIL")
MINISTRY = Entity(id="Q2", name="Ministry of Defence", country="IND", sector="MIL")
ARMY = ("Pakistan's military", "official", MILITARY)
DELHI = ("India's defence ministry", "official", MINISTRY)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def party(entity: Entity | str) -> Party:
    if isinstance(entity, str):
        return Party(text=entity, spans=(Span(0, 1),))
    return Party(text=entity.name, spans=(Span(0, 1),), entity=entity, sector=entity.sector)


def thing(text: str, best: float | None = None, low: float | None = None, what: str | None = None) -> Thing:
    high = best if low is None else None
    low = best if low is None else low
    count = None if best is None and low is None else Count(low=low, best=best, high=high)
    return Thing(text=text, span=Span(0, 1), count=count, what=what)


def spot(name: str, lat: float, lon: float, radius: float = 10, country: str = "PAK") -> Place:
    return Place(
        start=0,
        end=1,
        text=name,
        name=name,
        kind="site",
        country=country,
        lat=lat,
        lon=lon,
        radius_km=radius,
        reason="told",
    )


def told(
    trigger: str,
    type: str = "MOBILIZE",
    *,
    mode: str | None = None,
    actors: tuple[Entity | str, ...] = (),
    recipients: tuple[Entity | str, ...] = (),
    objects: tuple[Thing, ...] = (),
    time: tuple[str, str] | None = None,
    how: str = "stated",
    place: tuple[str, Place] | None = None,
    status: str = "happened",
    voice: tuple[str, str, Entity | None] | None = None,
    said: str | None = None,
    **more: object,
) -> dict[str, object]:
    return locals()


def report(
    outlet: str | None,
    text: str,
    *claims: dict[str, object],
    published: str | None = None,
    author: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> Reading:
    article = Article(
        text=text, outlet=outlet, author=author, published=Published.parse(published), url=url, title=title
    )
    places: list[Place] = []
    made = []
    for number, spec in enumerate(claims):
        spec = dict(spec)  # noqa: PLW2901
        trigger = str(spec["trigger"])
        start = text.index(trigger)
        begin = max((m.end() for m in re.finditer(r"[.!?]\s+|\n", text[:start])), default=0)
        stop = re.search(r"[.!?](?=\s|$)", text[start:])
        end = start + stop.end() if stop else len(text)
        links: tuple[PlaceLink, ...] = ()
        if spec["place"]:
            role, place = spec["place"]
            links = (PlaceLink(place=len(places), role=role),)
            places.append(place)
        chain: tuple[Link, ...] = (Link(voice=outlet or "(outlet)", kind="outlet"),)
        if spec["voice"]:
            name, kind, entity = spec["voice"]
            chain = (Link(voice=name, kind=kind, entity=entity, span=Span(0, 1)), *chain)
        when = ClaimTime(how="unresolved", reason="no expression")
        if spec["time"]:
            early, late = spec["time"]
            when = ClaimTime(
                earliest=moment(early), latest=moment(late), sense="within", how=spec["how"], reason="told"
            )
        made.append(
            Claim(
                id=f"{article.id[:8]}-{number}",
                sentence=Span(begin, end),
                trigger=Span(start, start + len(trigger)),
                type=str(spec["type"]),
                mode=spec["mode"],
                actors=tuple(party(e) for e in spec["actors"]),
                recipients=tuple(party(e) for e in spec["recipients"]),
                objects=spec["objects"],
                time=when,
                said=Said(latest=moment(spec["said"]), how="stated") if spec["said"] else Said(),
                places=links,
                status=spec["status"],
                chain=chain,
                evidence="statement" if spec["voice"] else "own_reporting",
                confidence=SURE,
                **spec["more"],
            )
        )
    return Reading(
        reader="by hand", article=ReadArticle.of(article), places=tuple(places), claims=tuple(made)
    )
