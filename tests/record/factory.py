"""Makes many readings by rule: stories told by several outlets, copied, edited, contradicted and followed up.

The same number gives the same reading. Nothing here uses the engine.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import msgspec

from tests.corroborate.build import report, spot, thing, told
from whence.article import UTC
from whence.reading import Entity, Reading

_STATES = (
    ("Q843", "Pakistan", "PAK"), ("Q668", "India", "IND"), ("Q419", "Peru", "PER"), ("Q298", "Chile", "CHL"),
    ("Q1033", "Nigeria", "NGA"), ("Q114", "Kenya", "KEN"), ("Q881", "Vietnam", "VNM"), ("Q252", "Indonesia", "IDN"),
    ("Q218", "Romania", "ROU"), ("Q36", "Poland", "POL"), ("Q96", "Mexico", "MEX"), ("Q739", "Colombia", "COL"),
)  # fmt: skip
_SITES = (
    "Sonmiani", "Arica", "Callao", "Lagos", "Mombasa", "Haiphong", "Surabaya", "Constanta", "Gdynia", "Veracruz",
    "Cartagena", "Chabahar", "Maputo", "Izmir", "Varna", "Odense",
)  # fmt: skip
_DEEDS = (
    ("fired", "MOBILIZE", "weapons", "missiles", "missile"), ("seized", "COERCE", "seize", "trawlers", "trawler"),
    ("closed", "MEASURE", None, "crossings", "crossing"), ("shelled", "ASSAULT", "heavy-weapons", "depots", "depot"),
    ("delivered", "AID", None, "generators", "generator"), ("detained", "COERCE", "arrest", "sailors", "sailor"),
)  # fmt: skip
_FILL = (
    "harbour", "ministry", "spokesman", "evening", "convoy", "region", "inquiry", "market", "bridge", "village",
    "captain", "engineer", "signal", "weather", "river", "company", "council", "hospital", "report", "border",
    "night", "station", "ship", "radio", "witness", "morning", "road", "tower", "fuel", "price", "talks", "vote",
)  # fmt: skip
BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
STORY_HOURS = 7
"""A story breaks so often."""


def state(number: int) -> Entity:
    """One of twelve states, or of hundreds of bodies that no table knows."""
    if number % 40 < len(_STATES):
        uid, name, code = _STATES[number % 40]
        return Entity(id=uid, name=name, country=code, sector="GOV")
    return Entity(name=f"{_word(number)} {_word(7 * number)} Front", sector="REB")


def _word(number: int) -> str:
    """A word that no language has, of three syllables."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return "".join(syllables[(number * k + k) % len(syllables)] for k in (1, 29, 47)).title()


def _rare(number: int) -> str:
    """One of thousands of words that no language has: what a text is made of, and another hardly shares."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return "".join(syllables[number // 70**k % 70] for k in range(3))


def reading(number: int, *, paragraphs: int = 6, claims: int = 8, reader: str = "by rule") -> Reading:
    """Reading ``number``: of each four, one opens a story, one copies it, one tells it anew, one disputes it."""
    story, part = divmod(number, 4)
    rng = random.Random(story)
    day = BEGIN + timedelta(hours=STORY_HOURS * story)
    actor = state(rng.randrange(400))
    site = rng.randrange(300)
    place = _SITES[site] if site < len(_SITES) else _word(site)
    own = random.Random(f"{story}:{0 if part == 1 else part}")
    sentences, specs = [], []
    for n in range(claims):
        verb, kind, mode, things, one = _DEEDS[rng.randrange(len(_DEEDS))]
        if n:
            one = _word(rng.randrange(600)).lower()
            things = f"{one}s"
        count = 2 + (story + n) % 7 + (1 if part == 3 and n == 0 else 0)
        word = verb if n == 0 else f"{_word(rng.randrange(500)).lower()}{verb}"
        sentences.append(
            f"{actor.name} {word} {count} {things} near {place} on day {story}, the {own.choice(_FILL)} {own.choice(_FILL)} said"
        )
        early = day + timedelta(minutes=40 * n)
        specs.append(
            told(
                word,
                kind,
                mode=mode,
                actors=(actor,),
                recipients=(state(rng.randrange(400)),) if n % 3 == 0 else (),
                objects=(thing(f"{count} {things}", count, what=one),),
                time=(early.isoformat(), (early + timedelta(minutes=20)).isoformat()) if n % 4 != 3 else None,
                place=(
                    "at",
                    spot(place, rng.uniform(-60, 60), rng.uniform(-170, 170), country=actor.country or ""),
                ),
                voice=(f"{actor.name}'s {own.choice(_FILL)} ministry", "official", None) if n % 2 else None,
                status="expected" if n % 5 == 4 else "happened",
            )
        )
    for _ in range(paragraphs):
        words = (own.choice(_FILL) if n % 4 == 0 else _rare(own.randrange(9000)) for n in range(40))
        sentences.append(" ".join(words).capitalize())
    outlet = f"{('Daily', 'Evening', 'Coast', 'Harbour')[part]} {_FILL[story % len(_FILL)].title()}"
    made = report(
        outlet, ". ".join(sentences) + ".", *specs, published=(day + timedelta(hours=9 + part)).isoformat()
    )
    return msgspec.structs.replace(made, reader=reader)
