"""Which words tell who says what: the cue words of attribution, loaded from ``data/says.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, cast

from whence.reading import Evidence, VoiceKind

Words = frozenset[str]
_LISTS = (
    "clause", "mental", "show", "sense", "heard", "gauge", "infinitive", "object", "passive", "quote", "citing", "tell",
    "carry", "issue", "view", "rebut", "hold",
)  # fmt: skip


class SaysWords(NamedTuple):
    """Cue words by what they do; all are lemmas in lower case. The data file explains each list."""

    clause: Words
    need: Words
    mental: Words
    show: Words
    sense: Words
    gauge: Words
    heard: Words
    infinitive: Words
    object: Words
    rebut: Words
    hold: Words
    negations: Words
    passive: Words
    quote: Words
    citing: Words
    tell: Words
    carry: Words
    issue: Words
    view: Words
    prepositions: dict[str, Words]
    according: Words
    according_second: Words
    according_not: Words
    in_words_of: Words
    by_count_of: Words
    linking: Words
    as_words: Words
    background: Words
    turning: Words
    that: Words
    relative: Words
    unknown: str
    outlet: str
    interview: Words
    interview_prepositions: Words
    converse: Words
    hosts: Words
    guests: Words
    air_prepositions: Words
    speech_nouns: Words
    noun_prepositions: dict[str, Words]
    evidence: dict[str, Evidence]
    data_words: Words
    measured: Words
    persons_too: Words
    """Nouns for instruments that are for people as well."""
    evidence_voice: dict[Evidence, VoiceKind]
    reporters: Words
    self_words: Words
    self_determiners: Words
    self_pronouns: Words
    self_plurals: Words
    own_writing: Words
    official: tuple[str, ...]
    press: Words
    office: tuple[str, ...]
    hearsay_adverbs: Words
    hearsay_adjectives: Words
    verbs: Words
    """All verbs of all lists."""


@cache
def says_words() -> SaysWords:
    """The cue words of attribution, read once."""
    raw: dict[str, Any] = tomllib.loads(
        files("whence.knowledge").joinpath("data", "says.toml").read_text(encoding="utf-8")
    )
    verbs, phrases, channels = raw["verbs"], raw["phrases"], raw["channels"]
    own, hearsay, nouns = raw["own"], raw["hearsay"], raw["nouns"]
    kinds: dict[str, Evidence] = {}
    # A word in two lists keeps its first: pictures before papers before sensors before words spoken.
    order: tuple[Evidence, ...] = ("video", "photo", "document", "sensor", "statement")
    for kind in order:
        for word in raw["evidence"][kind]:
            kinds.setdefault(word, kind)
    every = {verb for name in _LISTS for verb in verbs[name]} | set(raw["prepositions"])
    return SaysWords(
        clause=frozenset(verbs["clause"]),
        need=frozenset(verbs["need"]),
        mental=frozenset(verbs["mental"]),
        show=frozenset(verbs["show"]),
        sense=frozenset(verbs["sense"]),
        gauge=frozenset(verbs["gauge"]),
        heard=frozenset(verbs["heard"]),
        infinitive=frozenset(verbs["infinitive"]),
        object=frozenset(verbs["object"]),
        rebut=frozenset(verbs["rebut"]),
        hold=frozenset(verbs["hold"]),
        negations=frozenset(verbs["negations"]),
        passive=frozenset(verbs["passive"]),
        quote=frozenset(verbs["quote"]),
        citing=frozenset(verbs["citing"]),
        tell=frozenset(verbs["tell"]),
        carry=frozenset(verbs["carry"]),
        issue=frozenset(verbs["issue"]),
        view=frozenset(verbs["view"]),
        prepositions={verb: frozenset(words) for verb, words in raw["prepositions"].items()},
        according=frozenset(phrases["according"]),
        according_second=frozenset(phrases["according_second"]),
        according_not=frozenset(phrases["according_not"]),
        in_words_of=frozenset(phrases["in_words_of"]),
        by_count_of=frozenset(phrases["by_count_of"]),
        linking=frozenset(phrases["linking"]),
        as_words=frozenset(phrases["as"]),
        background=frozenset(phrases["background"]),
        turning=frozenset(phrases["turning"]),
        that=frozenset(phrases["that"]),
        relative=frozenset(phrases["relative"]),
        unknown=phrases["unknown"],
        outlet=phrases["outlet"],
        interview=frozenset(channels["interview"]),
        interview_prepositions=frozenset(channels["interview_prepositions"]),
        converse=frozenset(channels["converse"]),
        hosts=frozenset(channels["hosts"]),
        guests=frozenset(channels["guests"]),
        air_prepositions=frozenset(channels["air_prepositions"]),
        speech_nouns=frozenset(nouns["speech"]),
        noun_prepositions={noun: frozenset(words) for noun, words in nouns["prepositions"].items()},
        evidence=kinds,
        data_words=frozenset(raw["evidence"]["data"]),
        measured=frozenset(raw["evidence"]["measured"]),
        persons_too=frozenset(raw["evidence"]["persons_too"]),
        evidence_voice={cast(Evidence, k): cast(VoiceKind, v) for k, v in raw["evidence_voice"].items()},
        reporters=frozenset(own["reporters"]),
        self_words=frozenset(own["self"]),
        self_determiners=frozenset(own["self_determiners"]),
        self_pronouns=frozenset(own["self_pronouns"]),
        self_plurals=frozenset(own["self_plurals"]),
        own_writing=frozenset(own["own_writing"]),
        official=tuple(own["official"]),
        press=frozenset(own["press"]),
        office=tuple(own["office"]),
        hearsay_adverbs=frozenset(hearsay["adverbs"]) - frozenset(hearsay["inference"]),
        hearsay_adjectives=frozenset(hearsay["adjectives"]),
        verbs=frozenset(every),
    )
