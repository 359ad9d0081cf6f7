"""Names that the engine took for another kind of thing than the words beside them tell."""

from __future__ import annotations

import pytest

from tests.conllu import doc_from_table
from whence.article import Article, Published
from whence.knowledge.actors import load_actors
from whence.knowledge.gazetteer import load_gazetteer
from whence.reading import NameKind
from whence.understand.who import find_names

# A sentence with its tree, the name, what the engine took it for, and what it is.
CASES = [
    (
        "A a DET DT 3 det | Ghouta Ghouta PROPN NNP 3 compound | paramedic paramedic NOUN NN 4 nsubj | filmed film VERB VBD 0 root",
        "Ghouta", "person", "place",
    ),
    (
        "Laconia Laconia PROPN NNP 2 compound | police police NOUN NNS 3 nsubj | came come VERB VBD 0 root",
        "Laconia", "person", "place",
    ),
    (
        "Kharkiv Kharkiv PROPN NNP 3 nmod:poss | 's 's PART POS 1 case | polytechnic polytechnic NOUN NN 4 nsubj | closed close VERB VBD 0 root",
        "Kharkiv", "person", "place",
    ),
    (
        "Jets jet NOUN NNS 2 nsubj | bombed bomb VERB VBD 0 root | Gori Gori PROPN NNP 2 obj",
        "Gori", "person", "place",
    ),
    (
        "Licking Licking PROPN NNP 2 compound | County County PROPN NNP 3 nsubj | paid pay VERB VBD 0 root",
        "Licking County", "person", "place",
    ),
    (
        "A a DET DT 3 det | Timbuktu Timbuktu PROPN NNP 3 compound | librarian librarian NOUN NN 4 nsubj | came come VERB VBD 0 root",
        "Timbuktu", "organization", "place",
    ),
    (
        "A a DET DT 3 det | Nelson Nelson PROPN NNP 3 compound | aide aide NOUN NN 4 nsubj | came come VERB VBD 0 root",
        "Nelson", "person", "person",
    ),
    (
        "Jordan Jordan PROPN NNP 2 nsubj | scored score VERB VBD 0 root | 22 22 NUM CD 4 nummod | points point NOUN NNS 2 obj",
        "Jordan", "place", "organization",
    ),
    (
        "London London PROPN NNP 2 nsubj | wrote write VERB VBD 0 root | the the DET DT 4 det | novel novel NOUN NN 2 obj",
        "London", "place", "person",
    ),
    (
        "The the DET DT 2 det | Sheffield Sheffield PROPN NNP 4 nsubj:pass | was be AUX VBD 4 aux:pass | hit hit VERB VBN 0 root",
        "Sheffield", "place", "other",
    ),
    (
        "The the DET DT 2 det | Hague Hague PROPN NNP 3 nsubj | waited wait VERB VBD 0 root",
        "Hague", "place", "place",
    ),
    (
        "Duterte Duterte PROPN NNP 2 nsubj | closed close VERB VBD 0 root | Luzon Luzon PROPN NNP 2 obj",
        "Duterte", "place", "person",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("table", "name", "told", "kind"), CASES, ids=[c[1] for c in CASES])
def test_the_words_beside_a_name_tell_its_kind(table: str, name: str, told: NameKind, kind: NameKind) -> None:
    doc = doc_from_table("\n".join(table.split(" | ")))
    at = doc.text.index(name)
    span = doc.char_span(at, at + len(name), label=told.upper())
    assert span is not None
    doc.set_ents([span])
    article = Article(text=doc.text, published=Published.parse("2020-03-24"))
    names = find_names(doc, article, load_actors(), (), load_gazetteer())
    assert [n.kind for n in names if n.text == name] == [kind]


def test_a_state_that_is_chained_with_he_is_somebody_of_that_name() -> None:
    rows = (
        "Jordan Jordan PROPN NNP 2 nsubj|said say VERB VBD 0 root|his his PRON PRP$ 4 nmod:poss"
        "|knee knee NOUN NN 5 nsubj|hurt hurt VERB VBD 2 ccomp"
    )
    doc = doc_from_table(rows.replace("|", "\n"))
    span = doc.char_span(0, 6, label="PLACE")
    assert span is not None
    doc.set_ents([span])
    doc._.coref = (((0, 1), (2, 3)),)
    article = Article(text=doc.text, published=Published.parse("2020-03-24"))
    (name,) = find_names(doc, article, load_actors(), (), load_gazetteer())
    assert (name.kind, name.entity) == ("person", None)
