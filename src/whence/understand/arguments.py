"""Which tokens are the logical subject, object and other arguments of a verb or noun?

Works on Universal Dependencies v2 trees and undoes passives, relative clauses, control, participles and shared arguments of
coordinated verbs. Every answer is a tuple of head tokens; coordination inside a noun phrase is left to the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.knowledge.inflection import base_form, is_irregular

if TYPE_CHECKING:
    from collections.abc import Container

    from spacy.tokens import Doc

Tokens = tuple[int, ...]

# Longest way up through clauses that share a subject; a guard against odd trees, so that time stays linear.
_DEPTH = 8

_HYPHENS = frozenset("-‐‑")
_RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
_RELATIONS = frozenset(
    {"ccomp", "xcomp", "advcl", "acl", "advmod", "nmod", "amod", "compound", "csubj", "iobj"}
)
# "be" and "get"; an auxiliary "have" alone makes no passive, whatever a parser calls it
_PASSIVE_AUX = frozenset(
    [
        "be",
        "is",
        "are",
        "was",
        "were",
        "been",
        "being",
        "am",
        "'s",
        "’s",
        "'re",
        "’re",
        "get",
        "got",
        "gets",
        "getting",
        "gotten",
    ]
)
_PREDICATES = frozenset({"VERB", "AUX", "ADJ"})


class Clauses:
    """The trees of a Doc as arrays, and the arguments read off them. Token arguments are indices into the Doc."""

    def __init__(
        self,
        doc: Doc,
        subject_control: frozenset[str] = frozenset(),
        oblique_control: frozenset[str] = frozenset(),
        known_verbs: Container[str] = (),
        known_nouns: Container[str] = (),
    ) -> None:
        """``subject_control``: verbs whose infinitive is done by their subject even where they have an object;
        ``oblique_control``: verbs whose infinitive is done by a prepositional phrase ("called on them to leave").
        Where the lemma of a verb or noun is not among the known ones, the known one that its form comes from is taken.
        """
        self.doc = doc
        self._subject_control = subject_control
        self._oblique_control = oblique_control
        self.form: list[str] = [t.text for t in doc]
        self.low: list[str] = [t.text.lower() for t in doc]
        self.lemma: list[str] = [(t.lemma_ or t.text).lower() for t in doc]
        self.pos: list[str] = [t.pos_ for t in doc]
        self.tag: list[str] = [t.tag_ for t in doc]
        for i, pos in enumerate(self.pos):
            if pos in ("VERB", "NOUN"):
                known = known_verbs if pos == "VERB" else known_nouns
                past = self.tag[i] in ("VBD", "VBN") and is_irregular(self.low[i])
                if past or self.lemma[i] not in known:
                    lemma = None if past or pos == "VERB" else self.lemma[i]
                    self.lemma[i] = base_form(self.low[i], known, lemma) or self.lemma[i]
        self.full: list[str] = [t.dep_ or "dep" for t in doc]
        self.dep: list[str] = [d.split(":", 1)[0] for d in self.full]
        self.head: list[int] = [t.head.i for t in doc]
        self.children: list[list[int]] = [[] for _ in doc]
        for i, head in enumerate(self.head):
            if head != i:
                self.children[head].append(i)
        self.entity = [""] * len(doc)
        for span in doc.ents:
            for i in range(span.start, span.end):
                self.entity[i] = span.label_
        self._subjects: dict[int, tuple[Tokens, bool]] = {}

    def kids(self, i: int, *deps: str) -> list[int]:
        """Children of ``i`` whose relation, without subtype, is one of ``deps``."""
        return [c for c in self.children[i] if self.dep[c] in deps]

    def case(self, i: int) -> str:
        """The preposition of a noun phrase, its fixed parts joined by ``_``; empty if it has none."""
        for c in self.children[i]:
            if self.dep[c] == "case" and self.low[c] not in ("'s", "’s", "'", "’"):
                fixed = [self.low[f] for f in self.children[c] if self.dep[f] == "fixed"]
                return "_".join([self.low[c], *fixed])
        return ""

    def mark(self, i: int) -> str:
        """The first subordinating word of a clause ("to", "that", "if", "of"), lower case; empty if it has none."""
        return next((self.low[c] for c in self.children[i] if self.dep[c] == "mark"), "")

    def particle(self, i: int) -> str:
        """The particle of a phrasal verb, or the empty string."""
        return next((self.low[c] for c in self.children[i] if self.full[c] == "compound:prt"), "")

    def phrasal(self, i: int) -> str:
        """The lemma of a verb, with its particle."""
        particle = self.particle(i)
        return f"{self.lemma[i]} {particle}" if particle else self.lemma[i]

    def is_passive(self, i: int, depth: int = 0) -> bool:
        """Whether a verb is passive: by its auxiliary, or a past participle without one that has no object."""
        own = subject = False
        for c in self.children[i]:
            if self.dep[c] == "aux":
                own = True
                if self.low[c] in _PASSIVE_AUX and (self.full[c] == "aux:pass" or self.tag[i] == "VBN"):
                    return True
            elif self.full[c] == "obl:agent":
                return True
            elif self.full[c] in ("nsubj:pass", "csubj:pass"):
                subject = True
        if subject and not own:  # "Three killed in blast"; with an object or a second subject it is a slip
            subjects = self.kids(i, "nsubj", "csubj")
            return not self.kids(i, "obj") and not (min(subjects) < i < max(subjects))
        if own or self.tag[i] not in ("VBN", "VBD"):
            return False
        if self.dep[i] == "conj" and depth < _DEPTH and not self.kids(i, "nsubj"):
            return self.tag[i] == "VBN" and self.is_passive(self.head[i], depth + 1)
        if self.tag[i] == "VBD" and (self.full[i] != "acl" or self.kids(i, "nsubj")):
            return False  # a noun's participle at most: not "hours after the North launched two missiles"
        return not self.kids(i, "obj") or self.full[i] in ("acl", "amod")

    def relative(self, i: int) -> bool:
        """Whether a token is a relative pronoun inside a relative clause."""
        return self.low[i] in _RELATIVE and self.pos[i] in ("PRON", "SCONJ", "DET")

    def antecedent(self, i: int) -> int | None:
        """The noun that the relative clause around token ``i`` modifies."""
        for _ in range(_DEPTH):
            if self.full[i] == "acl:relcl":
                return self.head[i]
            if self.head[i] == i:
                return None
            i = self.head[i]
        return None

    def _labelled(self, noun: int, verb: int) -> int:
        """The noun of a relative clause; of a label before a colon the name behind it: "Health: the agency has treated 12"."""
        if noun + 1 >= len(self.low) or self.low[noun + 1] != ":":
            return noun
        named = [c for c in self.children[noun] if noun < c < verb and self.full[c] == "appos"]
        return named[0] if len(named) == 1 else noun

    def _resolved(self, tokens: list[int]) -> Tokens:
        out = []
        for t in tokens:
            noun = (self.antecedent(t) or self._before(t)) if self.relative(t) else None
            out.append(t if noun is None else noun)
        return tuple(out)

    def _before(self, i: int) -> int | None:
        """The noun right before a relative pronoun (a comma may stand between), where the tree knows no antecedent."""
        at = i - 1
        if at >= 0 and self.low[at] == ",":
            at -= 1
        if at < 0 or self.pos[at] not in ("NOUN", "PROPN") or self.low[i] == "that":
            return None
        head = self.head[at]
        return head if self.dep[at] in ("flat", "compound") and self.pos[head] in ("NOUN", "PROPN") else at

    def _unglued(self, subject: int, verb: int) -> list[int]:
        """A subject; of a noun that a hyphen glues to its verb what stands before it: "Pakistan" of "Pakistan test-fired"."""
        if subject + 2 != verb or self.low[verb - 1] not in _HYPHENS:
            return [subject]
        return [c for c in self.children[subject] if c < subject and self.pos[c] in ("NOUN", "PROPN", "PRON")]

    def surface_subject(self, i: int, depth: int = 0) -> tuple[Tokens, bool]:
        """The grammatical subject of a predicate, own or shared, and whether it is the subject of a *passive* one."""
        known = self._subjects.get(i)
        if known is not None:
            return known
        found = self._surface_subject(i, depth)
        self._subjects[i] = found
        return found

    def _surface_subject(self, i: int, depth: int) -> tuple[Tokens, bool]:
        passive = self.is_passive(i)
        own = [bearer for c in self.children[i] if self.dep[c] == "nsubj" for bearer in self._unglued(c, i)]
        if (
            len(own) > 1 and own[0] < i
        ):  # of several subjects the nearest one before the verb is the likeliest
            own = self._joined([c for c in own if c < i])
        own = [c for c in own if self.low[c] != "there"] or [
            c for c in self.children[i] if self.dep[c] == "csubj"
        ]
        if own:
            return self._resolved(own), passive
        dep, head = self.full[i], self.head[i]
        if head == i or depth >= _DEPTH:
            return (), passive
        if dep == "acl:relcl":
            return (self._labelled(head, i),), passive
        if dep.startswith("amod"):
            return (head,), self.tag[i] == "VBN" or passive
        if dep.startswith("acl"):
            if self.mark(i) == "to" or (self.tag[i] == "VB"):
                return self.owner(head, depth + 1), passive
            if self.mark(i):
                return self.owner(head, depth + 1), passive
            return (head,), passive
        if dep.startswith("xcomp") or (
            dep == "ccomp" and self.tag[i] in ("VB", "VBG", "VBN") and not self.mark(i)
        ):
            return self._controller(i, head, depth), passive
        if dep.startswith("advcl"):
            if self.mark(i) in ("of", "from", "for", "into", "with"):
                return self._controller(i, head, depth), passive
            if self.pos[head] in _PREDICATES:
                return self.surface_subject(head, depth + 1)[0], passive
            return (), passive
        if dep == "conj" and (self.pos[head] in _PREDICATES or self.kids(head, "cop")):
            return self.surface_subject(head, depth + 1)[0], passive
        if dep == "ccomp" and self.mark(i) in ("to", "for"):
            return self._controller(i, head, depth), passive
        return (), passive

    def _joined(self, tokens: list[int]) -> list[int]:
        """The last of several would-be subjects, with those before it that "and" joins to it."""
        first = len(tokens) - 1
        while first > 0 and "and" in self.low[tokens[first - 1] : tokens[first]]:
            between = self.pos[tokens[first - 1] + 1 : tokens[first]]
            if "VERB" in between or "SCONJ" in between:
                break
            first -= 1
        return tokens[first:]

    def _controller(self, i: int, head: int, depth: int) -> Tokens:
        """Who the subject of an infinitive or gerund is: the object of its governor, or else the governor's subject."""
        objects = [c for c in self.children[head] if self.dep[c] in ("obj", "iobj") and c < i]
        if objects and self.lemma[head] not in self._subject_control:
            return self._resolved(objects[:1])
        if self.dep[i] == "xcomp":
            oblique = [
                c for c in self.kids(head, "obl") if c < i and self.case(c) in ("on", "upon", "for", "to")
            ]
            if oblique and self.lemma[head] in self._oblique_control:
                return self._resolved(oblique[:1])
        if self.pos[head] in ("NOUN", "PROPN"):
            return self.owner(head, depth + 1)
        return self.surface_subject(head, depth + 1)[0]

    def owner(self, noun: int, depth: int = 0) -> Tokens:
        """Whose plan, decision or attempt it is: possessor, by- or of-phrase, adjective, or the subject of the verb above."""
        for dep in ("nmod:poss",):
            found = [c for c in self.children[noun] if self.full[c] == dep]
            if found:
                return self._resolved(found)
        found = [c for c in self.kids(noun, "nmod", "obl") if self.case(c) == "by"]
        if found:
            return tuple(found)
        named = [
            c
            for c in self.kids(noun, "amod", "compound")
            if self.entity[c] in ("nationality", "organization", "place", "person")
            or (not self.entity[c] and self.tag[c].startswith("NNP"))
        ]
        if named:
            return tuple(named)
        head = self.head[noun]
        if head != noun and depth < _DEPTH and self.pos[head] == "VERB":
            if self.dep[noun] in ("obj", "obl", "nsubj"):
                return self.subject(head, depth + 1) if self.dep[noun] != "nsubj" else ()
        elif head != noun and self.pos[head] == "NOUN" and self.dep[noun] == "nmod" and depth < _DEPTH:
            return self.owner(head, depth + 1)
        return ()

    def subject(self, i: int, depth: int = 0) -> Tokens:
        """The logical subject: who does what verb ``i`` says."""
        tokens, passive = self.surface_subject(i, depth)
        if not passive:
            return tokens
        return self.agent(i)

    def agent(self, i: int, depth: int = 0) -> Tokens:
        """The by-phrase of a passive, own or shared with the verb it is coordinated with."""
        found = [
            c
            for c in self.children[i]
            if self.full[c] == "obl:agent" or (self.dep[c] in ("obl", "nmod") and self.case(c) == "by")
        ]
        if found:
            return self._resolved([c for c in found if self.full[c] == "obl:agent"] or found)
        if depth < _DEPTH:
            for c in self.kids(i, "conj"):  # "was shelled and burned by rebels"
                if self.tag[c] == "VBN" and not self.kids(c, "nsubj"):
                    return self.agent(c, depth + 1)
        return ()

    def object(self, i: int) -> Tokens:
        """The logical object: what or whom verb ``i`` affects."""
        tokens, passive = self.surface_subject(i)
        if passive:
            return tokens or self._resolved(self.kids(i, "obj"))
        own = self.kids(i, "obj")
        if not own:
            subjects = self.kids(i, "nsubj")
            own = [c for c in subjects if c > i] if subjects and subjects[0] < i else []
        if own:
            return self._resolved(own)
        if self.full[i] == "acl:relcl" and self._gap(i):
            return (self.head[i],)
        head = self.head[i]
        if self.dep[i] == "conj" and self.pos[head] == "VERB":  # "detained and questioned two men"
            shared = [c for c in self.kids(head, "obj") if c > i]
            if shared:
                return tuple(shared)
        for c in self.kids(i, "conj"):
            if self.pos[c] == "VERB" and c - i <= 3 and not self.kids(i, "obl", "xcomp", "ccomp", "advcl"):
                if not self.kids(c, "nsubj") and not self.is_passive(c):
                    return tuple(k for k in self.kids(c, "obj") if k > c)
                break
        return ()

    def _gap(self, i: int) -> bool:
        """Whether the antecedent of a relative clause is its object: another token is its subject, none its relative word."""
        subjects = self.kids(i, "nsubj")
        if not subjects or any(self.relative(s) for s in subjects):
            return False
        return not any(
            self.relative(c) or any(self.relative(k) for k in self.children[c])
            for c in self.kids(i, "obl", "advmod")
        )

    def slot(self, i: int, name: str) -> Tokens:
        """The fillers of a slot of verb or noun ``i``; slot names are those of the codebook."""
        if name == "subj":
            if self.pos[i] in ("NOUN", "PROPN", "NUM"):
                return self._resolved(self.kids(i, "nsubj"))
            if self.pos[i] == "ADJ":
                return self.surface_subject(i)[0] if self.dep[i] != "conj" or self.kids(i, "nsubj") else ()
            return self.subject(i)
        if name == "obj":
            return self.object(i)
        if name == "agent":
            return self.agent(i)
        if name == "poss":
            return self._resolved([c for c in self.children[i] if self.full[c] == "nmod:poss"])
        if name in _RELATIONS:
            return tuple(self.kids(i, name))
        return self.oblique(i, name)

    def oblique(self, i: int, preposition: str) -> Tokens:
        """Prepositional phrases of a verb or noun; for a verb also those that the parser may have put on its object."""
        found = self._with_case(i, preposition)
        if not found and self.pos[i] == "VERB":
            for o in self.kids(i, "obj") or (self.kids(i, "nsubj") if self.is_passive(i) else []):
                found = self._with_case(o, preposition)
                if found:
                    break
        return self._resolved(found)

    def _with_case(self, i: int, preposition: str) -> list[int]:
        out = []
        for c in self.children[i]:
            if self.dep[c] in ("obl", "nmod", "advmod", "dep", "iobj") and self.full[c] not in ("nmod:poss",):
                case = self.case(c)
                if case and (
                    case == preposition or preposition in (case.split("_")[0], case.rsplit("_")[-1])
                ):
                    out.append(c)
            elif (
                self.dep[c] in ("advcl", "xcomp", "ccomp", "acl")
                and preposition != "to"
                and any(self.low[k] == preposition for k in self.kids(c, "mark", "case"))
            ):  # "described as stable", "accused of shelling"
                out.append(c)
        return out
