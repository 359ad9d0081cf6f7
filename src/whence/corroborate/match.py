"""Which claims speak of the same happening?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from itertools import combinations, product
from math import asin, cos, radians, sin, sqrt

from whence.article import UTC
from whence.corroborate.judgement import Judgement
from whence.corroborate.told import Key, Told, gap, group_likeness, plain_name, words
from whence.knowledge.corroboration import rules
from whence.reading import Place

# Scores add up evidence for (positive) and against (negative) one happening. The scale: 1 is a hint,
# 2 is strong on its own, 5 decides. Those of words and names were fitted on ECB+ (logistic regression on pairs of
# claims from ten topics); those of parties, times and places were set by hand, since its texts are hardly dated.
THRESHOLD = 4.0
"""Two claims of different sentences must reach this to be one happening."""
COHESION = 2.0
"""What the pairs of two groups must reach on average for the groups to be joined."""
VETO = -100.0
"""What cannot be one happening, whatever else agrees: contradictory times, an attempt that failed and one that did not."""
UNLIKE = -6.0
"""Two claims that are not alike enough to be joined by themselves, but may meet in a group that others hold together."""
SCENE = 3.4
"""Weight of the names that two reports share: the strongest single sign in ECB+ (fitted on ten of its topics)."""
USUAL = 0.27
"""Mean cosine of the names of two reports on one topic, there."""
EDITED = 0.6
"""Share of content words from which on a sentence of a copy is the original's, edited."""
LATEST = timedelta(days=1, hours=12)
"""Claims told of moments further apart than this are never one happening."""
AROUND = timedelta(days=14)
"""A claim that tells no time speaks of something no further from its publication than this."""
MONTH = timedelta(days=32)
"""Claims are sought in stretches of this length."""
LONG = timedelta(days=400)
"""What is told to have taken longer is not sought by its months."""
CROWD = 400
"""A key shared by more claims than this tells nothing apart and proposes no pairs."""

_SETTLED = frozenset({"happened", "ongoing", "failed"})
_OPEN = frozenset({"expected", "possible", "requested", "cancelled"})
_EARTH_KM = 6371.0
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


def match(
    told: Sequence[Told],
    judgements: Sequence[Judgement] = (),
    pairs: Iterable[tuple[Key, Key]] | None = None,
) -> tuple[tuple[Told, ...], ...]:
    """Group claims into happenings: every claim is in one group.

    Pairs are scored by `score`; the best pair is joined first, and two groups are joined only if their members on
    average reach `COHESION` and no two of them exclude each other (`VETO`), so that a chain of likenesses
    never joins what is contradictory. The result does not depend on the order of ``told``. A person's ``same`` and
    ``different`` come before any score.

    ``pairs`` are the claims, by their keys, that are worth comparing: those that share one of their `keys`, which are
    looked for if they are not given.
    """
    told = sorted(told, key=lambda t: t.key)
    together, apart = _decided(told, judgements)
    # Copies of one sentence are one witness: they are joined first and take part as one.
    groups: dict[int, list[int]] = {}
    leader = list(range(len(told)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    def join(i: int, j: int) -> None:
        first, second = sorted((find(i), find(j)))
        if first != second:
            leader[second] = first

    for i, j in together:
        join(i, j)
    prints: dict[str, int] = {}
    for i, claim in enumerate(told):
        key = printed(claim)
        if key is None or i in apart:
            continue
        first = prints.setdefault(key, i)
        if told[first].article != claim.article and _time_score(told[first], claim) > -1.0:
            join(first, i)
    for i in range(len(told)):
        groups.setdefault(find(i), []).append(i)
    exclude = {frozenset(pair) for pair in apart_pairs(apart)}

    @cache
    def pair_score(i: int, j: int) -> float:
        return VETO if frozenset((i, j)) in exclude else score(told[i], told[j])

    # Each group of copies is represented by its first member; the others say the same.
    heads = sorted(groups)
    candidates = []
    if pairs is None:
        proposed = _candidates([(h, told[h]) for h in heads])
    else:
        place = {t.key: i for i, t in enumerate(told)}
        met = {tuple(sorted((place[a], place[b]))) for a, b in pairs if a in place and b in place}
        proposed = sorted((i, j) for i, j in met if i in groups and j in groups)
    for i, j in proposed:
        likeness = pair_score(i, j)
        if likeness >= THRESHOLD:
            candidates.append((-likeness, i, j))
    candidates.sort(key=lambda c: (c[0], _content(told[c[1]]), _content(told[c[2]]), c[1], c[2]))
    cluster = {h: [h] for h in heads}
    home = {h: h for h in heads}
    for _, i, j in candidates:
        a, b = home[i], home[j]
        if a == b:
            continue
        scores = [pair_score(min(x, y), max(x, y)) for x in cluster[a] for y in cluster[b]]
        if min(scores) <= VETO / 2 or sum(scores) / len(scores) < COHESION:
            continue
        keep, gone = (a, b) if a < b else (b, a)
        cluster[keep] += cluster.pop(gone)
        for member in cluster[keep]:
            home[member] = keep
    result = []
    for members in cluster.values():
        indices = sorted(i for h in members for i in groups[h])
        result.append(tuple(told[i] for i in indices))
    return tuple(sorted(result, key=lambda group: group[0].key))


def _content(told: Told) -> tuple[str, int]:
    return told.sentence_key, told.claim.trigger.start - told.claim.sentence.start


def _decided(
    told: Sequence[Told], judgements: Sequence[Judgement]
) -> tuple[list[tuple[int, int]], dict[int, set[int]]]:
    where: dict[str, list[int]] = defaultdict(list)
    for i, claim in enumerate(told):
        where[claim.claim.id].append(i)
    verdict: dict[frozenset[int], str] = {}
    for judgement in judgements:
        if judgement.kind not in ("same", "different"):
            continue
        for one, two in judgement.pairs:
            for i, j in product(where.get(one, ()), where.get(two, ())):
                if i != j:
                    verdict[frozenset((i, j))] = judgement.kind
    together: list[tuple[int, int]] = []
    apart: dict[int, set[int]] = defaultdict(set)
    for pair, kind in verdict.items():
        i, j = sorted(pair)
        if kind == "same":
            together.append((i, j))
        else:
            apart[i].add(j)
            apart[j].add(i)
    return sorted(together), dict(apart)


def apart_pairs(apart: dict[int, set[int]]) -> list[tuple[int, int]]:
    """The pairs that a person declared different."""
    return sorted((i, j) for i, others in apart.items() for j in others if i < j)


def _candidates(told: Sequence[tuple[int, Told]]) -> list[tuple[int, int]]:
    """Pairs worth scoring: those that share one of their `keys`, but for keys that too many share."""
    buckets: dict[str, list[int]] = defaultdict(list)
    for i, claim in told:
        for key in keys(claim):
            buckets[key].append(i)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        if len(members) <= CROWD:
            pairs.update(combinations(members, 2))
    by_number = dict(told)
    return sorted((i, j) for i, j in pairs if may_meet(by_number[i], by_number[j]))


def keys(told: Told) -> frozenset[str]:
    """What another claim must share one of to be compared with this: a party, thing, place, name or trigger, in one
    family of types.

    Each key stands alone, and with the months that the claim may speak of: in a large record it is soon a crowd alone,
    but not within a month.
    """
    claim = told.claim
    kinds = _families(claim.type, claim.mode)
    months = ["", *(f"|{month}" for month in _months(told))]
    return frozenset(f"{kind}|{key}{month}" for kind in kinds for key in _keys(told) for month in months)


def window(told: Told) -> tuple[datetime, datetime] | None:
    """The stretch that a claim may speak of: the told interval, or else the weeks around publication.

    ``None`` where neither is known.
    """
    if told.interval is not None:
        return told.interval
    if told.published is None or not _within_reckoning(told.published):
        return None
    return told.published - AROUND, told.published + AROUND


def _within_reckoning(moment: datetime) -> bool:
    """Whether weeks may be added to a moment or taken from it: not at the ends of what Python can reckon with."""
    return 1 < moment.year < 9999


def may_meet(one: Told, two: Told) -> bool:
    """Whether the times of two claims leave it open that they speak of one happening; those of copies always do."""
    first, second = window(one), window(two)
    return one.story == two.story or first is None or second is None or gap(first, second) <= LATEST


def _months(told: Told) -> range:
    """The numbers of the months that claims of one happening have in common; none for what is long or not dated."""
    known = window(told)
    if known is None or known[1] - known[0] > LONG or not all(map(_within_reckoning, known)):
        return range(0)
    first, last = ((m - _ZERO) // MONTH for m in (known[0] - LATEST / 2, known[1] + LATEST / 2))
    return range(first, last + 1)


def _keys(told: Told) -> set[str]:
    keys: set[str] = {f"trigger:{told.trigger[:4]}"} | {f"thing:{w}" for w in told.thing_words}
    keys |= {f"part:{w}" for w in told.scene.intersection(words(told.sentence))}
    for party in (*told.actors, *told.recipients):
        keys |= party.keys
        keys |= {f"part:{w}" for w in party.tokens}
        if party.country:
            keys.add(f"country:{party.country}")
    keys |= {f"place:{plain_name(place.name)}" for _, place in told.places}
    return keys


def printed(told: Told) -> str | None:
    """What makes a claim the same as another's wherever its sentence is printed; ``None`` for short sentences."""
    if len(told.sentence_key) < 30:
        return None
    claim = told.claim
    return f"{claim.type}|{claim.trigger.start - claim.sentence.start}|{told.sentence_key}"


def linked(one: Told, two: Told) -> bool:
    """Whether two claims may be joined by themselves; those that no chain of such pairs connects never meet."""
    return score(one, two) >= THRESHOLD


@cache
def _families(kind: str, mode: str | None) -> tuple[str, ...]:
    """The families of a type and mode; a type is a family of its own where none holds all of its modes."""
    families = rules().families
    found = [f"#{n}" for n, f in enumerate(families) if f"{kind}/*" in f or (mode and f"{kind}/{mode}" in f)]
    return tuple(found) if any(f"{kind}/*" in f for f in families) else (kind, *found)


def score(one: Told, two: Told) -> float:
    """How strongly two claims are held to speak of one happening; `VETO` if they cannot."""
    a, b = one.claim, two.claim
    total = _type_score(one, two)
    if total <= UNLIKE or a.repeated != b.repeated:
        return UNLIKE
    if one.article == two.article and a.title == b.title and a.trigger == b.trigger:
        # An allegation and its denial, or a value and its correction, on one trigger.
        return total + 5.0 if a.type == b.type else UNLIKE
    if one.story == two.story and one.article != two.article and one.trigger == two.trigger:
        shared = len(one.words & two.words)
        if a.type == b.type and shared >= EDITED * len(one.words | two.words):
            return total + 5.0  # one sentence, edited by the outlet that took the report over
    parts = []
    for part in (_time_score, _party_score, _place_score, _thing_score, _status_score):
        parts.append(part(one, two))
        if parts[-1] <= VETO:
            return VETO
    if min(parts) <= UNLIKE:
        return UNLIKE
    scene = _scene_score(one, two)
    total += sum(parts) + _word_score(one, two) + scene
    if max(parts) <= 0.5 and scene < 1.0:
        return min(total, THRESHOLD - 1)  # words alone make no event
    return total


def _scene_score(one: Told, two: Told) -> float:
    """Reports of one happening name the same persons and places: the cosine of their names, beside what is usual."""
    if one.story == two.story or not one.scene or not two.scene:
        return 0.0
    shared = len(one.scene & two.scene) / sqrt(len(one.scene) * len(two.scene))
    return SCENE * (shared - USUAL)


def _type_score(one: Told, two: Told) -> float:
    a, b = one.claim, two.claim
    if a.type == b.type:
        if a.mode == b.mode:
            return 1.5
        return 1.0 if a.mode is None or b.mode is None else 0.0
    if not set(_families(a.type, a.mode)) & set(_families(b.type, b.mode)):
        return UNLIKE
    return 0.0


def _party_score(one: Told, two: Told) -> float:
    a, b = one.claim, two.claim
    table = rules()
    if a.type in table.symmetric and b.type in table.symmetric:
        likeness = group_likeness((*one.actors, *one.recipients), (*two.actors, *two.recipients))
        if likeness is None:
            return 0.0
        return 2.5 * likeness if likeness >= 0.5 else -3.0
    actors = group_likeness(one.actors, two.actors)
    recipients = group_likeness(one.recipients, two.recipients)
    if a.type in table.speech and b.type in table.speech and (actors is None or actors < 0.8):
        return UNLIKE if actors is None else VETO
    total = 0.0
    if actors is not None:
        total += 2.0 * actors if actors >= 0.5 else -3.5
    if recipients is not None:
        total += 1.5 * recipients if recipients >= 0.5 else -2.5
    return total


def _time_score(one: Told, two: Told) -> float:
    first, second = one.interval, two.interval
    if first is None or second is None:
        return _bounds_score(one, two)
    apart = gap(first, second)
    widest = max(first[1] - first[0], second[1] - second[0])
    if apart == timedelta(0):
        if widest <= timedelta(days=2):
            return 2.0
        return 1.0 if widest <= timedelta(days=45) else 0.2
    if apart <= timedelta(hours=3):
        return 1.0  # two clocks for one happening differ by as much
    if apart <= timedelta(hours=14):
        return -0.5
    if apart <= LATEST:
        return -2.0  # a day named wrongly, or the next one of a series
    return VETO


def _bounds_score(one: Told, two: Told) -> float:
    (low1, high1), (low2, high2) = one.bounds, two.bounds
    if (high1 and low2 and high1 <= low2 - timedelta(days=1)) or (
        high2 and low1 and high2 <= low1 - timedelta(days=1)
    ):
        return -4.0
    if one.story == two.story:
        return -1.0  # the reader has already folded what one report tells twice
    if one.published and two.published:
        between = abs(one.published - two.published)
        if between > timedelta(days=14):
            return -1.5
        if between <= timedelta(days=2):
            return 0.5
    return 0.0


def distance_km(one: Place, two: Place) -> float | None:
    """Great-circle distance of two centres in km; ``None`` where one has none."""
    if one.lat is None or one.lon is None or two.lat is None or two.lon is None:
        return None
    p, q = radians(one.lat), radians(two.lat)
    half = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(two.lon - one.lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def far_apart(one: Place, two: Place) -> bool:
    """Whether two areas are so far from each other that they cannot be one place told twice."""
    distance = distance_km(one, two)
    if distance is None:
        return False
    return distance > 25 + 1.5 * ((one.radius_km or 0) + (two.radius_km or 0))


def _place_score(one: Told, two: Told) -> float:
    best = None
    for role, place in one.places:
        for other_role, other in two.places:
            if {role, other_role} in ({"from", "into"}, {"from", "to"}):
                continue
            if plain_name(place.name) == plain_name(other.name) and place.country == other.country:
                found = 1.5 if place.kind != "country" else 0.5
            elif (distance := distance_km(place, other)) is None:
                continue
            elif not far_apart(place, other):
                found = 1.2 if max(place.radius_km or 0, other.radius_km or 0) <= 150 else 0.5
            elif role != other_role:
                continue
            elif distance > 300:
                found = -4.0
            else:
                found = -1.0
            best = found if best is None else max(best, found)
    return best or 0.0


def _thing_score(one: Told, two: Told) -> float:
    first, second = one.thing_words, two.thing_words
    if not first or not second:
        return 0.0
    if not first & second:
        return -1.0
    total = 1.0 if first == second else 0.7
    a, b = one.claim, two.claim
    counts = [
        (p.count.best, q.count.best)
        for p in a.objects
        for q in b.objects
        if p.count and q.count and p.count.unit == q.count.unit
    ]
    counts = [(p, q) for p, q in counts if p is not None and q is not None]
    if counts:
        if any(p == q for p, q in counts):
            return total + 0.5
        same_voice = plain_name(a.chain[0].voice) == plain_name(b.chain[0].voice)
        if one.story == two.story and same_voice and not (a.retracted or b.retracted):
            return VETO  # one voice in one article that gives two numbers speaks of two happenings
        return total - 0.5
    return total


def _word_score(one: Told, two: Told) -> float:
    total = 0.0
    if one.trigger == two.trigger or _same_verb(one.trigger, two.trigger):
        total += 0.8
    if one.trigger[:4] == two.trigger[:4]:
        total += 1.3
    shared = len(one.words & two.words)
    if shared:
        total += 0.7 * shared / sqrt(len(one.words) * len(two.words))
    return total


def _same_verb(one: str, two: str) -> bool:
    verbs = rules().verbs
    return one in verbs and two in verbs and verbs[one] == verbs[two]


def _status_score(one: Told, two: Told) -> float:
    pair = {one.claim.status, two.claim.status}
    if len(pair) == 1:
        return 0.5
    if pair == {"failed", "happened"}:
        # "tried and failed" beside "succeeded" is two attempts, unless one moment is told for both
        return 0.0 if _overlap(one, two) else VETO
    if pair & _SETTLED and pair & _OPEN:
        # What was expected and what came of it: only where the times told allow it.
        if one.story == two.story:
            return 0.0 if _overlap(one, two) else -2.0
        return -0.3 if pair & {"expected", "cancelled"} else -1.5
    return -0.3


def _overlap(one: Told, two: Told) -> bool:
    first, second = one.interval, two.interval
    return first is not None and second is not None and gap(first, second) == timedelta(0)
