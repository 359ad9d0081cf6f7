"""What kind of voice is this phrase?"""

from __future__ import annotations

from typing import cast

from whence.article import Span
from whence.knowledge.actors import fold
from whence.reading import Name, VoiceKind
from whence.understand.belonging import Belonging
from whence.understand.mentions import bare, head_of
from whence.understand.naming import Naming
from whence.understand.persons import Persons
from whence.understand.phrases import DEEP, NAME_KINDS, PERSONAL, RELATIVE, Resolver, Text


class Voices:
    """The kinds of the voices of a text: official, state media, expert, witness and so on."""

    def __init__(
        self, text: Text, naming: Naming, belonging: Belonging, persons: Persons, parties: Resolver
    ) -> None:
        self._text, self._naming, self._belonging = text, naming, belonging
        self._persons, self._parties = persons, parties
        lower = text.tree.text.lower()
        self._veiled = any(phrase in lower for phrase in text.roles.anonymous_phrases)
        self._kinds: dict[int, VoiceKind] = {}

    def kind(self, token_index: int) -> VoiceKind:
        """What kind of voice the phrase headed by this token is."""
        if not 0 <= token_index < len(self._text.tree):
            return "unknown"
        kind = self._kinds.get(token_index)
        if kind is None:
            kind = self._kinds[token_index] = self._voice(token_index)
        return kind

    def _voice(self, i: int, depth: int = 0) -> VoiceKind:
        tree, roles = self._text.tree, self._text.roles
        name = self._text.name(i)
        if depth > DEEP:
            return "unknown"
        if tree.pos[i] == "PRON" and name is None:
            if tree.low[i] in PERSONAL and not self._parties.party(i):
                return "unknown"
            anchor = self._anchor(i)
            return self._voice(anchor, depth + 1) if anchor is not None else self._voice_of_party(i)
        if name is not None and name.kind in NAME_KINDS:
            return self._voice_of_name(i, name)
        lemma = tree.lemma[i]
        for k in tree.children[i]:
            if k > i and tree.dep[k] in ("flat", "appos", "nmod:desc", "flat:name"):
                inner = self._text.name(k)
                if inner is not None and inner.kind in ("person", "organization"):
                    kind = self._voice_of_name(k, inner)
                    if kind == "organization":
                        return self._media(i) or kind
                    if kind not in ("person", "unknown"):
                        return kind
                    break
        spoken = roles.voices.get(lemma) or roles.voices.get(tree.low[i])
        if spoken in ("document", "imagery") and tree.pos[i] in ("NOUN", "PROPN"):
            return cast(VoiceKind, spoken)
        media = self._media(i)
        if media is not None:
            return media
        if self._anonymous(i):
            return "anonymous_official"
        if spoken == "source":
            return "anonymous_official"
        if lemma in roles.amounts:
            inner_of = [k for k in tree.children[i] if tree.dep[k] == "nmod" and "of" in tree.cases(k)]
            if inner_of:
                return self._voice(inner_of[0], depth + 1)
        found = self._parties.one(i)
        if found and found[0].entity is not None and found[0].entity.id and spoken != "official":
            sector = found[0].sector or found[0].entity.sector
            if sector in roles.voice_of_sector:
                return cast(VoiceKind, roles.voice_of_sector[sector])
        if not found and spoken not in ("expert", "witness", "official") and not self._text.is_role(i):
            return "unknown"
        sector = found[0].sector if found else self._belonging.sector(i)
        if spoken == "expert":
            return "expert"
        if spoken == "witness":
            return "witness"
        if spoken == "official":
            if sector in roles.voice_of_sector:
                return cast(VoiceKind, roles.voice_of_sector[sector])
            return "official"
        return self._voice_of_noun(i, sector)

    def _voice_of_noun(self, i: int, sector: str | None) -> VoiceKind:
        tree, roles = self._text.tree, self._text.roles
        lemma = tree.lemma[i]
        person = lemma in roles.people or lemma in roles.members
        if sector in ("GOV", "MIL", "COP", "JUD", "LEG", "SPY"):
            single = not tree.plural(i) and any(
                tree.low[k] in ("a", "an", "one", "another") for k in tree.children[i]
            )
            if single and lemma in ("official", "diplomat", "aide", "adviser", "advisor", "source"):
                return "anonymous_official"
            return "official"
        if person and sector == "EDU":
            return "expert"
        if person and sector in ("CVL", "LAB", "REF", "SOC", "UNK", None, "REL", "MED", "ELI", "BUS"):
            if sector == "BUS":
                return "company"
            if lemma in ("official", "authority") and sector not in ("CVL", "UNK", None):
                return "organization"
            return "person"
        if sector in roles.voice_of_sector:
            return cast(VoiceKind, roles.voice_of_sector[sector])
        owners = [k for k in tree.children[i] if tree.dep[k] == "nmod:poss" and lemma in roles.offices_of]
        if any(self.kind(k) == "official" for k in owners):
            return "official"  # "his office" of a president's
        return "organization" if lemma in roles.bodies else "unknown"

    def _media(self, i: int) -> VoiceKind | None:
        """State media or media by the words of the phrase."""
        tree, roles = self._text.tree, self._text.roles
        lemma = tree.lemma[i]
        if (
            roles.bodies.get(lemma) != "JRN"
            and roles.bodies.get(tree.low[i]) != "JRN"
            and lemma not in ("agency", "service")
        ):
            return None
        words = [*self._text.modifiers(i), *(tree.low[k] for k in tree.children[i] if k < i)]
        if lemma in ("agency", "service") and not any(w in ("news", "media", "press") for w in words):
            return None
        stated = any(
            w
            in (
                "state",
                "state-run",
                "state-owned",
                "state-controlled",
                "official",
                "government",
                "government-run",
            )
            or w in ("run", "owned", "controlled")
            for w in words
        )
        return "state_media" if stated else "media"

    def _anonymous(self, i: int) -> bool:
        """Whether the phrase or its sentence says that the speaker does not want to be named."""
        tree, roles = self._text.tree, self._text.roles
        if any(w in roles.unnamed for w in self._text.modifiers(i)):
            return True
        if not self._veiled or (not self._text.is_role(i) and tree.lemma[i] not in roles.amounts):
            return False
        low, high = tree.reach(i)
        phrase = tree.text[tree.start[low] : tree.end(high - 1)].lower()
        at = min((phrase.find(p) for p in roles.anonymous_phrases if p in phrase), default=-1)
        if at >= 0:
            # It must speak of this noun and not of another one that stands closer.
            place = tree.start[low] + at
            return not any(self._text.is_role(k) for k in range(i + 1, high) if tree.start[k] < place)
        first = last = i
        while first > 0 and tree.sentence[first - 1] == tree.sentence[i] and i - first < 120:
            first -= 1
        while last + 1 < len(tree) and tree.sentence[last + 1] == tree.sentence[i] and last - i < 120:
            last += 1
        # Elsewhere in the sentence it speaks of the person mentioned right before.
        word = next(
            (
                k
                for k in range(first, last + 1)
                if tree.low[k].startswith("anonym") or tree.low[k] == "identified"
            ),
            None,
        )
        if word is None or any(
            self._text.at[k] >= 0 and self._text.names[self._text.at[k]].kind == "person" for k in (i, i - 1)
        ):
            return False
        before = [k for k in range(first, word) if self._text.is_role(k) and tree.dep[k] != "nmod:desc"]
        return bool(before) and before[-1] == i

    def _studies(self, i: int) -> bool:
        """Whether a clause says what a person works on: "who studies missile forces at an institute"."""
        tree, roles = self._text.tree, self._text.roles
        for k in tree.children[i]:
            if tree.dep[k] == "acl:relcl" and tree.lemma[k] in roles.studying:
                low, high = tree.reach(k)
                return not any(tree.lemma[w] in roles.taught_at for w in range(low, high))
        return False

    def _voice_of_name(self, i: int, name: Name) -> VoiceKind:
        roles = self._text.roles
        text = bare(name.text)
        if name.kind == "person":
            party = self._persons.person(self._text.at[i], Span(name.start, name.end))
            told = self._persons.descriptions().get(fold(party.text))
            if told is not None:
                kinds = [roles.voices.get(w) for w in told.nouns]
                if "expert" in kinds:
                    return "expert"
                if "witness" in kinds:
                    return "witness"
            if self._studies(i):
                return "expert"
            sector = party.sector
            if sector in ("REL", "EDU", "LAB", "MED", "NGO", "CVL", "SOC") and told is None:
                return "person"
            if sector == "EDU":
                return "expert"
            if sector == "ELI":
                return "person"
            if sector in ("MED", "REL", "CVL", "SOC", "LAB"):
                return "organization" if told and any(w in roles.members for w in told.nouns) else "person"
            return cast(VoiceKind, roles.voice_of_sector.get(sector or "", "person"))
        found = self._text.actors.lookup(name.entity.name if name.entity else text, self._text.day, "body")
        kinds_of = {a.kind for a in found}
        if "state_media" in kinds_of:
            return "state_media"
        if "media" in kinds_of:
            return "media"
        if name.kind in ("place", "nationality"):
            return "official" if any(p.sector == "GOV" for p in self._parties.one(i)) else "unknown"
        sector = name.entity.sector if name.entity is not None else None
        if sector is None and name.entity is not None and self._text.state_of(name):
            return "official"
        sector = sector or self._text.body_words.sector(self._naming.body_text(self._text.at[i]))
        if sector is None:
            return "official" if self._text.actors.seat(text, self._text.day) else "organization"
        return cast(VoiceKind, roles.voice_of_sector.get(sector, "organization"))

    def _voice_of_party(self, i: int) -> VoiceKind:
        found = self._parties.party(i)
        if not found:
            return "unknown"
        sector = found[0].sector
        if self._persons.is_person(found[0]) and sector in (None, "ELI", "CVL"):
            return "person"
        return cast(VoiceKind, self._text.roles.voice_of_sector.get(sector or "", "unknown"))

    def _anchor(self, i: int) -> int | None:
        """The nominal head that a pronoun refers back to."""
        tree = self._text.tree
        if tree.low[i] in RELATIVE:
            verb = i
            for _ in range(DEEP):
                if tree.dep[verb] == "acl:relcl" or tree.head[verb] == verb:
                    break
                verb = tree.head[verb]
            return tree.head[verb] if tree.dep[verb] == "acl:relcl" and tree.head[verb] != i else None
        mention = self._text.mention.get(i)
        if mention is None or mention.cluster >= len(self._text.clusters):
            return None
        nominal = None
        for start, end in self._text.clusters[mention.cluster]:
            if 0 <= start < end <= len(tree):
                head = head_of(tree, start, end)
                if tree.pos[head] != "PRON":
                    if self._text.name(head) is not None:
                        return head
                    nominal = nominal if nominal is not None else head
        return nominal
