"""Which words name a role, a body, a title or a kind of voice? Loads ``data/roles.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from whence.knowledge.actors import Actor, Term


class Roles(NamedTuple):
    """The word lists of ``roles.toml``, indexed for look-up by lemma (lower case, words of one noun joined by blanks)."""

    people: dict[str, str]
    """Noun for a person to its sector."""
    members: dict[str, str]
    """Noun for a person whose sector depends on the body, to the default sector."""
    bodies: dict[str, str]
    """Noun for a body to its sector."""
    nouns: frozenset[str]
    """All nouns for persons and bodies."""
    flexible: frozenset[str]
    """Nouns of a sector of their own that takes second place to that of what they belong to."""
    associations: frozenset[str]
    """Nouns for bodies that are labour unions where their members have a trade."""
    trades: frozenset[str]
    """Nouns for persons that tell what they do for a living."""
    militias: frozenset[str]
    """Nouns for armed people who are paramilitaries where they bear the adjective of a nation."""
    become: dict[str, str]
    """Participle to the sector of the civilians that it is said of."""
    against: frozenset[str]
    tongues: frozenset[str]
    """Words behind a hyphen that make a nationality a language, or a side: "Turkish-speaking", "Saudi-led"."""
    """Prefixes that tell whom one is for or against, and not what one is."""
    dwellers: frozenset[str]
    """Nouns for persons who belong to the place that they live in, whatever people they are of."""
    abroad: frozenset[str]
    """Nouns for persons and bodies that a state sends to another one."""
    strangers: frozenset[str]
    """Nouns for persons who are not at home where they are."""
    overriding: dict[str, tuple[str, ...]]
    """Sector of a noun to those of modifiers that count more."""
    local: frozenset[str]
    """Sectors of parties that belong to the only country spoken of, where they name none."""
    owner_slots: dict[str, str]
    """Preposition to the kind of belonging it tells: of, for, from or in."""
    seated: frozenset[str]
    """Participles behind which the home of a party stands."""
    modifiers: dict[str, str]
    """Word before a noun to the sector that it sets."""
    name_words: dict[str, str]
    """Word that tells the sector of a body only within its name, to that sector."""
    offices: dict[str, tuple[str, ...]]
    """Title to the offices that it may stand for, the likeliest first."""
    office_sectors: dict[str, str]
    """Office to the sector of its holder, where that is another than the person's own."""
    state_offices: frozenset[str]
    """Offices of a government."""
    office_heads: frozenset[str]
    """Last or first nouns of the titles."""
    states_never: frozenset[str]
    only_one_state: dict[str, str]
    void: frozenset[str]
    former: frozenset[str]
    groups: dict[str, str]
    """Noun that may stand for several parties to the type of its members: person, country or any."""
    sides: frozenset[str]
    """Nouns for parties that oppose each other ("both sides")."""
    side_sectors: frozenset[str]
    """Sectors of parties that can be a side."""
    trade_sectors: frozenset[str]
    """Of these, those that are a side only beside each other."""
    exclusive: frozenset[str]
    """Nouns for bodies of one sector alone."""
    leaders: frozenset[str]
    """Nouns for persons who are those of the states named, where no persons are."""
    meeting: frozenset[str]
    """Verbs and nouns of two who meet or stand against each other."""
    meeting_with: frozenset[str]
    """Prepositions before the second of them."""
    accusing: frozenset[str]
    answering: frozenset[str]
    """Verbs of those who were accused."""
    done_to_people: frozenset[str]
    """Verbs whose object is people and no thing."""
    counterparts: frozenset[str]
    """Nouns for who holds elsewhere the office that somebody holds."""
    numbers: dict[str, int]
    determiners: frozenset[str]
    descriptions: dict[str, tuple[str, ...]]
    """Noun for a body named before to the sectors that such a body may have."""
    plain_modifiers: frozenset[str]
    """Words before such a noun that leave it what it is."""
    amounts: frozenset[str]
    voices: dict[str, str]
    """Noun for an unnamed voice to its kind."""
    anonymous_phrases: tuple[str, ...]
    unnamed: frozenset[str]
    voice_of_sector: dict[str, str]
    titles: frozenset[str]
    title_sectors: dict[str, str]
    """Title before a name to the sector that it tells there and nowhere else."""
    humble_titles: frozenset[str]
    """Titles of people who are no office holders of note, whatever their name."""
    name_particles: frozenset[str]
    """Articles in small letters that begin a name: "al-Qaeda"."""
    kept_titles: frozenset[str]
    common_surnames: frozenset[str]
    """Folded surnames that many bear: alone they mean an office holder only beside the state."""
    studying: frozenset[str]
    """Verbs of those who work on a subject: who does is an expert on it."""
    taught_at: frozenset[str]
    """Where one who "studies" may be a student."""
    offices_of: frozenset[str]
    """Nouns for bodies that speak for whom they belong to."""
    saying: frozenset[str]
    """Verbs whose speaker "it", "he" or "she" is, as the subject of what is said."""
    famous_states: frozenset[str]
    """States whose holders of office news names by surname alone, wherever it is printed."""
    person_suffixes: tuple[str, ...]
    not_persons: frozenset[str]
    town_prepositions: frozenset[str]
    """Prepositions behind which a name of a town is one."""
    of_towns: frozenset[str]
    """Nouns whose "of" is followed by the name of a town."""
    divisions: frozenset[str]
    """Last words of the names of divisions ("Licking County"), which no person and no body has."""
    of_persons: frozenset[str]
    """Nouns for those around a person, before which a name need not be that of a town ("a Nelson aide")."""
    town_titles: frozenset[str]
    """Words in capitals behind the name of a town: "Fargo Mayor", "Oklahoma Gov."."""
    town_owned: frozenset[str]
    """What towns have, and persons do not: "Kharkiv's polytechnic"."""
    deeds: dict[str, dict[str, str]]
    """Verbs to objects with which a person or a team is the subject, whatever place bears the name."""
    taken: frozenset[str]
    """Verbs for what is done to towns."""
    in_place: frozenset[str]
    at_states: frozenset[str]
    """Prepositions after which a capital is a place and not the government there."""
    seats_of_bodies: dict[str, str]
    """Name of a seat (lower case) to the international body that it stands for."""
    things: frozenset[str]
    """Set phrases (lower case) in which the word of a state names a thing."""
    scattered: frozenset[str]
    """Words for a people who live in several states, one of which has a land of theirs."""
    scattered_home: tuple[str, ...]
    scattered_abroad: tuple[str, ...]
    cautions: dict[str, tuple[str, ...]]
    """Name (lower case) to texts that speak against its being the state."""
    generic: frozenset[str]
    """Folded names of bodies that mean the body of the data only beside its state."""
    known_acronyms: frozenset[str]
    """Folded acronyms of bodies that news uses with no word of their state."""
    ordinary: frozenset[str]
    """Folded names of bodies that are never found by their word alone, but only where the engine marks a name."""

    def sector_in_office(self, actor: Actor, term: Term) -> str | None:
        """The sector of a person in an office: that of the office, where the person's own is one of a party or of none."""
        if term.country[:1] == "@" and actor.sector == "GOV":
            return "IGO"
        own = self.office_sectors.get(term.office)
        if own is not None:
            return own
        return (
            "GOV"
            if actor.sector in ("OPP", "PTY", "ELI") and term.office in self.state_offices
            else actor.sector
        )


def _words(text: str) -> list[str]:
    return text.split()


def _nouns(section: dict[str, str]) -> dict[str, str]:
    """Noun to sector; a hyphen stands for both a blank and a hyphen. The first sector that lists a noun keeps it."""
    out: dict[str, str] = {}
    for sector, text in section.items():
        for word in _words(text):
            out.setdefault(word, sector)
            out.setdefault(word.replace("-", " "), sector)
    return out


@cache
def load_roles() -> Roles:
    """The word lists, read once."""
    raw: dict[str, Any] = tomllib.loads(
        (files("whence.knowledge") / "data" / "roles.toml").read_text(encoding="utf-8")
    )
    ordinary = frozenset(name.strip() for name in raw["generic"]["names"].split("|"))
    rules, voices = raw["office_rules"], raw["voices"]
    offices = {title: tuple(held) for title, held in raw["offices"].items()}
    people, members, bodies = (_nouns(raw[table]) for table in ("people", "members", "bodies"))
    return Roles(
        people=people,
        members=members,
        bodies=bodies,
        nouns=frozenset({*people, *members, *bodies}),
        flexible=frozenset(_words(raw["belonging"]["flexible"])),
        associations=frozenset(_words(raw["belonging"]["associations"])),
        trades=frozenset(_words(raw["belonging"]["trades"])),
        militias=frozenset(_words(raw["belonging"]["militias"])),
        become=dict(raw["belonging"]["become"]),
        against=frozenset(_words(raw["belonging"]["against"])),
        tongues=frozenset(_words(raw["belonging"]["tongues"])),
        dwellers=frozenset(_words(raw["belonging"]["dwellers"])),
        abroad=frozenset(_words(raw["belonging"]["abroad"])),
        strangers=frozenset(_words(raw["belonging"]["strangers"])),
        overriding={sector: tuple(_words(told)) for sector, told in raw["belonging"]["overriding"].items()},
        local=frozenset(_words(raw["belonging"]["local"])),
        owner_slots={
            word: slot for slot, words in raw["belonging"]["slots"].items() for word in _words(words)
        },
        seated=frozenset(_words(raw["belonging"]["seated"])),
        modifiers=_nouns(raw["sector_words"]),
        name_words=_nouns(raw["name_words"]),
        offices=offices,
        office_sectors={office: s for s, held in rules["sectors"].items() for office in held},
        state_offices=frozenset(rules["of_state"]),
        office_heads=frozenset(part for title in offices for part in (title.split()[0], title.split()[-1])),
        states_never=frozenset(rules["states_never"]),
        only_one_state=dict(rules["only_one_state"]),
        void=frozenset(_words(rules["void"])),
        former=frozenset(_words(rules["former"])),
        groups={word: kind for kind in ("person", "country", "any") for word in _words(raw["groups"][kind])},
        sides=frozenset(_words(raw["groups"]["sides"])),
        side_sectors=frozenset(_words(raw["groups"]["side_sectors"])),
        trade_sectors=frozenset(_words(raw["groups"]["trade_sectors"])),
        exclusive=frozenset(_words(raw["descriptions"]["exclusive"])),
        leaders=frozenset(_words(raw["groups"]["leaders"])),
        meeting=frozenset(_words(raw["groups"]["meeting"])),
        meeting_with=frozenset(_words(raw["groups"]["meeting_with"])),
        accusing=frozenset(_words(raw["chains"]["accusing"])),
        answering=frozenset(_words(raw["chains"]["answering"])),
        done_to_people=frozenset(_words(raw["chains"]["done_to_people"])),
        counterparts=frozenset(_words(raw["groups"]["counterparts"])),
        numbers=dict(raw["groups"]["numbers"]),
        determiners=frozenset(_words(raw["groups"]["determiners"])),
        descriptions={
            noun: tuple(_words(told["sectors"]))
            for told in raw["descriptions"]["of"]
            for noun in _words(told["nouns"])
        },
        plain_modifiers=frozenset(_words(raw["descriptions"]["plain"])),
        amounts=frozenset(_words(raw["amounts"]["nouns"])),
        voices={
            word: kind
            for kind in ("source", "expert", "witness", "document", "imagery", "official")
            for word in _words(voices[kind])
        },
        anonymous_phrases=tuple(voices["anonymous_phrases"]),
        unnamed=frozenset(_words(voices["unnamed"])),
        voice_of_sector=dict(raw["voice_of_sector"]),
        titles=frozenset(_words(raw["titles"]["words"])),
        title_sectors=_nouns(raw["titles"]["sectors"]),
        humble_titles=frozenset(_words(raw["titles"]["humble"])),
        name_particles=frozenset(_words(raw["titles"]["particles"])),
        kept_titles=frozenset(raw["titles"]["keep"]),
        common_surnames=frozenset(_words(raw["surnames"]["common"])),
        offices_of=frozenset(_words(voices["offices"])),
        studying=frozenset(_words(voices["studying"])),
        taught_at=frozenset(_words(voices["taught_at"])),
        saying=frozenset(_words(voices["saying"])),
        famous_states=frozenset(_words(raw["surnames"]["famous"])),
        person_suffixes=tuple(raw["person_suffixes"]["suffixes"]),
        not_persons=frozenset(_words(raw["person_suffixes"]["never"])),
        town_prepositions=frozenset(_words(raw["places"]["town_prepositions"])),
        of_towns=frozenset(_words(raw["places"]["of_towns"])),
        divisions=frozenset(_words(raw["places"]["divisions"])),
        of_persons=frozenset(_words(raw["places"]["of_persons"])),
        town_titles=frozenset(_words(raw["places"]["town_titles"])),
        town_owned=frozenset(_words(raw["places"]["town_owned"])),
        deeds={
            verb: {noun: kind for kind, nouns in told.items() for noun in _words(nouns)}
            for verb, told in raw["places"]["deeds"].items()
        },
        taken=frozenset(_words(raw["places"]["taken"])),
        in_place=frozenset(_words(raw["places"]["prepositions"])),
        at_states=frozenset(_words(raw["places"]["at_states"])),
        seats_of_bodies=dict(raw["places"]["seats_of_bodies"]),
        things=frozenset(phrase.strip() for phrase in raw["things"]["phrases"].split("|")),
        scattered=frozenset(raw["scattered"]["words"]),
        scattered_home=tuple(raw["scattered"]["home"]),
        scattered_abroad=tuple(raw["scattered"]["abroad"]),
        cautions={name: tuple(texts) for name, texts in raw["cautions"].items()},
        generic=ordinary - frozenset(raw["generic"]["plain"].split("|")),
        known_acronyms=frozenset(_words(raw["generic"]["acronyms"])),
        ordinary=ordinary,
    )
