"""How does one claim look when it is laid beside others: by its parties, words, time and places?"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property

import msgspec
import numpy as np
from numpy.typing import NDArray

from whence.article import UTC
from whence.corroborate.parties import Who, is_means, who
from whence.corroborate.places import Area
from whence.corroborate.words import content_words, contents, plain_name, stem, words
from whence.knowledge.corroboration import Verb, deed_phrases, deeds, outcomes, rules
from whence.knowledge.countwords import count_words
from whence.knowledge.inflection import base_form, irregular_base
from whence.knowledge.meanings import decode
from whence.reading import Claim, Party, Place, Reading


def names_of(reading: Reading) -> frozenset[str]:
    """The words of all names in an article."""
    found: set[str] = set()
    for name in reading.names:
        found.update(plain_name(name.entity.name if name.entity else name.text).split())
    return frozenset(found - rules().stopwords)


_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")

Key = tuple[str, int]
"""A claim among many: its article's id, its number in the reading."""


class Told:
    """One claim with what is needed to compare it. Compared and sorted by ``key``."""

    def __init__(
        self,
        reading: Reading,
        index: int,
        story: str | None = None,
        scene: frozenset[str] | None = None,
    ) -> None:
        self.reading = reading
        self.scene = names_of(reading) if scene is None else scene
        """Words of the names in its article: who and what the report is about."""
        self.story = story or reading.article.id
        """Id of the first article of its group of copies: what copies share."""
        self.claim: Claim = reading.claims[index]
        self.key: Key = (reading.article.id, index)

    @property
    def article(self) -> str:
        """Id of the article."""
        return self.reading.article.id

    @property
    def outlet(self) -> str | None:
        """Who printed the article."""
        return self.reading.article.outlet

    @property
    def source(self) -> str:
        """The text that the claim's spans point into: the title for claims of the headline, else the body."""
        article = self.reading.article
        return (article.title or "") if self.claim.title else article.text

    @cached_property
    def sentence(self) -> str:
        """The sentence that the claim rests on."""
        return self.source[self.claim.sentence.start : self.claim.sentence.end]

    @cached_property
    def trigger(self) -> str:
        """The trigger word, case folded."""
        return self.source[self.claim.trigger.start : self.claim.trigger.end].casefold()

    @cached_property
    def root(self) -> str:
        """What forms of one verb have in common: "fell" and "falls", "launch" and "launched"."""
        return stem(irregular_base(self.trigger) or self.trigger)

    @cached_property
    def verb(self) -> Verb | None:
        """The verb of which its trigger is a form, if it is one of those that labels know."""
        return rules().verbs.get(self.trigger)

    @cached_property
    def wording(self) -> NDArray[np.float32] | None:
        """The meaning of the trigger in its sentence, where the engine gave one."""
        return decode(self.claim.wording) if self.claim.wording else None

    @cached_property
    def gist(self) -> NDArray[np.float32] | None:
        """What the article is about, where the engine gave it."""
        return decode(self.reading.gist) if self.reading.gist else None

    @cached_property
    def _all_words(self) -> list[str]:
        return words(self.sentence)

    @cached_property
    def words(self) -> frozenset[str]:
        """Stems of the content words of the sentence."""
        return contents(self._all_words)

    @cached_property
    def named(self) -> frozenset[str]:
        """Words of the names that its article names, in the sentence."""
        return self.scene.intersection(self._all_words)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The numbers in the sentence, as they are written."""
        return frozenset(_NUMBER.findall(self.sentence))

    @cached_property
    def sentence_key(self) -> str:
        """The words of the sentence as one text: equal where one outlet prints another's sentence."""
        return " ".join(self._all_words)

    @cached_property
    def content(self) -> bytes:
        """What it says, by whom and where in its sentence, apart from its id and from where that stands in the article."""
        claim = self.claim
        root = claim.chain[0]
        return msgspec.json.encode(
            (
                self.sentence_key,
                claim.trigger.start - claim.sentence.start,
                (claim.type, claim.mode, claim.title),
                (claim.status, claim.negative, claim.repeated, claim.retracted),
                None if root.kind == "outlet" else (root.voice, root.entity),
                [(party.text, party.entity, party.sector) for party in (*claim.actors, *claim.recipients)],
                len(claim.actors),
                [(thing.text, thing.what, thing.count) for thing in claim.objects],
                (claim.time.earliest, claim.time.latest, claim.time.how),
                [(role, place.name, place.country, place.lat, place.lon) for role, place in self.places],
                (claim.wording, self.reading.gist),
            )
        )

    @cached_property
    def actors(self) -> tuple[Who, ...]:
        """The actors as they are compared: "drones" strike for somebody, and do not tell for whom."""
        return tuple(who(party) for party in self.claim.actors if not is_means(party))

    @cached_property
    def recipients(self) -> tuple[Who, ...]:
        """The recipients as they are compared."""
        return tuple(map(who, self.claim.recipients))

    @cached_property
    def parties(self) -> tuple[Who, ...]:
        """All who take part, the actors first."""
        return (*self.actors, *self.recipients)

    @cached_property
    def alone(self) -> bool:
        """Whether it befalls one that is named, and nobody is counted."""
        counted = any(thing.count for thing in self.claim.objects)
        return len(self.recipients) == 1 and self.recipients[0].named and not counted

    @cached_property
    def thing_words(self) -> frozenset[str]:
        """Stems of the heads of the objects."""
        found: set[str] = set()
        for thing in self.claim.objects:
            found |= content_words(thing.what or thing.text)
        return frozenset(found)

    @cached_property
    def deeds(self) -> frozenset[int]:
        """The classes of words in which its trigger, with the words after it, tells a deed (see ``deeds.toml``); none if in none."""
        phrases, known = deed_phrases(), deeds()
        if (first := _base(self.trigger, phrases)) is not None:
            after = words(self.source[self.claim.trigger.end : self.claim.sentence.end])[:_AFTER]
            for rest, classes in phrases[first]:
                behind = iter(after)
                if all(word in behind for word in rest):
                    return classes
        base = _base(self.trigger, known)
        return known[base] if base else frozenset()

    @cached_property
    def outcomes(self) -> frozenset[int]:
        """What it tells to have become of people, as classes of words: their death, their wounds; casualties are either."""
        return self.deeds.intersection(outcomes())

    @cached_property
    def joint(self) -> bool:
        """Whether it is something that several do together, each for his part: they sign, they agree."""
        return _base(self.trigger, rules().joint) is not None

    @cached_property
    def carries(self) -> bool:
        """Whether its trigger is a verb that says little without its object: "opened an inquiry"."""
        return _base(self.trigger, rules().carriers) is not None

    @cached_property
    def agent_words(self) -> frozenset[str]:
        """Stems of the words for those who did it."""
        return _words_of(self.claim.actors)

    @cached_property
    def patient_words(self) -> frozenset[str]:
        """Stems of the words for what or whom it befell."""
        return self.thing_words | _words_of(self.claim.recipients)

    @cached_property
    def definite(self) -> bool:
        """Whether its trigger is told as known: "the blast", "Friday's attack"."""
        start = self.claim.trigger.start
        before = words(self.source[max(0, start - _BEFORE) : start])[-2:]
        return any(word in rules().definite or word.endswith("'s") for word in before)

    @property
    def leads(self) -> bool:
        """Whether it stands where a report tells what it is about."""
        return self.claim.title or self.claim.sentence.start < rules().limits.lead

    @cached_property
    def anew(self) -> bool:
        """Whether it is told as another than one told before: "a second attack", "another missile", "was held once before"."""
        if _earlier().match(self.source[self.claim.trigger.end : self.claim.sentence.end].casefold()):
            return True
        start, trigger = self.claim.sentence.start, self.claim.trigger.start
        parties = (*self.claim.actors, *self.claim.recipients)
        named = (*(thing.text for thing in self.claim.objects), *(party.text for party in parties))
        spans = (thing.span for thing in self.claim.objects)
        before = words(self.source[start:trigger])[-2:]
        told = [
            *(word for text in named for word in words(text)[:2]),
            *(word for span in spans for word in words(self.source[start : span.start])[-1:]),
        ]
        known = rules()
        return not known.anew.isdisjoint(before) or not (known.anew - known.novel).isdisjoint(told)

    @cached_property
    def set_aside(self) -> frozenset[float]:
        """Numbers that its sentence calls wrong: "three reporters were held, and not two"."""
        return frozenset(number for phrase in self._set_aside for number in _number_in(phrase))

    @cached_property
    def _set_aside(self) -> tuple[str, ...]:
        """What its sentence calls wrong: "at dawn, *not in the evening*"."""
        return tuple(_NOT.findall(self.sentence.casefold()))

    def corrects(self, other: Told) -> bool:
        """Whether its sentence calls wrong what another claim tells: a number, a time, a place or who did it."""
        if not self._set_aside or self.article == other.article:
            return False
        wrong = [frozenset(words(phrase)) for phrase in self._set_aside]
        return any(told and told <= phrase for told in other.particulars for phrase in wrong) or any(
            thing.count and thing.count.best in self.set_aside for thing in other.claim.objects
        )

    @cached_property
    def particulars(self) -> tuple[frozenset[str], ...]:
        """The words of its time, of each of its places and actors: what another may call wrong."""
        times = self.reading.times
        told = [
            *(times[k].text for k in self.claim.times if k < len(times)),
            *(place.name for _, place in self.places),
            *(party.entity.name if party.entity else party.text for party in self.claim.actors),
        ]
        return tuple(frozenset(words(text)) - _COMMON for text in told)

    @cached_property
    def interval(self) -> tuple[datetime, datetime] | None:
        """The told interval (UTC), where an expression gives it; half-open."""
        time = self.claim.time
        if time.how not in ("stated", "inherited") or time.earliest is None or time.latest is None:
            return None
        return _utc(time.earliest), _utc(time.latest)

    @cached_property
    def bounds(self) -> tuple[datetime | None, datetime | None]:
        """Whatever bounds the time has, told or concluded (UTC)."""
        time = self.claim.time
        return _utc(time.earliest) if time.earliest else None, _utc(time.latest) if time.latest else None

    @cached_property
    def published(self) -> datetime | None:
        """The latest moment at which the article can have been published (UTC)."""
        published = self.reading.article.published
        return published.latest if published else None

    @cached_property
    def places(self) -> tuple[tuple[str, Place], ...]:
        """Role and place, for links that point at a place of the reading."""
        known = self.reading.places
        return tuple(
            (link.role, known[link.place]) for link in self.claim.places if 0 <= link.place < len(known)
        )

    @cached_property
    def areas(self) -> tuple[tuple[str, Area], ...]:
        """Role and place, as places are compared."""
        return tuple((role, Area.of(place)) for role, place in self.places)

    @property
    def voice(self) -> str:
        """The root voice, so that its claims in several articles are known for one voice's."""
        root = self.claim.chain[0]
        return root.entity.id if root.entity and root.entity.id else plain_name(root.voice)

    @cached_property
    def as_of(self) -> tuple[datetime, str] | None:
        """When this was known: by when it was said or, failing that, published. The moment, and the text for it."""
        published = self.reading.article.published
        if self.claim.said.latest is not None and self.claim.said.how in ("stated", "inherited"):
            moment = _utc(self.claim.said.latest)
            # "said on Tuesday" ends with the day, a report of Tuesday noon before it
            if published is None or moment <= published.latest:
                return moment, moment.isoformat().replace("+00:00", "Z")
        return (published.latest, published.at) if published else None


def _base(word: str, known: Container[str]) -> str | None:
    return word if word in known else base_form(word, known)


@cache
def _earlier() -> re.Pattern[str]:
    """Words right behind a verb that make it an earlier happening."""
    return re.compile(rf"\s+(?:{'|'.join(sorted(rules().earlier))})\s*(?:[.,;:]|in \d|$)")


_NOT = re.compile(
    r"(?:(?:[,;–—]|\band|\bbut)\s+not|\brather than|\binstead of|\b(?:is|was|were)\s+not(?=[^,;:.!?]+\bbut\b))\s+([^,;:!?\"”()]+)"
)
"""A phrase that is set aside: "three, and not two", "it was not the army but …"."""
_FIRST_NUMBER = re.compile(
    r"(?:(?:the|of|in|at|by|for)\s+)*[$€£]?(\d[\d,]*(?:\.\d+)?|[a-z]+)(?:\s+([a-z]+))?"
)
_COMMON = frozenset({"the", "a", "an", "on", "in", "at", "of", "last"})


def _number_in(phrase: str) -> Iterator[float]:
    """The number that a phrase begins with, in digits or as a word; "not one" is none."""
    known = count_words()
    for number, after in _FIRST_NUMBER.findall(phrase)[:1]:
        value = float(number.replace(",", "")) if number[0].isdigit() else known.numerals.get(number, 1)
        if value > 1:
            yield value * known.multipliers.get(after, 1)


_AFTER = 6
"""Words after a trigger that may make one deed of it."""
_BEFORE = 40
"""Characters before a trigger in which the two words before it are looked for."""


def _words_of(parties: Sequence[Party]) -> frozenset[str]:
    named = (party.entity.name if party.entity else party.text for party in parties)
    return frozenset(word for name in named for word in content_words(name))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def gap(one: tuple[datetime, datetime], two: tuple[datetime, datetime]) -> timedelta:
    """Time between two half-open intervals; zero where they overlap or touch."""
    return max(timedelta(0), one[0] - two[1], two[0] - one[1])


def meet(one: tuple[datetime, datetime], two: tuple[datetime, datetime]) -> bool:
    """Whether two half-open intervals have a moment in common; an empty one is a moment."""
    start, end = max(one[0], two[0]), min(one[1], two[1])
    return start < end or (start == end and (one[0] == one[1] or two[0] == two[1]))


_SETTLED = frozenset({"happened", "ongoing", "failed"})
_AGAINST = frozenset({"negated", "denied"})


def asserted(told: Sequence[Told]) -> list[Told]:
    """The claims whose details are held to be so: those of what has come about, else those of what may come.

    What a voice denies gives no count and no time, and what was planned is no second account of what happened.
    """
    kept = [t for t in told if not t.claim.retracted]
    settled = [t for t in kept if t.claim.status in _SETTLED]
    return settled or [t for t in kept if t.claim.status not in _AGAINST] or list(told)


def last_words(told: Sequence[Told]) -> list[Told]:
    """The claims that their voices have not overtaken by later ones: all of each voice's last moment.

    A claim without a moment stays: nothing shows that it came first.
    """
    latest: dict[str, datetime] = {}
    for t in told:
        if t.as_of:
            latest[t.voice] = max(latest.get(t.voice, t.as_of[0]), t.as_of[0])
    return [t for t in told if t.as_of is None or t.as_of[0] == latest[t.voice]]
