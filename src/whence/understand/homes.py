"""Which country does a place of this name lie in, as far as the name alone tells?"""

from __future__ import annotations

from whence.knowledge.gazetteer import CITY, COUNTRY, REGION, Entry, Gazetteer, fold

_CLEAR = 5
"""How many times as many people the largest place of a name must have as the next one abroad to be meant beyond doubt."""
_MAY = 10
"""Places of a name are possible down to this part of the people of the largest one."""
_GREAT = 20_000
"""People of a town that is meant by another name than its own."""
_SETTLED = frozenset({CITY, REGION, COUNTRY})


class Homes:
    """Countries by the name of a place, each name looked up once; knows nothing without a gazetteer."""

    def __init__(self, gazetteer: Gazetteer | None) -> None:
        self._gazetteer = gazetteer
        self._found: dict[str, tuple[Entry, ...]] = {}

    def of(self, name: str, people: int = 0, main: bool = False) -> str | None:
        """The country of the largest place of that name, if no other comes near it and ``people`` live there or more.

        ``main`` leaves out places whose own name is not this very one ("Free" for the Free State).
        """
        found = [place for place in self._lookup(name) if not main or fold(place.name) == fold(name)]
        sizes: dict[str, int] = {}
        for place in found:
            if place.country:
                sizes[place.country] = max(sizes.get(place.country, 0), place.population)
        ranked = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
        if not ranked or ranked[0][1] < people:
            return None
        if len(ranked) > 1 and (ranked[0][1] == 0 or ranked[0][1] < _CLEAR * ranked[1][1]):
            return None
        return ranked[0][0]

    def bears(self, name: str, people: int) -> bool:
        """Whether a division, or a place in which ``people`` live or more, has this very name.

        Of towns that are only known by it, as by an English name, the great ones count.
        """
        found = () if self._gazetteer is None else self._gazetteer.lookup(name, limit=12)
        return any(
            (p.kind != CITY or p.population >= people) if p.primary else p.population >= max(people, _GREAT)
            for p in found
        )

    def kinds(self, name: str) -> frozenset[str]:
        """The kinds of all places of that name; empty where one has an article in its own ("The Hague")."""
        found = () if self._gazetteer is None else self._gazetteer.lookup(name, limit=12)
        return frozenset() if any(p.name[:4] == "The " for p in found) else frozenset(p.kind for p in found)

    def region(self, name: str) -> str | None:
        """The country of the only first-order division of that name."""
        found = {place.country for place in self._lookup(name) if place.kind == REGION}
        return found.pop() if len(found) == 1 else None

    def all(self, name: str) -> frozenset[str]:
        """The countries of all places of that name, however small."""
        return frozenset(place.country for place in self._lookup(name) if place.country)

    def may(self, name: str) -> frozenset[str]:
        """The countries of all places of that name that are not much smaller than the largest one."""
        found = self._lookup(name)
        most = max((place.population for place in found), default=0)
        return frozenset(
            place.country for place in found if place.country and place.population * _MAY >= most
        )

    def _lookup(self, name: str) -> tuple[Entry, ...]:
        if self._gazetteer is None:
            return ()
        found = self._found.get(name)
        if found is None:
            places = self._gazetteer.lookup(name, limit=12)
            settled = tuple(p for p in places if p.kind in _SETTLED)
            found = self._found[name] = settled or places
        return found
