"""What a text names only to call it wrong is no party, place, time or thing of the event."""

from __future__ import annotations

import pytest

import whence
from whence.reading import Claim


def only(text: str, trigger: str) -> tuple[whence.Reading, Claim]:
    reading = whence.read(text, published="2024-03-14")
    (claim,) = (c for c in reading.claims if text[c.trigger.start : c.trigger.end] == trigger)
    return reading, claim


@pytest.mark.parametrize(
    "text",
    [
        "Government soldiers, and not rebels, murdered the villagers.",
        "Government soldiers rather than rebels murdered the villagers.",
    ],
)
def test_who_did_not_do_it_is_no_actor(text):
    _, claim = only(text, "murdered")
    assert [p.text for p in claim.actors] == ["Government soldiers"]


@pytest.mark.parametrize(
    "text",
    [
        "The ship unloaded the aid at Port Sudan, not at Massawa, on Tuesday.",
        "The ship unloaded the aid at Port Sudan instead of Massawa on Tuesday.",
    ],
)
def test_where_it_was_not_is_no_place(text):
    reading, claim = only(text, "unloaded")
    assert [reading.places[p.place].text for p in claim.places] == ["Port Sudan"]


def test_when_it_was_not_is_no_time():
    reading, claim = only("Police raided the office in Lima on Sunday, not on Monday.", "raided")
    assert [reading.times[k].text for k in claim.times] == ["Sunday"]


def test_not_only_takes_nothing_away():
    reading, claim = only("Police raided offices in Lima, and not only in Cusco, on Sunday.", "raided")
    assert "Lima" in [reading.places[p.place].text for p in claim.places]


def test_what_another_is_not_said_to_be_stays():
    _, claim = only("Not a single soldier fired on the crowd in Lima on Sunday.", "fired")
    assert claim.status == "negated"


def test_who_is_said_to_be_wrong_does_not_tell_what_is_right():
    _, claim = only("The tanker was boarded off Khasab, and not near Larak as Tehran maintains.", "boarded")
    assert [link.kind for link in claim.chain] == ["outlet"]
    _, claim = only("The tanker was boarded off Khasab on Friday, as Tehran maintains.", "boarded")
    assert [link.kind for link in claim.chain][-1] == "outlet" and len(claim.chain) == 2
