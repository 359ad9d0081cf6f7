"""Which Wikidata item is a place of the reading, and a name that is one?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from whence.knowledge.actors import Actors
from whence.knowledge.gazetteer import COUNTRY, place_ids
from whence.reading import Entity, Name, Place


@dataclass(frozen=True)
class Identities:
    """Ids of states and of well-known cities; of other places none is told."""

    actors: Actors

    def places(self, places: Sequence[Place]) -> tuple[Place, ...]:
        """The places, those that have an id with it."""
        return tuple(msgspec.structs.replace(p, wikidata=self._of(p)) for p in places)

    @staticmethod
    def names(names: Sequence[Name], places: Sequence[Place]) -> tuple[Name, ...]:
        """The names, those of places with an id as these entities."""
        known = {(p.start, p.end): p for p in places if p.wikidata}

        def told(name: Name) -> Name:
            place = known.get((name.start, name.end))
            if name.entity is not None or place is None or name.kind not in ("place", "facility"):
                return name
            entity = Entity(id=place.wikidata, name=place.name, country=place.country, reason=place.reason)
            return msgspec.structs.replace(name, entity=entity)

        return tuple(map(told, names))

    def _of(self, place: Place) -> str | None:
        if place.kind == COUNTRY:
            state = self.actors.state(place.country)
            return state.actor.id if state is not None and place.radius_km is not None else None
        if place.metonym or not place.geonames:  # "Washington said" is no city
            return None
        return place_ids().get(place.geonames)
