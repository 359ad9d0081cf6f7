"""Noun phrases and their extents, on trees written by hand."""

from __future__ import annotations

from tests.conllu import doc_from_table
from whence.language.mentions import noun_phrases


def phrases(table: str) -> list[str]:
    doc = doc_from_table(table)
    heads, spans = noun_phrases(
        [t.head.i for t in doc], [t.pos_ for t in doc], [t.dep_ for t in doc], [t.text for t in doc]
    )
    assert heads == sorted(set(heads))
    assert all(start <= head < end for head, (start, end) in zip(heads, spans, strict=True))
    return [" ".join(t.text for t in doc[start:end]) for start, end in spans]


def test_a_coordination_is_a_mention_beside_its_conjuncts() -> None:
    found = phrases("""
        Both both CCONJ CC 3 cc:preconj
        the the DET DT 3 det
        mayor mayor NOUN NN 7 nsubj
        and and CCONJ CC 6 cc
        her her PRON PRP$ 6 nmod:poss
        deputy deputy NOUN NN 3 conj
        resigned resign VERB VBD 0 root
    """)
    assert found == ["the mayor", "Both the mayor and her deputy", "her", "her deputy"]


def test_what_follows_the_last_conjunct_belongs_to_the_coordination() -> None:
    found = phrases("""
        Teachers teacher NOUN NNS 6 nsubj
        and and CCONJ CC 3 cc
        nurses nurse NOUN NNS 1 conj
        of of ADP IN 5 case
        Lomé Lomé PROPN NNP 1 nmod
        marched march VERB VBD 0 root
    """)
    assert found == ["Teachers", "Teachers and nurses of Lomé", "nurses", "Lomé"]


def test_a_coordination_inside_a_modifier_is_kept_whole() -> None:
    found = phrases("""
        Ministers minister NOUN NNS 6 nsubj
        from from ADP IN 3 case
        Togo Togo PROPN NNP 1 nmod
        and and CCONJ CC 5 cc
        Benin Benin PROPN NNP 3 conj
        met meet VERB VBD 0 root
    """)
    assert found == ["Ministers from Togo and Benin", "Togo", "Togo and Benin", "Benin"]


def test_a_relative_clause_is_inside_with_all_it_holds_but_not_its_comma() -> None:
    found = phrases("""
        The the DET DT 2 det
        pilot pilot NOUN NN 10 nsubj
        , , PUNCT , 5 punct
        who who PRON WP 5 nsubj
        landed land VERB VBD 2 acl:relcl
        and and CCONJ CC 7 cc
        ran run VERB VBD 5 conj
        away away ADV RB 7 advmod
        , , PUNCT , 5 punct
        returned return VERB VBD 0 root
    """)
    assert found == ["The pilot , who landed and ran away", "who"]


def test_a_possessive_ends_with_its_s() -> None:
    found = phrases("""
        Ghana Ghana PROPN NNP 4 nmod:poss nospace
        's 's PART POS 1 case
        largest large ADJ JJS 4 amod
        port port NOUN NN 5 nsubj
        reopened reopen VERB VBD 0 root
    """)
    assert found == ["Ghana 's", "Ghana 's largest port"]


def test_an_apposition_in_brackets_is_inside_with_both_brackets() -> None:
    found = phrases("""
        The the DET DT 4 det
        World world NOUN NN 3 compound
        Health health NOUN NN 4 compound
        Organization organization PROPN NNP 8 nsubj
        ( ( PUNCT -LRB- 6 punct nospace
        WHO WHO PROPN NNP 4 appos nospace
        ) ) PUNCT -RRB- 6 punct
        agreed agree VERB VBD 0 root
    """)
    assert found == ["The World Health Organization ( WHO )", "WHO"]


def test_quotation_marks_around_a_mention_are_outside() -> None:
    found = phrases("""
        “ “ PUNCT `` 3 punct nospace
        The the DET DT 3 det
        traitors traitor NOUN NNS 5 nsubj nospace
        ” ” PUNCT '' 3 punct
        fled flee VERB VBD 0 root
    """)
    assert found == ["The traitors"]


def test_a_name_before_a_noun_is_a_mention_and_a_common_noun_there_is_none() -> None:
    found = phrases("""
        A a DET DT 4 det
        Kremlin Kremlin PROPN NNP 4 compound
        press press NOUN NN 4 compound
        officer officer NOUN NN 5 nsubj
        declined decline VERB VBD 0 root
    """)
    assert found == ["Kremlin", "A Kremlin press officer"]


def test_the_clause_around_a_predicate_noun_is_outside() -> None:
    found = phrases("""
        She she PRON PRP 6 nsubj
        was be AUX VBD 6 cop
        not not PART RB 6 advmod
        only only ADV RB 6 advmod
        a a DET DT 6 det
        judge judge NOUN NN 0 root
        in in ADP IN 8 case
        Accra Accra PROPN NNP 6 nmod
        . . PUNCT . 6 punct
    """)
    assert found == ["She", "a judge in Accra", "Accra"]


def test_a_number_or_determiner_in_the_place_of_a_noun_is_a_mention() -> None:
    found = phrases("""
        Two two NUM CD 4 nsubj
        of of ADP IN 3 case
        them they PRON PRP 1 nmod
        carried carry VERB VBD 0 root
        three three NUM CD 6 nummod
        bags bag NOUN NNS 4 obj
        . . PUNCT . 4 punct
    """)
    assert found == ["Two of them", "them", "three bags"]


def test_an_expletive_is_no_mention() -> None:
    found = phrases("""
        It it PRON PRP 2 expl
        rained rain VERB VBD 0 root
    """)
    assert found == []
