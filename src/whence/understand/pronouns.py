"""Whom does a pronoun stand for: the speaker of its sentence, the one the text is about, one of two?"""

from __future__ import annotations

from whence.knowledge.codebook import class_words
from whence.reading import Party
from whence.understand.groups import Groups
from whence.understand.persons import Persons
from whence.understand.phrases import DEEP, PERSONAL, RELATIVE, Resolver, Text, mentioned_at

_BACK = 3
"""Sentences back in which the two stand of whom one is "the latter"."""
_NEUTER = frozenset({"it", "its", "itself"})


# Classes of words for what is no person: vessels, buildings, papers.
_THINGS = ("vessel", "structure", "property", "pact", "law")


def is_name_text(text: str) -> bool:
    """Whether a phrase begins and ends as names do."""
    return text[:1].isupper() and text.rsplit(maxsplit=1)[-1][:1].isupper()


class Pronouns:
    """The pronouns of one text, by their tokens, and "the former", "the latter"."""

    def __init__(self, text: Text, groups: Groups, persons: Persons, parties: Resolver) -> None:
        self._text, self._groups, self._persons, self._parties = text, groups, persons, parties

    def of(self, i: int) -> tuple[Party, ...]:
        """The parties that a pronoun stands for; ``()`` if that is not known."""
        tree = self._text.tree
        word = tree.low[i]
        if tree.tag[i] in ("WP", "WDT", "WP$", "IN") or (word in RELATIVE and tree.tag[i] != "DT"):
            return self._antecedent(i)
        mention = self._text.mention.get(i)
        found = self._own_speaker(i)
        if not found and word in self._text.roles.groups:
            found = self._groups.group(i)
        if not found and mention is not None:
            found = self._parties.chained(mention.cluster, i)
        if word in PERSONAL:
            found = found if len(found) == 1 and self._may_be_person(found[0]) else ()
            if not found and word in ("he", "she"):
                found = self._subject_before(i)
        elif word in _NEUTER and (len(found) != 1 or self._persons.is_person(found[0])):
            found = ()
        span = tree.span(i, i + 1)
        return tuple(mentioned_at(p, span) for p in found)

    def _own_speaker(self, i: int) -> tuple[Party, ...]:
        """Who says it, where a pronoun is the subject of what is said: "the ministry said it had ..."."""
        tree = self._text.tree
        if tree.low[i] not in ("it", "he", "she") or not tree.dep[i].startswith("nsubj"):
            return ()
        told = tree.head[i]
        verb = tree.head[told]
        answers = tree.dep[told] == "acl" and verb < told and tree.dep[verb] in ("obj", "obl")
        if answers and tree.lemma[tree.head[verb]] in self._text.roles.answering:
            verb = tree.head[verb]  # "denied claims that it had"
        elif tree.dep[told] != "ccomp" or verb > told or tree.lemma[verb] not in self._text.roles.saying:
            return ()
        added = False
        for _ in range(3):  # "condemned the launches and said it", "the army said, adding that it"
            subjects = [
                k
                for k in tree.children[verb]
                if tree.dep[k].startswith("nsubj") and k < (i if added else verb)
            ]
            if subjects or tree.dep[verb] not in ("conj", "advcl"):
                break
            added |= tree.dep[verb] == "advcl"
            verb = tree.head[verb]
        if len(subjects) != 1 or tree.plural(subjects[0]):
            return ()
        if added and any(tree.dep[k].startswith("nsubj") for k in range(subjects[0] + 1, i)):
            return ()  # "the ministry said Iran had fired, adding that it": either
        found = self._parties.party(subjects[0])
        person = tree.low[i] != "it"
        return found if len(found) == 1 and self._persons.is_person(found[0]) == person else ()

    def _subject_before(self, i: int) -> tuple[Party, ...]:
        """Whom the sentence before is about, where "he" or "she", the subject of a sentence, has no chain of its own."""
        tree = self._text.tree
        if tree.dep[i] != "nsubj" or tree.dep[tree.head[i]] not in ("root", "parataxis"):
            return ()
        for k in range(i - 1, -1, -1):
            if tree.sentence[i] - tree.sentence[k] > 1:
                break
            if (
                tree.sentence[k] < tree.sentence[i]
                and tree.dep[k] == "nsubj"
                and tree.dep[tree.head[k]] == "root"
            ):
                found = self._parties.party(k)
                return found if len(found) == 1 and self._persons.is_person(found[0]) else ()
        return ()

    def _may_be_person(self, party: Party) -> bool:
        """Whether "he" or "she" may stand for it: a named person, or a description that is no name and no thing."""
        if self._persons.is_person(party):
            return True
        last = party.text.split()[-1].lower() if party.text else ""
        return not is_name_text(party.text) and last not in class_words(*_THINGS)

    def _antecedent(self, i: int) -> tuple[Party, ...]:
        tree = self._text.tree
        verb = i
        for _ in range(DEEP):
            if tree.dep[verb] == "acl:relcl" or tree.head[verb] == verb:
                break
            verb = tree.head[verb]
        if tree.dep[verb] != "acl:relcl":
            return ()
        head = tree.head[verb]
        span = tree.span(i, i + 1)
        return tuple(mentioned_at(p, span) for p in self._parties.party(head))

    def of_two(self, i: int) -> tuple[Party, ...]:
        """The first or the second of the two named together last: "*the latter* were freed"."""
        tree = self._text.tree
        for second in range(i - 1, -1, -1):
            if tree.sentence[i] - tree.sentence[second] > _BACK:
                break
            first = tree.head[second]
            if tree.dep[second] == "conj" and first < second and tree.conjuncts(first) == [first, second]:
                span = tree.span(i, i + 1)
                return tuple(
                    mentioned_at(p, span)
                    for p in self._parties.one(second if tree.low[i] == "latter" else first)
                )
        return ()
