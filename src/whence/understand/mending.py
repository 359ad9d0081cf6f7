"""Which words does the parser hang where they cannot belong?

"Kim has stressed the role of satellites, KCNA said": parsers now and then hang both names on "said". The one before the
clause that has no subject of its own belongs to that clause, also where the telling is put into it: "Ankara, he insisted, had
sent none". And "“Thank you for coming,” Kim was heard saying": what stands behind the quotation mark is no subject of what
stands in front of it.

"He came to the town, two days after a bomb killed six there, and promised help": behind a clause between commas goes on what
went on before it. "She demanded help, warning that the state must pay and threatening to sue": one participle is joined to the other.
And of two words side by side that are both called the subject of one verb one belongs to the other: "Donald Trump said".
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

_FRONTED = ("ccomp", "parataxis")
_CLOSING = "''"
_CLAUSES = ("ccomp", "xcomp", "conj")
_NAMES = ("NNP", "NNPS")
_NOUNS = ("NN", "NNS")
_BESIDE_NOUN = {"DT": "det", "JJ": "amod", "CD": "nummod", "PRP$": "nmod:poss"}
"""Words that stand before a noun, by their tags, and how they belong to it."""
_ONCE = ("nsubj", "nsubj:pass", "obj", "iobj")
_PREFIXES = frozenset({"re", "pre", "co", "de", "non", "mis"})
_FINITE = ("VBD", "VBZ", "VBP")


def mend(doc: Doc) -> None:
    """Hang the words of ``doc`` that the parser hung where they cannot belong on those that they belong to."""
    if not doc.has_annotation("DEP"):
        return
    head, dep, tag = [t.head.i for t in doc], [t.dep_ for t in doc], [t.tag_ for t in doc]
    moved = {
        **fronted_subjects(head, dep, tag),
        **resumed_clauses(head, dep, tag),
        **paired_participles(head, dep, tag),
    }
    for word, above in moved.items():
        doc[word].head = doc[above]
    for word, (above, relation) in doubled_words(head, dep, tag).items():
        doc[word].head, doc[word].dep_ = doc[above], relation
    for word in range(len(doc) - 2):
        if doc[word].lower_ in _PREFIXES and doc[word + 1].text == "-" and not doc[word].whitespace_:
            _join(doc[word], doc[word + 2])


def _join(prefix: Token, whole: Token) -> None:
    """Hang a syllable that is no word of its own on the word it begins: "denies re-exporting goods"."""
    if whole.head == prefix:
        whole.head, whole.dep_ = (whole if prefix.head == prefix else prefix.head), prefix.dep_
    prefix.head, prefix.dep_ = whole, "compound"


def resumed_clauses(head: Sequence[int], dep: Sequence[str], tag: Sequence[str]) -> dict[int, int]:
    """Verbs behind a clause between commas that were joined to it: each to the verb before the clause.

    Both are in one tense, and the verb has no subject of its own.
    """
    joined = [i for i, relation in enumerate(dep) if relation == "conj" and tag[i] in _FINITE]
    if not joined:
        return {}
    kids: dict[int, list[int]] = {}
    for i, above in enumerate(head):
        kids.setdefault(above, []).append(i)
    moved: dict[int, int] = {}
    for verb in joined:
        below = kids.get(verb, ())
        linked = next((k for k in below if dep[k] == "cc" and k < verb), 0)
        if not linked or tag[linked - 1] != "," or any(dep[k].startswith("nsubj") for k in below):
            continue
        clause = head[verb]
        while dep[clause] == "conj":
            clause = head[clause]
        if not dep[clause].startswith(("acl", "advcl")):
            continue
        opens = min(k for k in range(min(clause, head[clause]), clause + 1) if _is_below(k, clause, head))
        above = head[clause]
        while head[above] != above and tag[above] not in _FINITE:
            above = head[above]
        apart = opens and "," in (tag[opens], tag[opens - 1])
        if apart and tag[above] == tag[verb] and above < opens:
            moved[verb] = above
    return moved


def doubled_words(head: Sequence[int], dep: Sequence[str], tag: Sequence[str]) -> dict[int, tuple[int, str]]:
    """Of two words of one phrase that are both hung on its verb the one that belongs to the other: to which, and how.

    "Donald Trump said", "ministry spokesman Kung said", "urged the attorney general": no verb has two subjects or objects
    side by side.
    """
    moved: dict[int, tuple[int, str]] = {}
    for word in range(1, len(head)):
        first = word - 1
        if dep[word] not in _ONCE or dep[first] != dep[word] or head[first] != head[word]:
            continue
        if tag[word] in _NAMES and tag[first] in _NAMES:
            moved[word] = first, "flat"
        elif tag[word] in _NAMES and tag[first] in _NOUNS:
            moved[first] = word, "nmod:desc"
        elif tag[word] in _NOUNS and tag[first] in (*_NAMES, "NN"):
            moved[first] = word, "compound"
        elif tag[first] in _BESIDE_NOUN and tag[word] in (*_NOUNS, *_NAMES, "JJ", "VBN"):
            moved[first] = word, _BESIDE_NOUN[tag[first]]
    return moved


def paired_participles(head: Sequence[int], dep: Sequence[str], tag: Sequence[str]) -> dict[int, int]:
    """Participles joined to a verb of another form inside the clause of a participle: each to that one."""
    moved: dict[int, int] = {}
    for word, relation in enumerate(dep):
        inner = head[word]
        if relation != "conj" or tag[word] != "VBG" or tag[inner] not in (*_FINITE, "VB"):
            continue
        if any(head[k] == word and dep[k].startswith(("aux", "nsubj")) for k in range(inner, word)):
            continue
        above = inner
        while dep[above] in _CLAUSES and tag[above] != "VBG":
            above = head[above]
        if tag[above] == "VBG" and above < inner:
            moved[word] = above
    return moved


def _is_below(word: int, above: int, head: Sequence[int]) -> bool:
    while word != above and head[word] != word:
        word = head[word]
    return word == above


def fronted_subjects(head: Sequence[int], dep: Sequence[str], tag: Sequence[str]) -> dict[int, int]:
    """Subjects to be hung elsewhere: the token of each to the head of the clause that it belongs to."""
    subjects: dict[int, list[int]] = {}
    clauses: list[int] = []
    inserted: list[int] = []
    for i, relation in enumerate(dep):
        if relation in ("nsubj", "nsubj:pass"):
            subjects.setdefault(head[i], []).append(i)
        elif relation in _FRONTED:
            (clauses if i < head[i] else inserted).append(i)
    moved: dict[int, int] = {}
    for clause in inserted:
        own, inner = subjects.get(head[clause], ()), subjects.get(clause, ())
        parted = "," in tag[own[0] : own[-1]] and "," in tag[head[clause] : clause] if own else False
        if len(own) == 2 and not inner and own[-1] < head[clause] and parted:
            moved[own[0]] = clause
    for clause in clauses:
        verb = head[clause]
        own, inner = subjects.get(verb, ()), subjects.get(clause, ())
        if len(own) > 1 and not inner and own[0] < clause < own[-1] < verb:
            moved[own[0]] = clause
        elif not own and inner and clause < inner[-1] < verb and _CLOSING in tag[clause : inner[-1]]:
            moved[inner[-1]] = verb
    return moved
