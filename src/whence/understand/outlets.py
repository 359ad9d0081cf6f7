"""Where is the outlet of an article at home, as far as its name and its address tell?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from whence.article import Article, host_of
from whence.knowledge.actors import Actors, load_actors
from whence.knowledge.gazetteer import CITY, REGION, Entry, Gazetteer, domains, load_gazetteer
from whence.knowledge.sayswords import SaysWords, says_words
from whence.understand.homes import Homes

_TOWN = 100_000
"""People of a town that an outlet may be called after."""
_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
_LONGEST = 5
_REMEMBERED = 4096
"""Outlets, each on one day, of which the home is remembered, at most."""


class Home(NamedTuple):
    """A country (ISO 3166-1 alpha-3), the zone of the town or of the whole country where it has one, and the words that tell it."""

    country: str
    zone: str | None
    words: str


def home_of(article: Article) -> Home | None:
    """The home of the article's outlet; ``None`` where neither its name nor its address tells one.

    A name tells it by what it is known as (an agency's country), by a country or its adjective ("Philippine Department of
    Foreign Affairs"), by a capital, a division or a great town ("Lusaka Courier"); an address by the country of its domain.
    """
    day = article.published.day if article.published else None
    found = _of_name(article.outlet, day) if article.outlet else None
    return found or _of_address(article.url)


@lru_cache(_REMEMBERED)
def _of_name(outlet: str, day: date | None) -> Home | None:
    actors, gazetteer = load_actors(), load_gazetteer()
    found = list(_Name(actors, gazetteer, says_words(), day).homes(outlet.removeprefix("The ")))
    known = {a.state for a in actors.lookup(outlet, day, "body") if a.state}
    if len(known) == 1:
        country = known.pop()
        found = [
            *(home for home in found if home.country == country),
            _of_country(country, outlet, gazetteer),
        ]
    return next((home for home in found if home.zone), found[0] if found else None)


def _of_address(url: str | None) -> Home | None:
    """By the country's domain of an address."""
    host = host_of(url) or ""
    domain = host.rsplit(".", 1)[-1]
    country = domains().get(domain)
    return _of_country(country, f".{domain}", load_gazetteer()) if country else None


def _of_country(country: str, words: str, gazetteer: Gazetteer) -> Home:
    entry = gazetteer.country(country)
    return Home(country, gazetteer.zone(entry) if entry else None, words)


class _Name(NamedTuple):
    """What the words of an outlet's name are looked up in."""

    actors: Actors
    gazetteer: Gazetteer
    words: SaysWords
    day: date | None

    def homes(self, outlet: str) -> Iterator[Home]:
        """The homes that the words of a name tell, the longest names first; a name within a name tells nothing."""
        words = [m.span() for m in _WORDS.finditer(outlet)]
        taken: set[int] = set()
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                run = range(first, first + length)
                if taken.intersection(run) or not self._stands_alone(outlet[: words[first][0]]):
                    continue
                home = self._home(outlet[words[first][0] : words[run[-1]][1]])
                if home is not None:
                    taken.update(run)
                    yield home

    def _stands_alone(self, before: str) -> bool:
        """Whether a name is no second half of a longer one ("Great Lakes"), by what stands before it."""
        previous = before.rstrip().rpartition(" ")[2]
        return (
            not previous[:1].isupper()
            or previous[-1] == ","
            or previous.lower() in {"the", *self.words.press}
        )

    def _home(self, name: str) -> Home | None:
        if not name[:1].isupper() or name.lower() in self.words.press:
            return None
        code = self.actors.country(name, self.day) or self.actors.adjective(name, self.day)
        state = self.actors.state(code)
        if state is not None and state.iso:
            return _of_country(state.iso, name, self.gazetteer)
        seat = self.actors.state(self.actors.seat(name, self.day))
        town = self._place(name, seat.iso if seat else None)
        if town is not None and town.country:
            return Home(town.country, self.gazetteer.zone(town), name)
        return None

    def _place(self, name: str, country: str | None) -> Entry | None:
        """The capital of a country, else the one division or the clearly largest town of that name."""
        homes = Homes(self.gazetteer)
        kinds: tuple[str, ...] = (CITY,)
        if country is None:
            country = homes.region(name)
            kinds = (REGION,) if country else (CITY,)
        country = country or homes.of(name, _TOWN, main=True)
        found = [p for p in self.gazetteer.lookup(name, limit=12) if p.country == country and p.kind in kinds]
        return max(found, key=lambda p: (p.population, -p.number), default=None)
