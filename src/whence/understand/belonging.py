"""Which state and which sector does this phrase belong to?"""

from __future__ import annotations

from whence.understand.mentions import NOMINAL, bare
from whence.understand.phrases import ARTICLE, POSSESSIVE, Resolver, Text

_KIN = frozenset({"SOC", "REL", "CVL"})
_OWN = {
    **dict.fromkeys(("MIL", "COP", "REB", "UAF", "PRM"), _KIN),
    "SOC": frozenset({"CVL"}),
    "LAB": frozenset({"BUS"}),
}
"""Sector of a noun to those of what it belongs to that only tell whose kin they are ("tribal fighters")."""
_CITY = 100_000
"""People of a town that a name before a noun is taken for."""
_BEFORE = frozenset({"amod", "compound", "nmod:poss", "nmod:desc", "nmod", "nmod:unmarked", "dep"})
_LOOSE = frozenset({"CVL", "UNK", "CRM", "GOV"})
"""Sectors of persons who, put before a noun, say nothing of the sector of what follows ("women leaders")."""


class Belonging:
    """Country and sector of a phrase by its words: adjectives, possessors, prepositions and head nouns."""

    def __init__(self, text: Text, parties: Resolver) -> None:
        self._text, self._parties = text, parties

    def is_international(self, i: int) -> bool:
        """Whether the phrase belongs to a body of no one state: "the prosecutor of the International Criminal Court"."""
        tree = self._text.tree
        owners = [*(k for k in tree.children[i] if k < i and tree.dep[k] in _BEFORE), *self._after(i)]
        names = [name for k in owners if (name := self._text.name(k)) is not None]
        return any(n.entity is not None and n.entity.sector == "IGO" for n in names)

    def scene(self, i: int, sector: str | None) -> str | None:
        """The country of a party that names none: the only one that its sentence, or else the article, speaks of."""
        if sector not in self._text.roles.local or self._text.tree.lemma[i] in self._text.roles.abroad:
            return None
        for scene in (self._text.tree.sentence[i], ARTICLE):
            countries = self._text.scenes.get(scene, set())
            if len(countries) == 1:
                return next(iter(countries))
            if countries:
                return None
        return None

    def countries(self, i: int, depth: int = 0) -> list[str]:
        """Codes of the states that the phrase headed by ``i`` belongs to, by adjective, possessor or preposition.

        A town before the noun is where it sits; what it is of says more: "the Moscow correspondent of an Irish paper".
        """
        if depth > 3:
            return []
        tree, roles = self._text.tree, self._text.roles
        left: list[str] = []
        whose: list[str] = []  # "its Rwandan backers" are of Rwanda
        seat: list[str] = []
        owner: list[str] = []
        right: dict[str, list[str]] = {"of": [], "for": [], "from": [], "in": []}
        own = self._text.at[i]
        for k in tree.children[i]:
            dep = tree.dep[k]
            if own >= 0 and self._text.at[k] == own:
                continue
            if k < i and tree.tag[k] in POSSESSIVE:
                self._add_country(whose, k, depth)
            elif k < i and dep in _BEFORE:
                for c in tree.conjuncts(k):
                    self._add_country(seat if dep != "nmod:poss" and self._is_town(c) else left, c, depth)
            elif k > i and dep == "flat" and depth == 0 and self._text.name(k) is None:
                self._add_country(left, k, depth)
            elif k > i and dep == "acl" and tree.low[k] in roles.seated:
                for inner in tree.children[k]:
                    if inner > k and tree.dep[inner] in ("obl", "nmod", "obj"):
                        self._add_country(right["from"], inner, depth)
        for k in self._after(i):
            for case in tree.cases(k):
                slot = roles.owner_slots.get(case)
                if slot is None or (slot == "in" and tree.lemma[i] in roles.strangers):
                    continue
                for c in tree.conjuncts(k):
                    self._add_country(owner if slot == "of" and self._is_body(c) else right[slot], c, depth)
        left = left or whose
        if not left and own < 0 and i > 0:
            # The tree may hide an adjective right before the noun.
            self._add_raw(left, i - 1)
        found = [left, owner, seat, right["of"], right["for"], right["from"], right["in"]]
        if tree.lemma[i] in roles.dwellers:  # "the Uzbek residents of Osh" are of Kyrgyzstan
            found = [right["of"], right["in"], *found]
        return next((codes for codes in found if codes), [])

    def _after(self, i: int) -> list[int]:
        """The nouns in prepositional phrases behind ``i``: those that hang on it, and a body right behind it that hangs
        on its verb, as in "pulled out by workers from a Basque charity"."""
        tree = self._text.tree
        out = [k for k in tree.children[i] if k > i and tree.dep[k] in ("nmod", "obl")]
        if not out and i + 1 < len(tree) and tree.dep[i + 1] == "case":
            k = tree.head[i + 1]
            own = any(tree.tag[c] in POSSESSIVE for c in tree.children[k])  # "hosted them at her ministry"
            if k > i + 1 and tree.head[k] == tree.head[i] != k and self._is_body(k) and not own:
                out.append(k)
        return out

    def _is_body(self, k: int) -> bool:
        name = self._text.name(k)
        return (
            name.kind == "organization"
            if name is not None
            else self._text.tree.lemma[k] in self._text.roles.bodies
        )

    def _is_town(self, k: int) -> bool:
        name = self._text.name(k)
        return name is not None and name.kind == "place" and self._text.state_of(name) is None

    def _add_raw(self, out: list[str], k: int) -> None:
        tree = self._text.tree
        if self._text.at[k] >= 0 and tree.words[k][:1].isupper() and tree.head[k] != k:
            name = self._text.names[self._text.at[k]]
            if name.kind == "nationality":
                code = self._text.adjective_of(name)
                if code and code not in out:
                    out.append(code)

    def _add_country(self, out: list[str], k: int, depth: int) -> None:
        code = self.country_at(k, depth)
        if code is not None:
            if code not in out:
                out.append(code)
            return
        tree = self._text.tree
        name = self._text.name(k)
        seated = name is not None and name.kind in ("organization", "facility") and name.entity is None
        if (name is None and tree.pos[k] in NOMINAL) or seated:
            for inner in self.countries(k, depth + 1):
                if inner not in out:
                    out.append(inner)
        elif tree.low[k] in self._text.roles.seated and k > 1 and tree.words[k - 1] in "-–‐":
            self._add_country(out, k - 2, depth + 1)  # "a Nairobi-based group"

    def country_at(self, k: int, depth: int) -> str | None:
        """The state that this word stands for or its name belongs to; ``depth`` counts phrases within phrases."""
        tree = self._text.tree
        name = self._text.name(k)
        if k > 1 and tree.words[k - 1] in "-–‐" and tree.low[k - 2] in self._text.roles.against:
            return None
        if k + 2 < len(tree) and tree.words[k + 1] in "-–‐" and tree.low[k + 2] in self._text.roles.tongues:
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
            return self._text.adjective_of(name) or self._text.actors.homeland(text)
        state = self._text.state_of(name)
        if state is not None:
            return state
        if name.entity is None and tree.dep[k] in ("amod", "compound"):
            # A people or an adjective that the engine took for another kind of name: "Mapuche leaders".
            actors = self._text.actors
            people = actors.homeland(text) or actors.adjective(text, self._text.day)
            if people is not None:
                return people
        if name.entity is not None and name.entity.country:
            return name.entity.country
        if name.kind == "person":
            return self._parties.home_of(k)
        if name.kind == "organization":
            home = self._text.body_words.country(text) or self._text.ground.get(k)
            # A town before a noun, taken for a body: "a Sharjah freight forwarder".
            return home or (
                self._text.homes.of(text, _CITY, main=True) if tree.dep[k] == "compound" else None
            )
        if name.kind in ("place", "facility"):
            told = self._text.actors.seat(text, self._text.day) or self._text.actors.country(
                text, self._text.day
            )
            return told or self._text.ground.get(k) or self._text.homes.of(text)
        return None

    def sector(self, i: int, depth: int = 0) -> str | None:
        """The sector of a common noun: by the noun, or by what it belongs to."""
        tree, roles = self._text.tree, self._text.roles
        lemma, low = tree.lemma[i], tree.low[i]
        told = self.set_phrase(i)
        if told is not None:
            return self._overridden(i, told)
        if not self.is_flexible(i):
            sector = next(
                (s for key in (lemma, low) if (s := roles.people.get(key) or roles.bodies.get(key))), None
            )
            if sector is not None:
                return self._overridden(i, sector)
        kinds = [roles.members.get(lemma), roles.bodies.get(lemma), roles.people.get(lemma)]
        default = next((s for s in kinds if s not in (None, "UNK")), next((s for s in kinds if s), None))
        if lemma in roles.associations and any(tree.lemma[k] in roles.trades for k in self._owners(i)):
            return "LAB"
        owned = self.owned_sector(i, depth)
        if owned is not None and owned not in _OWN.get(default or "", ()):
            return owned
        if (
            default is None
            and any(lemma.endswith(s) for s in roles.person_suffixes)
            and lemma not in roles.not_persons
        ):
            default = "UNK"
        return default

    def is_flexible(self, i: int) -> bool:
        """Whether the sector of the noun takes second place to that of what it belongs to."""
        roles, lemma = self._text.roles, self._text.tree.lemma[i]
        return lemma in roles.members or roles.bodies.get(lemma) == "UNK" or lemma in roles.flexible

    def set_phrase(self, i: int) -> str | None:
        """The sector of two or three words that make one noun of the data: "prison guard", "self-defence group"."""
        tree, roles = self._text.tree, self._text.roles
        words: list[str] = []
        found = None
        for k in range(i - 1, max(-1, i - 5), -1):
            if tree.words[k] in "-–‐":
                continue
            if not k <= tree.head[k] <= i or len(words) == 2:
                break
            words.insert(0, tree.low[k])
            for last in (tree.lemma[i], tree.low[i]):
                key = " ".join([*words, last]).replace(" 's", "'s").replace(" ’s", "'s")
                found = roles.people.get(key) or roles.bodies.get(key) or found
        return found

    def _owners(self, i: int) -> list[int]:
        """The nouns that a body is said to be of: "a fishermen's association", "the union of miners"."""
        tree = self._text.tree
        return [
            k
            for k in tree.children[i]
            if (k < i and tree.dep[k] in ("compound", "nmod:poss", "nmod"))
            or (k > i and tree.dep[k] == "nmod" and "of" in tree.cases(k))
        ]

    def _overridden(self, i: int, sector: str) -> str:
        """The sector of a noun whose modifier says more than the noun: "rebel general", "armed herders"."""
        roles, tree = self._text.roles, self._text.tree
        before = [k for k in tree.children[i] if k < i and tree.dep[k] in ("amod", "compound")]
        told = [tree.low[k] for k in tree.children[i] if tree.dep[k] in ("amod", "acl", "compound")]
        if sector == "CVL" and any(word in roles.become for word in told):
            return next(roles.become[word] for word in told if word in roles.become)
        if tree.lemma[i] in roles.militias and any(self._is_nationality(k) for k in before):
            return "PRM"
        for k in reversed(before):
            other = self._modifier_sector(k) or roles.people.get(tree.lemma[k])
            if other is not None and other in roles.overriding.get(sector, ()):
                return other
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
        for k in self._after(i):
            if not any(c in ("of", "for", "from", "at", "with", "in") for c in tree.cases(k)):
                continue
            name = self._text.name(k)
            if name is not None:
                if name.entity is not None and name.entity.sector and name.kind != "person":
                    return name.entity.sector
                if name.kind == "organization":
                    return self._text.body_words.sector(bare(name.text))
            elif tree.pos[k] in ("NOUN", "PROPN"):
                sector = self.sector(k, depth + 1)
                known = tree.lemma[k] in roles.bodies or tree.lemma[k] in roles.people
                if known and sector is not None and sector != "UNK":
                    return sector
        return None

    def _is_nationality(self, k: int) -> bool:
        name = self._text.name(k)
        return name is not None and name.kind == "nationality" and self.country_at(k, 0) is not None

    def _modifier_sector(self, k: int) -> str | None:
        """The sector that a word before a noun sets, with what hangs on it by a hyphen or right before it."""
        roles, tree = self._text.roles, self._text.tree
        name = self._text.name(k)
        if name is not None and name.kind in ("organization", "place", "facility", "other"):
            if name.entity is not None and name.entity.sector:
                return name.entity.sector
            return self._text.body_words.sector(bare(name.text)) if name.kind == "organization" else None
        low, lemma = tree.low[k], tree.lemma[k]
        joined = self._joined(k)
        keys = [joined] if joined != low else []
        if joined.split("-")[0] not in self._text.roles.against:
            pair = f"{tree.low[k - 1]} {low}" if k and tree.head[k - 1] in (k, tree.head[k]) else low
            keys += [pair, low, lemma]
        for key in keys:
            sector = roles.modifiers.get(key) or roles.bodies.get(key)
            if sector is not None and sector != "UNK":
                return sector
        person = roles.people.get(low) or roles.people.get(lemma)
        if tree.dep[k] == "nmod:poss" and person != "UNK":  # "a sheriff's deputy"
            return person
        if tree.dep[k] == "compound" and person not in _LOOSE:  # "student leaders"
            return person
        return next((roles.modifiers[part] for part in low.split("-") if part in roles.modifiers), None)

    def _joined(self, k: int) -> str:
        """The word with what is joined to it by hyphens that are tokens of their own: "pro-government"."""
        tree, first = self._text.tree, k
        while first > 1 and tree.words[first - 1] in "-–‐":
            first -= 2
        return "-".join(tree.low[first : k + 1 : 2])
