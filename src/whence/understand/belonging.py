"""Which state and which sector does this phrase belong to?"""

from __future__ import annotations

from whence.understand.mentions import NOMINAL, bare
from whence.understand.phrases import ARTICLE, POSSESSIVE, Resolver, Text

_ARMED = frozenset({"MIL", "COP", "REB", "UAF", "PRM"})
_PEOPLE = frozenset({"SOC", "REL", "CVL"})
"""Sectors of an armed noun and of a modifier that only tells whose kin they are ("tribal fighters")."""


class Belonging:
    """Country and sector of a phrase by its words: adjectives, possessors, prepositions and head nouns."""

    def __init__(self, text: Text, parties: Resolver) -> None:
        self._text, self._parties = text, parties

    def scene(self, i: int, sector: str | None) -> str | None:
        """The country of a party that names none: the only one that its sentence, or else the article, speaks of."""
        if sector not in self._text.roles.local:
            return None
        for scene in (self._text.tree.sentence[i], ARTICLE):
            countries = self._text.scenes.get(scene, set())
            if len(countries) == 1:
                return next(iter(countries))
            if countries:
                return None
        return None

    def countries(self, i: int, depth: int = 0) -> list[str]:
        """Codes of the states that the phrase headed by ``i`` belongs to, by adjective, possessor or "of"."""
        if depth > 3:
            return []
        tree = self._text.tree
        left: list[str] = []
        right: dict[str, list[str]] = {"of": [], "for": [], "from": [], "in": []}
        slots = self._text.roles.owner_slots
        own = self._text.at[i]
        for k in tree.children[i]:
            dep = tree.dep[k]
            if own >= 0 and self._text.at[k] == own:
                continue
            if k < i and dep in (
                "amod",
                "compound",
                "nmod:poss",
                "nmod:desc",
                "nmod",
                "nmod:unmarked",
                "dep",
            ):
                for c in tree.conjuncts(k):
                    self._add_country(left, c, depth)
            elif k > i and dep in ("nmod", "obl"):
                for case in tree.cases(k):
                    slot = slots.get(case)
                    if slot:
                        for c in tree.conjuncts(k):
                            self._add_country(right[slot], c, depth)
            elif k > i and dep == "flat" and depth == 0 and self._text.name(k) is None:
                self._add_country(left, k, depth)
            elif k > i and dep == "acl" and tree.low[k] in self._text.roles.seated:
                for inner in tree.children[k]:
                    if inner > k and tree.dep[inner] in ("obl", "nmod", "obj"):
                        self._add_country(right["from"], inner, depth)
        if not left and own < 0 and i > 0:
            # The tree may hide an adjective right before the noun.
            self._add_raw(left, i - 1)
        for found in (left, right["of"], right["for"], right["from"], right["in"]):
            if found:
                return found
        return []

    def _add_raw(self, out: list[str], k: int) -> None:
        tree = self._text.tree
        if self._text.at[k] >= 0 and tree.words[k][:1].isupper() and tree.head[k] != k:
            name = self._text.names[self._text.at[k]]
            if name.kind == "nationality":
                code = self._text.actors.adjective(bare(name.text), self._text.day)
                if code and code not in out:
                    out.append(code)

    def _add_country(self, out: list[str], k: int, depth: int) -> None:
        code = self.country_at(k, depth)
        if code is not None:
            if code not in out:
                out.append(code)
            return
        tree = self._text.tree
        if self._text.name(k) is None and tree.pos[k] in NOMINAL:
            for inner in self.countries(k, depth + 1):
                if inner not in out:
                    out.append(inner)
        elif tree.low[k] in self._text.roles.seated and k > 1 and tree.words[k - 1] in "-–‐":
            self._add_country(out, k - 2, depth + 1)  # "a Nairobi-based group"

    def country_at(self, k: int, depth: int) -> str | None:
        """The state that this word stands for or its name belongs to; ``depth`` counts phrases within phrases."""
        tree = self._text.tree
        name = self._text.name(k)
        if k > 1 and tree.words[k - 1] in "-–‐" and tree.low[k - 2] in ("pro", "anti", "non"):
            return None
        if name is None:
            if tree.tag[k] in POSSESSIVE and depth < 2:
                found = self._parties.one(k)
                return found[0].entity.country if len(found) == 1 and found[0].entity else None
            if not tree.words[k][:1].isupper():
                return None
            if k in self._text.ground:
                return self._text.ground[k]
            word = tree.words[k]
            if k > 0 and tree.low[k - 1] in (
                "north",
                "south",
                "east",
                "west",
                "sri",
                "saudi",
                "new",
                "united",
            ):
                word = f"{tree.words[k - 1]} {word}"
            if len(word) < 3 and not word.isupper():
                return None
            actors, day = self._text.actors, self._text.day
            return actors.adjective(word, day) or actors.country(word, day) or actors.homeland(word)
        text = bare(name.text)
        if name.kind == "nationality":
            return self._text.actors.adjective(text, self._text.day) or self._text.actors.homeland(text)
        state = self._text.state_of(name)
        if state is not None:
            return state
        if name.entity is not None and name.entity.country:
            return name.entity.country
        if name.kind == "person":
            return self._parties.home_of(k)
        if name.kind == "organization":
            return self._text.body_words.country(text) or self._text.ground.get(k)
        if name.kind in ("place", "facility"):
            told = self._text.actors.seat(text, self._text.day) or self._text.actors.country(
                text, self._text.day
            )
            return told or self._text.ground.get(k)
        return None

    def sector(self, i: int, depth: int = 0) -> str | None:
        """The sector of a common noun: by the noun, or by what it belongs to."""
        tree, roles = self._text.tree, self._text.roles
        lemma, low = tree.lemma[i], tree.low[i]
        before = i - 2 if i > 1 and tree.words[i - 1] in "-–‐" else i - 1
        if before >= 0 and tree.head[before] == i:
            for key in (f"{tree.low[before]} {lemma}", f"{tree.low[before]} {low}"):
                sector = roles.people.get(key) or roles.bodies.get(key)
                if sector is not None:
                    return sector
        flexible = lemma in roles.members or roles.bodies.get(lemma) == "UNK" or lemma in roles.flexible
        if not flexible:
            sector = (
                roles.people.get(lemma)
                or roles.people.get(low)
                or roles.bodies.get(lemma)
                or roles.bodies.get(low)
            )
            if sector is not None:
                return self._overridden(i, sector)
        default = roles.members.get(lemma) or roles.bodies.get(lemma) or roles.people.get(lemma)
        owned = self.owned_sector(i, depth)
        if owned is not None and not (default in _ARMED and owned in _PEOPLE):
            return owned
        if (
            default is None
            and any(lemma.endswith(s) for s in roles.person_suffixes)
            and lemma not in roles.not_persons
        ):
            default = "UNK"
        return default

    def _overridden(self, i: int, sector: str) -> str:
        """The sector of a noun whose modifier says more than the noun: "rebel general", "armed herders"."""
        roles, tree = self._text.roles, self._text.tree
        for k in reversed([k for k in tree.children[i] if k < i and tree.dep[k] in ("amod", "compound")]):
            if tree.low[k] == "armed" and sector == "CVL":
                return "UAF"
            told = (
                roles.modifiers.get(tree.low[k])
                or roles.bodies.get(tree.low[k])
                or roles.people.get(tree.lemma[k])
            )
            if told in roles.overriding.get(sector, ()):
                return told
        return sector

    def owned_sector(self, i: int, depth: int) -> str | None:
        """The sector of what the phrase belongs to: "police officer", "the head of a bank"."""
        tree, roles = self._text.tree, self._text.roles
        if depth > 3:
            return None
        mods = [
            k
            for k in tree.children[i]
            if k < i and tree.dep[k] in ("amod", "compound", "nmod:poss", "nmod", "nmod:desc")
        ]
        if i > 0 and tree.dep[i - 1] in ("compound", "amod") and tree.head[i - 1] > i:
            mods.append(i - 1)
        extra = [c for k in mods for c in tree.children[k] if c < k and tree.dep[c] in ("amod", "compound")]
        for k in (*reversed(mods), *reversed(extra)):
            sector = self._modifier_sector(k)
            if sector is not None:
                return sector
        for k in tree.children[i]:
            if (
                k > i
                and tree.dep[k] == "nmod"
                and any(c in ("of", "for", "from", "at", "with", "in") for c in tree.cases(k))
            ):
                name = self._text.name(k)
                if name is not None:
                    if name.entity is not None and name.entity.sector and name.kind != "person":
                        return name.entity.sector
                    if name.kind == "organization":
                        return self._text.body_words.sector(bare(name.text))
                    continue
                if tree.pos[k] in ("NOUN", "PROPN"):
                    sector = self.sector(k, depth + 1)
                    if (
                        sector is not None
                        and sector != "UNK"
                        and (tree.lemma[k] in roles.bodies or tree.lemma[k] in roles.people)
                    ):
                        return sector
        return None

    def _modifier_sector(self, k: int) -> str | None:
        roles, tree = self._text.roles, self._text.tree
        name = self._text.name(k)
        if name is not None and name.kind != "person":
            if name.entity is not None and name.entity.sector:
                return name.entity.sector
            if name.kind == "organization":
                return self._text.body_words.sector(bare(name.text))
            return None
        low, lemma = tree.low[k], tree.lemma[k]
        owner = roles.people if tree.dep[k] == "nmod:poss" else {}  # "a sheriff's deputy"
        for key in (low, lemma):
            sector = roles.modifiers.get(key) or roles.bodies.get(key) or owner.get(key)
            if sector is not None and sector != "UNK":
                return sector
        if "-" in low:
            for part in low.split("-"):
                if part in roles.modifiers:
                    return roles.modifiers[part]
        return None
