"""Labels count and deny as English does, and give no allegation for a title."""

from __future__ import annotations

from tests.corroborate.build import report, thing, told
from whence.corroborate import Event, corroborate
from whence.corroborate.assemble import assemble
from whence.corroborate.copies import Kinship
from whence.corroborate.told import Told
from whence.reading import Reading


def label(*readings: Reading) -> str:
    """The label of one event of all claims of the readings."""
    return together(*readings).label


def together(*readings: Reading) -> Event:
    claims = [Told(r, n) for r in readings for n in range(len(r.claims))]
    articles = {r.article.id: r.article for r in readings}
    return assemble(claims, Kinship({a: (a,) for a in articles}, frozenset()), (), articles)


def only(text: str, trigger: str, type: str, **fields: object) -> str:
    (event,) = corroborate([report("A", text, told(trigger, type, **fields))])
    return event.label


def test_a_number_by_itself_is_several():
    assert only("Of them 13 were injured.", "injured", "ASSAULT", recipients=("13",)) == "13 are injured"
    assert only("Five were treated there.", "treated", "AID", recipients=("Five",)) == "Five are treated"
    assert only("Only 1 was injured.", "injured", "ASSAULT", recipients=("1",)) == "1 is injured"


def test_nobody_does_nothing_without_a_further_not():
    came = only("But no one came.", "came", "TRAVEL", actors=("no one",), status="negated")
    assert came == "no one comes"
    killed = only("No one was killed.", "killed", "ASSAULT", recipients=("no one",), status="negated")
    assert killed == "no one is killed"
    paid = only("No ransom was paid.", "paid", "AID", objects=(thing("No ransom"),), status="negated")
    assert paid == "No ransom is paid"


def test_whom_it_befell_by_others_words_is_not_denied_with_it():
    denied = report(
        "A",
        "No one was killed there.",
        told("killed", "ASSAULT", objects=(thing("No one", 0),), status="negated"),
    )
    told_so = report(
        "B",
        "Two people were killed.",
        told("killed", "ASSAULT", objects=(thing("two people", 2),), status="possible"),
    )
    assert label(denied, told_so) == "No one is killed"


def test_whom_only_a_denial_names_is_no_doer_in_a_title():
    blast = report("A", "A car bomb exploded.", told("exploded", "ASSAULT", objects=(thing("car bomb", 1),)))
    denial = report(
        "B", "The front denied the attack.", told("attack", "ASSAULT", actors=("front",), status="denied")
    )
    assert label(blast, denial) == "car bomb explodes"
    accused = report(
        "B",
        "The minister blamed the front for the attack.",
        told("blamed", "ACCUSE", recipients=("front",)),
        told("attack", "ASSAULT", actors=("front",)),
    )
    claims = [Told(blast, 0), Told(accused, 1)]
    articles = {r.article.id: r.article for r in (blast, accused)}
    event = assemble(claims, Kinship({a: (a,) for a in articles}, frozenset()), (), articles)
    assert event.label == "car bomb explodes"
