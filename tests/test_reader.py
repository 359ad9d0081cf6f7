"""The public interface: what `whence.read` promises about any text."""

from __future__ import annotations

import json
from datetime import date

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import whence

TEXT = (
    "Kenyan police fired tear gas at protesters in Nairobi on Tuesday, the Interior Ministry said.\n\n"
    "At least 12 people were injured, according to the Kenya Red Cross. "
    "Opposition leader Raila Odinga called for new demonstrations next week."
)


def spans_of(reading: whence.Reading) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = [(x.start, x.end) for x in (*reading.names, *reading.times, *reading.places)]
    for a in reading.attributions:
        out += [tuple(s) for s in (a.source, a.cue, *a.content) if s]
    for c in reading.claims:
        if c.title:
            continue
        out += [tuple(s) for s in (c.sentence, c.trigger, c.status_cue, *c.mentions) if s]
        out += [tuple(s) for p in (*c.actors, *c.recipients) for s in p.spans]
        out += [tuple(o.span) for o in c.objects]
        out += [tuple(s) for link in c.chain for s in (link.span, link.cue) if s]
    return out


def test_a_reading_tells_who_did_what_when_where_and_who_says_so() -> None:
    reading = whence.read(TEXT, published="2024-07-17", outlet="The Lake Gazette")
    fired = next(
        c for c in reading.claims if "fired" in TEXT[slice(*c.trigger)] or "gas" in TEXT[slice(*c.trigger)]
    )
    assert fired.status == "happened"
    assert [p.entity and p.entity.country for p in fired.actors] == ["KEN"]
    assert fired.chain[0].kind == "official"
    assert fired.chain[-1].voice == "The Lake Gazette"
    assert fired.time.earliest is not None
    assert fired.time.earliest.isoformat() == "2024-07-15T21:00:00+00:00"
    assert any(reading.places[link.place].name == "Nairobi" for link in fired.places)


def test_a_reading_is_valid_against_the_shipped_schema() -> None:
    reading = whence.read(TEXT, title="Police fire tear gas in Nairobi", published=date(2024, 7, 17))
    jsonschema.validate(json.loads(reading.to_json()), whence.json_schema())
    assert whence.Reading.from_json(reading.to_json()) == reading


def test_two_runs_give_the_same_bytes() -> None:
    assert (
        whence.read(TEXT, published="2024-07-17").to_json()
        == whence.read(TEXT, published="2024-07-17").to_json()
    )


def test_the_text_is_kept_exactly_as_given() -> None:
    odd = "  \u202eTwo\ud800 ships\r\n collided\u200f off Oman. \n"
    assert whence.read(odd).article.text == odd


def test_without_a_publication_date_relative_times_stay_unresolved() -> None:
    reading = whence.read(TEXT)
    tuesday = next(t for t in reading.times if "Tuesday" in t.text)
    assert tuesday.earliest is None
    assert any("publication" in n.what or "publication" in n.why for n in reading.notes)
    assert reading.article.published is None


def test_a_text_in_another_language_is_not_read_and_the_reading_says_so() -> None:
    reading = whence.read(
        "Die Regierung hat am Dienstag neue Sanktionen gegen das Nachbarland beschlossen. Der Minister sprach von einem "
        "notwendigen Schritt und kündigte weitere Maßnahmen an, die in den nächsten Wochen folgen sollen."
    )
    assert reading.claims == ()
    assert any("English" in n.why for n in reading.notes)


@pytest.mark.parametrize("moment", ["yesterday", "13/09/2023", "2023-13-01"])
def test_an_unclear_publication_moment_is_an_error_that_names_it(moment: str) -> None:
    with pytest.raises(whence.ArticleError, match=moment.replace("/", "/")):
        whence.read(TEXT, published=moment)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(min_size=1, max_size=400))
def test_any_unicode_is_read_or_refused_with_an_error_that_says_why(text: str) -> None:
    try:
        reading = whence.read(text, published="2024-02-29")
    except whence.ArticleError as error:
        assert str(error)
        return
    assert reading.article.text == text
    for start, end in spans_of(reading):
        assert 0 <= start <= end <= len(text)
    for thing in (*reading.names, *reading.times, *reading.places):
        assert (
            text[thing.start : thing.end].translate(dict.fromkeys(range(55296, 57344), 65533)) == thing.text
        )
    assert whence.read(text, published="2024-02-29").to_json() == reading.to_json()


NEWS_WORDS = st.sampled_from(
    [
        "the",
        "a",
        "army",
        "minister",
        "President",
        "Kim",
        "Paris",
        "Moscow",
        "said",
        "fired",
        "on",
        "Tuesday",
        "May",
        "30",
        "February",
        "missiles",
        "three",
        "at",
        "least",
        "not",
        "will",
        "denied",
        "(",
        ")",
        ",",
        ".",
        "“",
        "”",
        "according",
        "to",
        "talks",
        "with",
        "and",
        "\n\n",
        "12:30",
        "p.m.",
        "GMT",
        "-",
        "UN",
        "killed",
        "people",
        "hundreds",
        "of",
        "former",
    ]
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NEWS_WORDS, min_size=1, max_size=60))
def test_any_shuffle_of_news_words_gives_spans_inside_the_text(words: list[str]) -> None:
    text = " ".join(words)
    try:
        reading = whence.read(text, title=text[:60] or None, published="2024-02-29T10:00+02:00")
    except whence.ArticleError:
        return
    for start, end in spans_of(reading):
        assert 0 <= start <= end <= len(text)
    for claim in reading.claims:
        assert claim.chain
        if claim.time.earliest and claim.time.latest:
            assert claim.time.earliest <= claim.time.latest
        assert all(
            0 <= v <= 1 for v in (claim.confidence.event, claim.confidence.chain, claim.confidence.time)
        )


def test_a_text_of_twenty_thousand_words_is_read() -> None:
    reading = whence.read(
        TEXT + "\n\n" + "The committee met again on Friday and agreed on nothing new. " * 1800
    )
    assert reading.claims


def test_a_text_without_punctuation_is_read() -> None:
    reading = whence.read("troops entered the town at dawn and " * 300, published="2024-01-05")
    assert all(end <= len(reading.article.text) for _, end in spans_of(reading))
