"""Which words of a text are names, and what kind of thing bears each?"""

from __future__ import annotations

from typing import cast, get_args

from spacy.tokens import Span

from whence.knowledge.actors import fold
from whence.knowledge.inflection import base_form
from whence.reading import NameKind
from whence.understand.bodywords import clear_acronym
from whence.understand.kinds import Kinds
from whence.understand.mentions import bare
from whence.understand.namedpersons import full_names
from whence.understand.nametext import NameText

_KINDS = frozenset(get_args(NameKind))


class NameSpans:
    """The names of one text: those of the engine, put right, and those that it passed over.

    ``settled`` are the tokens of names that the words beside them tell to be no places.
    """

    def __init__(self, text: NameText) -> None:
        self._text = text
        self._actors, self._roles, self._day = text.actors, text.roles, text.day
        self._doc, self._words = text.doc, text.words
        self.settled: set[int] = set()
        self._found: list[tuple[int, int, NameKind]] = []
        self._gone: set[int] = set()
        self._owner: dict[int, int] = {}
        self._take_entities()
        self._take_known()
        self._take_acronyms()

    def all(self) -> list[tuple[Span, NameKind]]:
        """The names in text order, each with its kind."""
        kept = sorted(
            span
            for n, span in enumerate(self._found)
            if n not in self._gone and not self._is_thing(*span[:2])
        )
        return self._persons_by_surname([(self._doc[s:e], kind) for s, e, kind in kept])

    def _take_entities(self) -> None:
        """The names that the engine marks, each with the kind that the words beside it tell."""
        kinds = Kinds(self._doc, self._actors, self._text.homes, self._roles, self._day)
        for n, ent in enumerate(self._doc.ents):
            label = ent.label_.lower()
            kind = cast(NameKind, label if label in _KINDS else "other")
            if (
                kind in ("place", "other", "organization")
                and ent.end - ent.start <= 2
                and self._is_adjective(ent)
            ):
                kind = "nationality"
            other = kinds.no_place(ent) if kind in ("place", "person", "organization") else None
            if other is not None:
                kind = other
                self.settled.update(range(ent.start, ent.end))
            elif kind in ("person", "organization", "other") and kinds.is_town(ent, kind):
                kind = "place"
            if kind == "person" and self._is_body_name(ent):
                kind = "organization"
            self._found.append((ent.start, ent.end, kind))
            common = ent.text.islower() and kind in ("person", "organization", "place", "nationality")
            if common or self._is_plural_noun(ent, kind) or self._is_title(ent, kind):
                # No proper name: "state media", "the north", and "Dockers" or "Comedian" at the head of a sentence.
                self._gone.add(n)
                continue
            self._owner.update(dict.fromkeys(range(ent.start, ent.end), n))

    def _take_known(self) -> None:
        """The names that the data knows, where the engine passed over them or marked less or something else."""
        out, owner = self._found, self._owner
        for start, end, known in self._known_spans():
            over = {owner[i] for i in range(start, end) if i in owner}
            if self.settled.intersection(range(start, end)) or any(
                out[n][0] < start or out[n][1] > end for n in over
            ):
                continue
            alone = over and known == "organization" and end - start == 1 and not self._words[start].isupper()
            if alone and any(out[n][2] != "person" or self._text.is_titled(start) for n in over):
                continue
            if len(over) == 1:
                n = min(over)
                if out[n][:2] == (start, end) and (known is None or out[n][2] == known):
                    continue
                kind = known or out[n][2]
            elif known is None:
                continue
            else:
                kind = known
            self._gone |= over
            owner.update(dict.fromkeys(range(start, end), len(out)))
            out.append((start, end, kind))

    def _take_acronyms(self) -> None:
        """The acronyms that the text defines, where they are not in another name."""
        for i, word in enumerate(self._words):
            if word in self._text.short and i not in self._owner:
                self._found.append((i, i + 1, "organization"))

    def _is_adjective(self, ent: Span) -> bool:
        """Whether the text is an adjective of a state, or a noun for its citizens, and not the name of one."""
        return self._actors.country(ent.text, self._day) is None and (
            self._actors.adjective(ent.text, self._day) is not None
        )

    def _is_plural_noun(self, ent: Span, kind: NameKind) -> bool:
        """Whether the capital of what was taken for a name is only that of its sentence: "Dockers in Sfax"."""
        low = ent.text.lower()
        if kind not in ("person", "organization") or len(ent) > 1 or not ent[0].is_sent_start:
            return False
        noun = low.endswith("s") and base_form(low, self._roles.nouns)
        return bool(noun) and not self._actors.lookup(ent.text, self._day)

    def _is_title(self, ent: Span, kind: NameKind) -> bool:
        """Whether the word is what somebody is whose name follows: "Comedian Jane Poe"."""
        if kind != "person" or len(ent) > 1 or ent.end == len(self._doc):
            return False
        named = self._doc[ent.end].ent_type_.lower() == "person" and self._words[ent.end][:1].isupper()
        return named and ent.text.lower() in self._roles.nouns

    def _is_body_name(self, ent: Span) -> bool:
        """Whether a name that was taken for a person's begins with what a body is: "Partido Renovador Insular"."""
        sector = self._roles.name_words.get(self._words[ent.start].lower())
        return ent.end - ent.start > 1 and sector not in (None, "JRN", "BUS")

    def _is_thing(self, start: int, end: int) -> bool:
        """Whether the name is part of a set phrase for a thing: "French fries"."""
        return any(
            self._doc[start:last].text.lower() in self._roles.things
            for last in (end, end + 1)
            if last <= len(self._doc)
        )

    def _known_spans(self) -> list[tuple[int, int, NameKind | None]]:
        """Longest runs of words that are a name of the data, with its kind; ``None`` where the engine decides."""
        actors, words, starts = self._actors, self._words, self._text.starts
        out: list[tuple[int, int, NameKind | None]] = []
        i = 0
        while i < len(words):
            particle = words[i] in self._roles.name_particles and words[i + 1 : i + 2] == ["-"]
            if not words[i][:1].isupper() and not particle:
                i += 1
                continue
            width = actors.longest(words[i])
            taken = 0
            # A hyphen is a token of its own: "Kim Jong-un" has four.
            for size in range(min(width * 2, len(words) - i), 0, -1) if width else ():
                last = i + size - 1
                if size > 1 and not words[last][:1].isalnum():
                    continue
                kind = self._kind_of(self._text.text[starts[i] : starts[last] + len(words[last])], size)
                if kind is not None:
                    out.append((i, i + size, kind))
                    taken = size
                    break
            i += taken or 1
        return out

    def _kind_of(self, text: str, size: int) -> NameKind | None:
        """The kind of a known name; single words only where they are states, adjectives or acronyms."""
        found = self._actors.lookup(text, self._day)
        kinds = {a.kind for a in found}
        if kinds == {"state"} and clear_acronym(text):
            return "place"
        if kinds == {"person"} and size > 1 and " " in text:
            return "person"
        if found and not kinds & {"state", "person"}:
            if size > 1 or (text.isupper() and (len(text) > 2 or kinds == {"igo"})):
                return "organization"
            if len(found) == 1 and len(text) > 3 and fold(text) not in self._roles.ordinary:
                return "organization"
        if (
            not found
            and text[:1].isupper()
            and clear_acronym(text)
            and self._actors.adjective(text, self._day)
        ):
            # "Finn" and "Pole" alone are first names and things as well.
            return "nationality" if len(text) > 5 or self._actors.is_adjective(text) else None
        if not found and len(text) > 3 and self._actors.seat(text, self._day):
            return "place"
        return None

    def _persons_by_surname(self, spans: list[tuple[Span, NameKind]]) -> list[tuple[Span, NameKind]]:
        """Surnames of persons named in full: those marked as something else, and those not marked at all."""
        full = full_names(self._text, spans)
        out: list[tuple[Span, NameKind]] = []
        for span, told in spans:
            kind = told
            if kind in ("place", "organization", "other") and span.end - span.start == 1:
                text = bare(span.text)
                others = [a for a in self._actors.lookup(text, self._day) if a.kind != "company"]
                if fold(text) in full and not text.isupper() and not others and not self._actors.seat(text):
                    kind = "person"  # "Ford" in an article on Gerald Ford is no carmaker
            out.append((span, kind))
        for i, word in enumerate(self._words) if full else ():
            if not word[:1].isupper() or i in self._owner or len(word) < 3 or word.isupper():
                continue
            names = full.get(fold(word))
            if not names or self._actors.country(word) or self._actors.seat(word):
                continue
            before = self._words[i - 1].lower() if i else ""
            after = self._words[i + 1] if i + 1 < len(self._words) else ""
            if (
                before in self._roles.in_place
                or before in ("last", "of", "since", "until", "by")
                or after[:1].isdigit()
            ):
                # "in May", "by March 3": a month or a place before it is a person.
                continue
            token = self._doc[i]
            last = any(name.split()[-1] == fold(word) for name in names)
            if (last or not token.is_sent_start) and token.pos_ in ("PROPN", "PRON", "NOUN", "X"):
                out.append((self._doc[i : i + 1], "person"))
        out.sort(key=lambda pair: pair[0].start)
        return out
