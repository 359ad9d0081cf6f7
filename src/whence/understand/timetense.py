"""Does a sentence speak of what lies behind or ahead: the tense that governs a time expression."""

from __future__ import annotations

from typing import Any, Literal

from spacy.tokens import Doc, Token

Direction = Literal["past", "future", "present"]
_DEPTH = 14
_NEAR = 3
"""Words above a time among which the verb is sought that moves something to it."""
_UNTIL = ("until", "till")
_IF = ("if", "unless")
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo"})


class Tense:
    """Tense of the verb over a span of tokens; by the tree where there is one, else by the words around."""

    def __init__(self, doc: Doc, words: dict[str, Any]) -> None:
        self.doc = doc
        self.words = words
        self.tree = doc.has_annotation("DEP") and doc.has_annotation("TAG")
        self.plain = frozenset(words["plain_future"])
        self.auxiliaries = frozenset(words["future_auxiliaries"])
        self.past_governors = frozenset(words["past_governors"])
        self.governors_told = frozenset(words["governors_told"])
        self.attempts = frozenset(words["attempts"])
        self.ahead_before: dict[str, list[str]] = words["ahead_before"]
        self.ahead = frozenset(words["future_prepositions"])
        self.behind = frozenset(words["past_prepositions"])
        self.reporting = frozenset(words["reporting_present"])
        self.lasting = frozenset(words["lasting"])
        self.scheduled = frozenset(words["scheduled_present"])
        self.conditions = frozenset(words["conditions"])
        self.deferring = frozenset(words["deferring"])
        self.cancelling = frozenset(words["cancelling"])

    def of(self, first: int, last: int) -> Direction | None:
        """The direction for the tokens [first, last); ``None`` where nothing tells it."""
        if not 0 <= first < last <= len(self.doc):
            return None
        before = self.doc[first - 1].text.lower() if first else ""
        if before in _UNTIL and any(
            t.text.lower() == "from" for t in self.doc[max(first - 7, 0) : first - 1]
        ):
            return self._by_tree(first, last, ranged=True) if self.tree else None
        if before in self.ahead or (
            before == "of" and first > 1 and self.doc[first - 2].text.lower() in self.ahead
        ):
            return self._by_tree(first, last) if before in _UNTIL and self.tree else "future"
        if before in self.behind:
            return "past"
        if self.tree and before in ("to", *_UNTIL) and self._put_off(first, last):
            return "future"
        return self._by_tree(first, last) if self.tree else self._by_words(first, last)

    def _by_words(self, first: int, last: int) -> Direction | None:
        for token in reversed(self.doc[max(0, first - 12) : first]):
            if token.text in (".", "!", "?", ";") or "\n" in token.text:
                break
            if token.text.lower() in self.plain:
                return "future"
        for token in self.doc[last : last + 8]:
            if token.text in (".", "!", "?", ";") or "\n" in token.text:
                break
            if token.text.lower() in self.plain:
                return "future"
        return None

    def _above(self, first: int, last: int) -> Token:
        """The word that the tokens [first, last) hang on."""
        token = next((t for t in self.doc[first:last] if not first <= t.head.i < last), self.doc[last - 1])
        return token.head

    def _put_off(self, first: int, last: int) -> bool:
        """Whether a time is the one that something was moved to: "postponed the trip to the islands to Saturday"."""
        above = self._above(first, last)
        for _ in range(_NEAR):
            if above.pos_ == "VERB":
                return above.lemma_ in self.deferring
            above = above.head
        return False

    def called_off(self, first: int, last: int) -> bool:
        """Whether it is the time of what was called off, rather than of calling it off: "Friday's talks were cancelled"."""
        if not self.tree or not 0 <= first < last <= len(self.doc):
            return False
        noun = self._above(first, last)
        if noun.tag_ == "VBN" and noun.dep_ == "acl" and self._planned(noun):  # "talks planned for Friday"
            noun = noun.head
        while noun.pos_ == "NOUN" and noun.dep_ == "nmod":  # "the second round of Friday's talks"
            noun = noun.head
        if noun.pos_ != "NOUN" or noun.dep_ not in ("nsubj:pass", "obj"):
            return False
        verb = noun.head
        words = {
            verb.lemma_,
            *(f"{verb.lemma_} {c.text.lower()}" for c in verb.children if c.dep_ == "compound:prt"),
        }
        return not words.isdisjoint(self.cancelling)

    def planned_then(self, first: int, last: int) -> bool:
        """Whether it was planned for this time when the story had it: "had been due on Friday", "were to resume on Monday"."""
        if not self.tree or not 0 <= first < last <= len(self.doc):
            return False
        above = self._above(first, last)
        helpers = {c.text.lower() for c in above.children if c.dep_ in ("aux", "aux:pass", "cop")}
        infinitive = any(c.tag_ == "TO" for c in above.children)
        if not helpers & {"was", "were", "had"}:
            return False
        return (
            self._planned(above)
            if above.tag_ in ("VBN", "JJ")
            else infinitive and not helpers - {"was", "were", "have"}
        )

    def stated(self, first: int, last: int) -> bool:
        """Whether a copula in the present says that something is at this time ("the vote is on Friday")."""
        if not self.tree or not 0 <= first < last <= len(self.doc):
            return False
        token = next((t for t in self.doc[first:last] if not first <= t.head.i < last), self.doc[last - 1])
        for head in (self.doc[first], token, token.head, token.head.head):
            if head.pos_ == "VERB":
                return False
            for child in head.children:
                if child.dep_ == "cop" and child.tag_ in ("VBZ", "VBP") and child.i < first:
                    return bool(first - child.i <= 6)
        return False

    def _by_tree(self, first: int, last: int, ranged: bool = False) -> Direction | None:
        """By the verb above; ``ranged``: an "until" before it ends a range ("from noon until 4") and tells nothing."""
        until = False
        token = next((t for t in self.doc[first:last] if not first <= t.head.i < last), self.doc[last - 1])
        own = token.head
        for _ in range(_DEPTH):
            if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "aux:pass", "cop"):
                direction = self._verb(token, own=token.i == own.i)
                if until:
                    return "past" if direction == "past" and token.lemma_ in self.lasting else "future"
                if direction is not None:
                    return direction
            else:
                for child in token.children:
                    if ranged and child.text.lower() in _UNTIL:
                        continue
                    if child.dep_ == "case" and child.text.lower() in _UNTIL:
                        until = True
                    elif child.dep_ == "case" and child.text.lower() in self.ahead:
                        return "future"
                    if child.dep_ == "cop":
                        return self._verb(token)
            if token.head.i == token.i:
                break
            token = token.head
        return "future" if until else None

    @staticmethod
    def _finite(verb: Token) -> bool:
        """Whether a bare form has a subject, or is joined to a clause in the present ("are closed Friday and reopen Monday")."""
        if verb.dep_ != "conj":
            return any(c.dep_ == "nsubj" for c in verb.children)
        told = [verb.head, *(c for c in verb.head.children if c.dep_ in ("aux", "aux:pass", "cop"))]
        return any(t.tag_ in ("VBZ", "VBP") for t in told)

    def _conditional(self, verb: Token) -> bool:
        """Whether the clause (or the one it is joined to) sets a condition: "if they splinter and lose in the fall"."""
        clauses = (verb, verb.head) if verb.dep_ == "conj" else (verb,)
        return any(
            c.dep_ in ("mark", "advmod") and c.text.lower() in self.conditions and c.i < clause.i
            for clause in clauses
            for c in clause.children
        )

    def _supposed(self, verb: Token) -> bool:
        """Whether it is only supposed what would follow from: "they would be killed if nothing was paid by Friday"."""
        above = {c.text.lower() for c in verb.head.children if c.dep_ in ("aux", "aux:pass")}
        if verb.dep_ != "advcl" or not above & self.auxiliaries or "have" in above:
            return False
        return any(c.dep_ == "mark" and c.text.lower() in _IF for c in verb.children)

    def _planned(self, verb: Token) -> bool:
        """Whether a participle itself tells of what lies ahead ("scheduled"; "set to begin", but not "set on fire")."""
        low = verb.text.lower()
        if low not in self.plain:
            return False
        following = self.doc[verb.i + 1].text.lower() if verb.i + 1 < len(self.doc) else ""
        return following in self.ahead_before.get(low, (following,))

    def _tells(self, verb: Token) -> bool:
        """Whether a clause tells what was done, so that what it was done for lay there too: "they gathered to protest Friday"."""
        return verb.tag_ in ("VBD", "VBN") and not self._planned(verb)

    def _verb(self, verb: Token, own: bool = False) -> Direction | None:
        """The direction of a verb; ``own``: the time hangs on this very one, and not on a noun below it."""
        children = list(verb.children)
        helpers = [c for c in children if c.dep_ in ("aux", "aux:pass", "cop")]
        lowers = {c.text.lower() for c in helpers}
        if lowers & self.auxiliaries:
            behind = any(c.text.lower() == "have" for c in helpers) and not lowers & _WILL
            return "past" if behind else "future"
        tags = {c.tag_ for c in helpers}
        if self._supposed(verb):
            return "future"
        if any(c.tag_ == "TO" or (c.dep_ == "mark" and c.text.lower() == "to") for c in children):
            head = verb.head
            if head.i == verb.i:
                return "future"
            if (
                head.lemma_ in self.past_governors
                or (head.lemma_ in self.governors_told and head.tag_ == "VBD")
                or (head.pos_ == "ADJ" and head.text.lower() not in self.plain)
                or (verb.dep_ == "acl" and head.lemma_ in self.attempts)
                or (own and not helpers and verb.dep_ == "advcl" and self._tells(head))
            ):
                return None  # climb: the governor's own tense holds
            return "future"
        if lowers & {"had", "was", "were"} or "VBD" in tags:
            return "future" if verb.tag_ == "VBN" and self._planned(verb) else "past"
        if verb.tag_ == "VBD":
            return "past"
        present = bool(tags & {"VBZ", "VBP"})
        if present and lowers & {"has", "have", "'ve", "'s", "’ve"} and verb.tag_ in ("VBN", "VBD"):
            return "past"
        if present and verb.tag_ == "VBG":
            return "future"
        if present and verb.tag_ == "VBN":
            return "future" if self._planned(verb) or self._conditional(verb) else "present"
        finite = verb.tag_ == "VB" and not helpers and self._finite(verb)
        if verb.tag_ in ("VBZ", "VBP") or finite:  # "new rules take effect" may be tagged VB
            if verb.lemma_ in self.scheduled or self._conditional(verb):
                return "future"
            return "past" if verb.lemma_ in self.reporting else "present"
        if verb.tag_ == "VBN" and self._planned(verb):
            return "future"
        if verb.tag_ == "VBN" and verb.dep_ == "acl" and not helpers:
            return "past"  # "the law, passed in November, takes effect in May"
        return None  # participles and bare forms take the tense above them
