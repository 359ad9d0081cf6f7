"""Labels count and deny as English does, and give no allegation for a title."""

from __future__ import annotations

import msgspec

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


def test_what_is_measured_comes_after_what_it_is_of():
    ships = (thing("12 nautical miles", 12, what="mile"), thing("two ships", 2, what="ship"))
    far = msgspec.structs.replace(ships[0], count=msgspec.structs.replace(ships[0].count, unit="mi"))
    seen = only(
        "Two ships were seen 12 nautical miles off the coast.", "seen", "STATE", objects=(far, ships[1])
    )
    assert seen == "two ships are seen"


def test_a_thing_is_named_once_and_another_claims_thing_not_in_its_stead():
    first = report(
        "A",
        "Drones struck a fuel depot.",
        told(
            "struck",
            "ASSAULT",
            actors=("Drones",),
            recipients=("fuel depot",),
            objects=(thing("fuel depot", 1),),
        ),
    )
    other = report(
        "B", "One drone hit a tank.", told("hit", "ASSAULT", objects=(thing("One drone", 1, what="drone"),))
    )
    assert label(first, other) == "Drones strike fuel depot"
    ours = only(
        "Our clinic was looted by armed men.",
        "looted",
        "ASSAULT",
        actors=("armed men",),
        recipients=("clinic",),
        objects=(thing("our clinic"),),
    )
    assert ours == "armed men loot clinic"
