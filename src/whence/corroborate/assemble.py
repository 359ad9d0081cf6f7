"""What does a group of claims say when they are put together as one event?"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from whence.corroborate.conflicts import conflicts, count_range, thing_kind
from whence.corroborate.copies import Kinship, Likeness
from whence.corroborate.event import (
    Event,
    EventParty,
    EventPlace,
    EventThing,
    Origins,
    StatusAt,
)
from whence.corroborate.label import Fields, label
from whence.corroborate.origins import heard, origins
from whence.corroborate.parties import who
from whence.corroborate.standing import UNJUDGED, Standing
from whence.corroborate.told import Told, asserted, gap, last_words
from whence.corroborate.words import plain_name
from whence.reading import ClaimTime, Party, ReadArticle, Status

STAGES: tuple[Status, ...] = (
    "possible",
    "requested",
    "expected",
    "ongoing",
    "happened",
    "failed",
    "cancelled",
    "negated",
    "denied",
)
"""Statuses in the order in which one report that tells several tells them."""
_SETTLED: tuple[Status, ...] = ("happened", "ongoing", "failed", "cancelled")


def assemble(
    told: Sequence[Told],
    kinship: Kinship,
    likes: Sequence[Likeness],
    articles: Mapping[str, ReadArticle],
    *,
    judgements: Sequence[str] = (),
    parted: Sequence[Sequence[str]] = (),
    standing: Standing = UNJUDGED,
) -> Event:
    """One event from the claims that speak of it.

    Every value shown is one that some claim tells: the time is the narrowest told interval of those that most
    origins agree with, counts and places are as told, and what contradicts them is listed under ``conflicts``.
    """
    told = sorted(told, key=lambda t: t.key)
    known = origins(told, kinship, likes, articles, parted, standing)
    applied = {*judgements}
    if standing:
        applied.update(standing.about(heard(told, kinship, likes, articles, parted).values()))
    weight = _weights(known, standing)
    kind, mode = _type(told, weight)
    status = _status(told, weight)
    firm = asserted(told)
    actors = _parties(told, lambda t: t.claim.actors, weight)
    recipients = _parties(told, lambda t: t.claim.recipients, weight)
    things = _things(firm, weight)
    claims = tuple(sorted({t.claim.id for t in told}))
    published = min(
        ((p.latest, p.at) for t in told if (p := t.reading.article.published)), default=(None, None)
    )
    said = [t.claim.said.latest for t in told if t.claim.said.latest is not None]
    return Event(
        id=hashlib.sha256("\x00".join(claims).encode("utf-8", "surrogatepass")).hexdigest()[:16],
        type=kind,
        mode=mode,
        label=label(told, Fields(kind, mode, status, actors, recipients, things)),
        status=status,
        history=_history(told),
        time=_time(firm, weight),
        places=_places(told, weight),
        actors=actors,
        recipients=recipients,
        objects=things,
        claims=claims,
        articles=tuple(sorted({t.article for t in told})),
        first_said=min(said, default=None),
        first_published=published[1],
        origins=known,
        conflicts=conflicts(told, known),
        judgements=tuple(sorted(applied)),
    )


Weight = Callable[[Sequence[Told]], tuple[int, ...]]


def _weights(known: Origins, standing: Standing) -> Weight:
    """How much stands behind some of the claims: trusted voices, then origins that count, then articles.

    Negative, so less is more.
    """
    origin_of = {claim: n for n, group in enumerate(known.groups) for claim in group.claims}

    def weigh(claims: Sequence[Told]) -> tuple[int, ...]:
        relied = [t for t in claims if standing.claim(t) != "distrusted"] if standing else claims
        behind = [known.groups[n] for n in {origin_of[t.claim.id] for t in relied}]
        return (
            -sum(o.trust == "trusted" for o in behind),
            -sum(o.trust != "distrusted" for o in behind),
            -len({t.article for t in claims}),
        )

    return weigh


def _type(told: Sequence[Told], weight: Weight) -> tuple[str, str | None]:
    """The type and mode that most claims were read as: each is a reading of its own; of equals the one of most origins.

    What a trusted voice tells goes first, what only distrusted ones tell last.
    """
    tellers: dict[tuple[str, str | None], list[Told]] = defaultdict(list)
    for t in told:
        tellers[t.claim.type, t.claim.mode].append(t)

    def rank(key: tuple[str, str | None]) -> tuple[object, ...]:
        trusted, counted, _ = weight(tellers[key])
        return counted == 0, trusted, -len(tellers[key]), counted, key[1] is None, key[0], key[1] or ""

    return min(tellers, key=rank)


def _status(told: Sequence[Told], weight: Weight) -> Status:
    """What settled is told by most origins now; failing that a contradiction; failing that the latest outlook.

    Of outlooks told at one moment that of most origins and then of most claims is taken.
    """

    def latest(claims: Sequence[Told]) -> datetime | None:
        return max((t.as_of[0] for t in claims if t.as_of), default=None)

    by_status: dict[Status, list[Told]] = defaultdict(list)
    for t in last_words([t for t in told if not t.claim.retracted]):
        by_status[t.claim.status].append(t)
    if not by_status:
        by_status[told[0].claim.status].append(told[0])

    def rank(status: Status) -> tuple[object, ...]:
        claims = by_status[status]
        moment = latest(claims)
        trusted, counted, _ = weight(claims)
        when = moment.timestamp() if moment else 0.0
        heard = counted < 0
        if status in _SETTLED:
            return heard, -trusted, 2, -counted, when, status
        if status in ("negated", "denied"):
            return heard, -trusted, 1, -counted, when, status
        return heard, -trusted, 0, when, -counted, len(claims), status

    return max(by_status, key=rank)


def _history(told: Sequence[Told]) -> tuple[StatusAt, ...]:
    """Each status as of the moments it was told, oldest first; what has no moment comes last."""
    steps: dict[tuple[str | None, Status, bool], tuple[datetime | None, list[str]]] = {}
    for t in told:
        moment, at = t.as_of or (None, None)
        steps.setdefault((at, t.claim.status, t.claim.negative), (moment, []))[1].append(t.claim.id)
    rows = sorted(
        steps.items(),
        key=lambda s: (
            s[1][0] is None,
            s[1][0].timestamp() if s[1][0] else 0.0,
            s[0][0] or "",
            STAGES.index(s[0][1]),
            s[0][2],
        ),
    )
    return tuple(
        StatusAt(at=at, status=status, claims=tuple(sorted(set(claims))), negative=negative)
        for (at, status, negative), (_, claims) in rows
    )


def _time(told: Sequence[Told], weight: Weight) -> ClaimTime:
    timed = [t for t in told if t.interval is not None]
    if not timed:
        return min(told, key=lambda t: (t.claim.time.how == "unresolved", t.key)).claim.time

    def rank(t: Told) -> tuple[tuple[int, ...], float, float, tuple[str, int]]:
        mine = t.interval
        assert mine is not None
        agreeing = [o for o in timed if o.interval and gap(mine, o.interval).total_seconds() == 0]
        width = (mine[1] - mine[0]).total_seconds()
        return weight(agreeing), width, mine[0].timestamp(), t.key

    return min(timed, key=rank).claim.time


def _stands(claims: Sequence[Told], weight: Weight) -> tuple[int, bool]:
    """Sorts what trusted voices tell before, and what only distrusted ones tell behind the rest."""
    trusted, counted, _ = weight(claims)
    return trusted, not counted


def _places(told: Sequence[Told], weight: Weight) -> tuple[EventPlace, ...]:
    found: dict[tuple[str, str, str | None], list[Told]] = defaultdict(list)
    for t in told:
        for role, place in t.places:
            found[role, plain_name(place.name), place.country].append(t)
    rows = []
    for (role, name, country), claims in found.items():
        link, place = next(
            (r, p)
            for r, p in claims[0].places
            if r == role and plain_name(p.name) == name and p.country == country
        )
        shown = EventPlace(
            role=link,  # type: ignore[arg-type]
            name=place.name,
            kind=place.kind,
            country=place.country,
            lat=place.lat,
            lon=place.lon,
            radius_km=place.radius_km,
            geonames=place.geonames,
            wikidata=place.wikidata,
            claims=tuple(sorted({t.claim.id for t in claims})),
        )
        rank = _stands(claims, weight), -len(shown.claims), role, place.name, country or ""
        rows.append((rank, shown))
    rows.sort(key=lambda row: row[0])
    return tuple(shown for _, shown in rows)


def _parties(
    told: Sequence[Told], which: Callable[[Told], Sequence[Party]], weight: Weight
) -> tuple[EventParty, ...]:
    """The parties under all their names: those that share an entity or a name are one; most often told first."""
    found: list[tuple[set[str], list[tuple[Told, int, Party]]]] = []
    for t in told:
        for n, party in enumerate(which(t)):
            keys = set(who(party).keys)
            members = [(t, n, party)]
            for group in [group for group in found if group[0] & keys]:
                keys |= group[0]
                members = group[1] + members
                found.remove(group)
            found.append((keys, members))
    rows = []
    for _, members in found:
        names = Counter(_name(p) for _, _, p in members)
        best = min((p for _, _, p in members), key=lambda p: (p.entity is None, -names[_name(p)], _name(p)))
        claims = tuple(sorted({t.claim.id for t, _, _ in members}))
        first = min((t.key, n) for t, n, _ in members)
        rows.append(
            (
                (_stands([t for t, _, _ in members], weight), -len(claims), first),
                EventParty(text=_name(best), entity=best.entity, sector=best.sector, claims=claims),
            )
        )
    rows.sort(key=lambda row: row[0])
    return tuple(row for _, row in rows)


def _name(party: Party) -> str:
    return party.entity.name if party.entity else party.text


def _things(told: Sequence[Told], weight: Weight) -> tuple[EventThing, ...]:
    """One row for each kind of thing and count told; the count that most origins agree with comes first."""
    found: dict[str, list[tuple[Told, int]]] = defaultdict(list)
    for t in told:
        for n, thing in enumerate(t.claim.objects):
            found[thing_kind(thing)].append((t, n))
    rows = []
    for kind in sorted(found):
        members = found[kind]

        def rank(m: tuple[Told, int], members: list[tuple[Told, int]] = members) -> tuple[object, ...]:
            thing = m[0].claim.objects[m[1]]
            if thing.count is None:
                return 1, (), -len(thing.text), m[0].key
            low, high = count_range(thing.count)
            agreeing = [
                t
                for t, n in members
                if (c := t.claim.objects[n].count) and count_range(c)[0] <= high and low <= count_range(c)[1]
            ]
            return int(m[0].claim.retracted), weight(agreeing), -len(thing.text), m[0].key

        chosen = min(members, key=rank)
        thing = chosen[0].claim.objects[chosen[1]]
        rows.append(
            (
                _stands([t for t, _ in members], weight),
                EventThing(
                    text=thing.text,
                    what=thing.what,
                    count=thing.count,
                    claims=tuple(sorted({t.claim.id for t, _ in members})),
                ),
            )
        )
    rows.sort(key=lambda r: (r[0], -len(r[1].claims), r[1].text))
    return tuple(row for _, row in rows)
