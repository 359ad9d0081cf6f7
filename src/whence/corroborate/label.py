"""How is an event put in a few words: who did what to whom?

From its fields, with the verb of the claim that tells it best and, where fields say too little, with words of the sentence
itself: "North Korea launches two short-range ballistic missiles", "fourteen people are killed", "call for new elections".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple, TypeVar

import msgspec

from whence.corroborate.event import EventParty, EventThing
from whence.corroborate.parties import NEAR_PARTY, Who, party_likeness, who
from whence.corroborate.told import Told
from whence.corroborate.words import plain_name
from whence.knowledge.codebook import load_codebook
from whence.knowledge.corroboration import Verb, rules
from whence.knowledge.countwords import count_words
from whence.knowledge.inflection import base_form, is_irregular, is_plural, participle, third_person, verb_of
from whence.reading import Party, Status

LONGEST = 120
"""Characters of a label, at most."""
_BEFORE, _AFTER = 6, 9
"""Words of a sentence that are taken before and after its trigger, at most."""
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-'’.,&][^\W_]+)*['’]?|[^\w\s]")
_QUOTES = '"“”‘’'
_CURRENCY = 3
"""Letters of a currency's code (ISO 4217)."""


class Fields(NamedTuple):
    """The fields of an event that its label tells."""

    kind: str
    mode: str | None
    status: Status
    actors: Sequence[EventParty]
    recipients: Sequence[EventParty]
    things: Sequence[EventThing]


class Deed(NamedTuple):
    """What is done, as one claim tells it."""

    told: Told
    verb: Verb | None
    """``None`` where the trigger is a noun of which no verb is known."""
    noun: bool
    word: str
    """The trigger as it is written."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    """The words of the sentence before and behind the trigger; those behind only up to a time, which is told apart."""


def label(told: Sequence[Told], fields: Fields) -> str:
    """The event in a few words, in the present tense of headlines."""
    fields = _of_status(told, fields)
    deed = _leading_deed([t for t in told if t.claim.type == fields.kind] or told, fields)
    subjects, others = _leading(fields.actors), _leading(fields.recipients)
    others = [o for o in others if o not in subjects]
    # who is counted, or goes somewhere, is both a party and what is told: once is enough
    things = sorted(
        (t for t in fields.things if not any(_within(t.text, s) for s in subjects)), key=_is_measure
    )
    if things and (told_of := [o for o in others if _within(things[0].text, o)]):
        things, others = [], told_of
    elif (
        things and others and not any(set(things[0].claims).intersection(p.claims) for p in fields.recipients)
    ):
        things = []  # another report's, beside whom this one tells of
    fields = fields._replace(things=things)
    others = [o for o in others if not any(_within(o, t.text) for t in fields.things[:1])]
    verb = deed.verb or _verb_of_type(fields)
    if verb is not None and verb.link == "-" and fields.kind in rules().symmetric:
        subjects, others = [*subjects, *(o for o in others if o not in subjects)], []
    if verb is None or (deed.noun and not (subjects or fields.things or others)):
        found = _noun_phrase(deed, fields, subjects, others)
    elif subjects:
        negative = {t.claim.negative for t in told if t.claim.status == fields.status} == {True}
        plural = len(subjects) > 1 or _is_several(subjects[0], told)
        status = fields.status
        if _none_of(
            [*subjects, *others, *(t.text for t in fields.things[:1])]
        ):  # "no one comes", "employs none"
            status, negative = "happened" if status == "negated" else status, False
        front, back = _active(verb, status, plural=plural, negative=negative)
        found = f"{_list(subjects)} {front} {_complement(deed, verb, fields, others)}{back}"
    elif fields.things or others:
        found = _suffered(deed, verb, fields, others)
    else:
        found = _quoted(deed, fields.status)
    return _clipped(" ".join(found.split()).replace(" ,", ","))


def _of_status(told: Sequence[Told], fields: Fields) -> Fields:
    """The fields as they are told with the event's status; whom only an accuser or a denial names as doer is left out.

    "No one was killed" on one side and "two people were killed" on the other are two tellings; an allegation is no title.
    """
    things = [_whole(thing, told) for thing in fields.things]
    fields = fields._replace(things=things)
    if fields.status in ("negated", "denied"):
        against = [t for t in told if t.claim.status == fields.status]
        mine = {t.claim.id for t in against}
        fields = fields._replace(
            actors=_told_in(fields.actors, mine) or fields.actors,
            recipients=_told_in(fields.recipients, mine) or fields.recipients,
            things=_told_in(things, mine) or _things_of(against) or things,
        )
    alleged = {t.claim.id for t in told if _is_alleged(t)}
    if fields.status == "happened" and any(t.claim.id not in alleged for t in told):
        fields = fields._replace(actors=[p for p in fields.actors if not alleged.issuperset(p.claims)])
    return fields


_Field = TypeVar("_Field", EventParty, EventThing)


def _told_in(found: Sequence[_Field], claims: Collection[str]) -> list[_Field]:
    return [field for field in found if not set(field.claims).isdisjoint(claims)]


def _things_of(told: Sequence[Told]) -> list[EventThing]:
    """The things that some claims tell themselves: an event shows those of what came about."""
    return [
        _whole(EventThing(text=thing.text, what=thing.what, count=thing.count, claims=(t.claim.id,)), told)
        for t in told
        for thing in t.claim.objects
    ]


def _is_alleged(told: Told) -> bool:
    """Whether a claim is what its doer denies, or what its sentence accuses him of."""
    if told.claim.status in ("negated", "denied"):
        return True
    doers = {key for party in told.actors for key in party.keys}
    return any(
        c.type == "ACCUSE"
        and (c.sentence, c.title) == (told.claim.sentence, told.claim.title)
        and any(not doers.isdisjoint(who(party).keys) for party in c.recipients)
        for c in told.reading.claims
    )


def _whole(thing: EventThing, told: Sequence[Told]) -> EventThing:
    """A thing with the "no" that stands before it: "no one", and not "one"."""
    for t in told:
        for other in t.claim.objects:
            before = t.source[: other.span.start].split()[-1:]
            if other.text == thing.text and t.claim.id in thing.claims and before in (["no"], ["No"]):
                return msgspec.structs.replace(thing, text=f"no {thing.text}")
    return thing


def _none_of(names: Sequence[str]) -> bool:
    """Whether one of some names is that of nobody or nothing."""
    return any(name.split(maxsplit=1)[0].casefold() in rules().wording.nobody for name in names if name)


# --- what is done -----------------------------------------------------------------------------------------------


def _leading_deed(told: Sequence[Told], fields: Fields) -> Deed:
    """The claim whose words are used: one of the event's status, with a verb that many use, that tells of both sides."""
    deeds = [_deed(t) for t in told]
    shared = Counter(_root(d) for d in deeds)

    def rank(deed: Deed) -> tuple[object, ...]:
        claim = deed.told.claim
        return (
            claim.status != fields.status,
            deed.verb is None,
            bool(fields.actors) and not claim.actors,
            bool(fields.recipients or fields.things) and not (claim.recipients or claim.objects),
            -shared[_root(deed)],
            claim.title,
            deed.told.key,
        )

    return min(deeds, key=rank)


def _root(deed: Deed) -> str:
    return deed.verb.base if deed.verb else deed.told.trigger


def _deed(told: Told) -> Deed:
    claim, source = told.claim, told.source
    start, end = claim.sentence.start, claim.sentence.end
    times = (t.start for t in told.reading.times if not claim.title and claim.trigger.end <= t.start < end)
    before = tuple(_WORD.findall(source[start : claim.trigger.start]))
    after = tuple(_WORD.findall(source[claim.trigger.end : min(times, default=end)]))
    base = _base(told.trigger, before)
    noun = base is None or _is_noun(told, before, after)
    verb, word = rules().verbs.get(told.trigger), source[claim.trigger.start : claim.trigger.end]
    if verb is None and base is not None and not noun:
        verb = Verb(base, third_person(base), participle(base))
    if verb is not None and not noun and _is_particle(after):
        now, third, past = (f"{form} {after[0]}" for form in verb[:3])
        verb, word, after = Verb(now, third, past, verb.link), f"{word} {after[0]}", after[1:]
    return Deed(told, verb, noun, word, before, after)


def _is_particle(after: Sequence[str]) -> bool:
    """Whether a word is part of the verb before it: "call off talks", but not "capsize off Arica"."""
    return bool(after) and after[0] in rules().wording.particles and not (after[1:] and after[1][0].isupper())


def _base(form: str, before: Sequence[str]) -> str | None:
    """The verb that a trigger may be a form of."""
    wording = rules().wording
    last = before[-1].casefold() if before else ""
    certain = last in wording.auxiliaries and last not in wording.being
    return verb_of(form, load_codebook().verbs, certain=certain)


def _is_noun(told: Told, before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a word that may be a verb is a noun here: by the words beside it, else by how the codebook knows it."""
    wording, book, form = rules().wording, load_codebook(), told.trigger
    last = before[-1].casefold() if before else ""
    following = after[0].casefold() if after else ""
    noun = form if form in book.nouns else base_form(form, book.nouns)
    if form not in book.nouns and (form.endswith("ed") or is_irregular(form)):
        return False
    if last in wording.determiners or following == "of" or re.search(r"['’]s?$", last):
        return True
    if noun is None or last in wording.auxiliaries or following in wording.determiners:
        return False
    start = told.claim.trigger.start
    led = any(0 <= start - s.end <= 1 for p in told.claim.actors for s in p.spans)
    if led and following not in wording.of_nouns:
        return False
    return not form.endswith("ing") or form in book.nouns


def _verb_of_type(fields: Fields) -> Verb | None:
    """How an event of this type is told where its trigger is a noun; ``None`` where the noun says more."""
    labels = rules().labels
    return labels.get(f"{fields.kind}/{fields.mode}") or labels.get(fields.kind)


# --- sentences --------------------------------------------------------------------------------------------------


def _complement(deed: Deed, verb: Verb, fields: Fields, others: Sequence[str]) -> str:
    """What follows a verb: the thing and the recipients, each after the word that leads to it in the text."""
    things = [fields.things[0].text] if fields.things else []
    if deed.verb is None:  # a verb of the type tells itself how a recipient follows
        if verb.link == "-":
            return ""
        names = things if things and not verb.link else others
        return f"{verb.link} {_list(names)}" if names else ""
    if deed.noun:
        return _list(things or others)
    claim, wording = deed.told.claim, rules().wording
    if verb.link == "-" or not (things or others):
        return "" if fields.kind in rules().symmetric else _tail(deed)
    if verb.base.split()[0] in wording.light:
        # "has been called a charlatan by physicians": who is called so stands before
        passive = any(w.casefold() in wording.being for w in deed.before[-2:])
        return f"{_list(others or things)} {_tail(deed, until='by')}" if passive else _tail(deed)
    parts = []
    if things:
        parts.append(_linked(deed, claim.objects[0].span.start if claim.objects else None, things))
    if others:
        spans = claim.recipients[0].spans if claim.recipients else ()
        parts.append(_linked(deed, spans[0].start if spans else None, others))
    return " ".join(text for _, text in sorted(parts))


def _linked(deed: Deed, start: int | None, names: Sequence[str]) -> tuple[int, str]:
    """Names with the preposition that leads to them behind the trigger, and where they stand."""
    return start or 0, f"{_link(deed, start)} {_list(names)}".strip()


def _link(deed: Deed, start: int | None) -> str:
    """The preposition that leads from the trigger to what begins at ``start``; empty where there is none."""
    claim, wording = deed.told.claim, rules().wording
    if start is None or start < claim.trigger.end:
        return ""
    between = [w.casefold() for w in _WORD.findall(deed.told.source[claim.trigger.end : start])]
    if deed.verb is not None and between[:1] == deed.verb.base.split()[1:]:
        between = between[1:]  # a particle is part of the verb
    while between and between[-1] in wording.determiners:
        between.pop()
    return between[-1] if between and between[-1] in wording.prepositions else ""


def _suffered(deed: Deed, verb: Verb, fields: Fields, others: Sequence[str]) -> str:
    """What befalls somebody, where nobody is told to do it."""
    affected = [fields.things[0].text] if fields.things else list(others)
    plural = len(affected) > 1 or (
        _counted(fields.things[0], deed.told) if fields.things else _is_several(affected[0], [deed.told])
    )
    if fields.status == "negated" and (nobody := [name for name in affected if _none_of([name])]):
        fields, affected = fields._replace(status="happened"), nobody
        plural = is_plural(affected[0])
    if _by_itself(deed, verb):
        front, back = _active(verb, fields.status, plural=plural, negative=False)
        return f"{_list(affected)} {front} {back}"
    if fields.status == "requested":
        return f"call to {verb.base} {_list(affected)}"
    if fields.status == "failed":
        return f"attempt to {verb.base} {_list(affected)} fails"
    # "voted for the senator": the senator is voted for
    spans = deed.told.claim.recipients[0].spans if deed.told.claim.recipients else ()
    link = _link(deed, spans[0].start) if spans and not (deed.noun or fields.things) else ""
    return f"{_list(affected)} {_passive(verb, fields.status, plural)} {link}"


def _by_itself(deed: Deed, verb: Verb) -> bool:
    """Whether the verb is no deed of another: a boat capsizes, people die."""
    if deed.noun:
        return False
    if any(w.casefold() in rules().wording.being for w in deed.before[-2:]):
        return False  # "was sunk"
    head = verb.base.split()[0]
    if head in rules().wording.failures:
        return True
    entries = load_codebook().verbs.get(head, ())
    slots = {s for e in entries for s in (*e.frame.object, *e.frame.recipient)}
    claim = deed.told.claim
    spans = [thing.span for thing in claim.objects] + [s for p in claim.recipients for s in p.spans[:1]]
    ahead = bool(spans) and spans[0].start < claim.trigger.start
    return "subj" in slots and (ahead or "obj" not in slots)


def _noun_phrase(deed: Deed, fields: Fields, subjects: Sequence[str], others: Sequence[str]) -> str:
    """An event that a noun tells: "violence against a minority", "expected speech by the president"."""
    words = [deed.word if deed.word.isupper() else deed.word.lower()]
    tail = _tail(deed)
    if tail.split(" ")[0] in rules().wording.prepositions:
        words.append(tail)
    elif fields.things or others:
        words.append(f"of {_list([fields.things[0].text] if fields.things else others)}")
    phrase = " ".join(words)
    absent = [s for s in subjects if s.casefold() not in phrase.casefold()]
    if absent:
        phrase += f" by {_list(absent)}"
    forms: dict[Status, str] = {
        "happened": "{}", "ongoing": "{}", "expected": "expected {}", "possible": "possible {}", "requested": "call for {}",
        "failed": "failed {}", "negated": "no {}", "denied": "{}, which is denied", "cancelled": "{} called off",
    }  # fmt: skip
    return forms[fields.status].format(phrase)


def _quoted(deed: Deed, status: Status) -> str:
    """Words of the sentence, where no party and no thing is told."""
    before: list[str] = []
    for word in reversed(deed.before[-_BEFORE:]):
        if not word[0].isalnum() or word.casefold() in rules().wording.breaks:
            break
        before.insert(0, word)
    words = f"“{' '.join((*before, deed.word))} {_tail(deed)}".rstrip() + "”"
    return words if status in ("happened", "ongoing") else f"{words} ({status})"


def _tail(deed: Deed, until: str = "") -> str:
    """The words behind the trigger, up to where something else begins, or to the word ``until``."""
    wording = rules().wording
    words: list[str] = []
    for word in [w for w in deed.after if w not in _QUOTES][:_AFTER]:
        if not word[0].isalnum() or word.casefold() in wording.breaks or word == until:
            break
        words.append(word)
    while words and words[-1].casefold() in wording.determiners | wording.prepositions | wording.auxiliaries:
        words.pop()
    return " ".join(words)


def _active(verb: Verb, status: Status, *, plural: bool, negative: bool) -> tuple[str, str]:
    """The verb after its subject, and what follows at the end."""
    be, no = ("are" if plural else "is"), ("not " if negative else "")
    now = verb.base if plural else verb.third
    if status == "failed" and verb.base.split()[0] in rules().wording.failures:
        return now, ""
    forms: dict[Status, tuple[str, str]] = {
        "happened": (now, ""),
        "ongoing": (now, ""),
        "expected": (f"{be} expected {no}to {verb.base}", ""),
        "possible": (f"may {no}{verb.base}", ""),
        "requested": (f"{be} asked {no}to {verb.base}", ""),
        "failed": (f"{'fail' if plural else 'fails'} to {verb.base}", ""),
        "negated": (f"{'do' if plural else 'does'} not {verb.base}", ""),
        "denied": (f"{be} said to have {verb.participle}", ", which is denied"),
        "cancelled": (f"{be} no longer to {verb.base}", ""),
    }
    return forms[status]


def _passive(verb: Verb, status: Status, plural: bool) -> str:
    be = "are" if plural else "is"
    forms: dict[Status, str] = {
        "happened": f"{be} {verb.participle}",
        "ongoing": f"{be} {verb.participle}",
        "expected": f"{be} expected to be {verb.participle}",
        "possible": f"may be {verb.participle}",
        "negated": f"{be} not {verb.participle}",
        "denied": f"{be} said to have been {verb.participle}, which is denied",
        "cancelled": f"{be} no longer to be {verb.participle}",
    }
    return forms[status]


# --- names ------------------------------------------------------------------------------------------------------


def _leading(parties: Sequence[EventParty]) -> list[str]:
    """The names of those parties that are told at least half as often as the first; "its radars" only where nobody else is."""
    found = [p.text for p in _distinct([p for p in parties if 2 * len(p.claims) >= len(parties[0].claims)])]
    known = [text for text in found if text.split(maxsplit=1)[0].casefold() not in rules().definite]
    return known or found


def _distinct(parties: Sequence[EventParty]) -> list[EventParty]:
    """The parties without those that other reports may have called otherwise: "a Chinese ship", "a coast guard vessel"."""
    kept: list[tuple[EventParty, Who]] = []
    for party in parties:
        mine = who(Party(text=party.text, spans=(), entity=party.entity, sector=party.sector))
        if not any(
            party_likeness(mine, other) >= NEAR_PARTY and set(party.claims).isdisjoint(known.claims)
            for known, other in kept
        ):
            kept.append((party, mine))
    return [party for party, _ in kept]


def _within(one: str, other: str) -> bool:
    """Whether a phrase says no more than another: "our barracks", "barracks in Mekelle"."""
    return set(plain_name(one).split()) - rules().definite <= set(plain_name(other).split())


def _is_measure(thing: EventThing) -> bool:
    """Whether a thing is a distance, a weight or a share, which are told after what they are of; sums are things themselves."""
    unit = thing.count.unit if thing.count is not None else None
    return unit is not None and not (len(unit) == _CURRENCY and unit.isupper())


def _is_several(party: str, told: Sequence[Told]) -> bool:
    """Whether a phrase names several; a first word with a capital is a name only if the reader took it for one."""
    first = party.split(maxsplit=1)[0]
    number = count_words().numerals.get(first.casefold(), first)
    if str(number).replace(",", "").replace(".", "").isdecimal():
        return str(number) not in ("1", "1.0")
    if any(first in name.text.split() for t in told for name in t.reading.names):
        return is_plural(party)
    return is_plural(f"{party[:1].lower()}{party[1:]}")


def _counted(thing: EventThing, told: Told) -> bool:
    """Whether a thing is several: counted as more than one, or by its form."""
    count = thing.count
    if count is not None and count.unit is None:
        return max(count.low or 0, count.best or 0, count.high or 0) != 1
    return is_plural(thing.text) if count is not None else _is_several(thing.text, [told])


def _list(names: Sequence[str]) -> str:
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} others"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def _clipped(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rpartition(" ")[0].rstrip(" ,;") + "…"
