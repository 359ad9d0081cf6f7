"""The publication moment is the one the page vouches for, with zone, precision and evidence."""

from __future__ import annotations

import pytest

from tests.gather.pages import ld, page
from whence.article import Article, Published
from whence.gather.page import article_from_html


def read(html: str, url: str | None = None) -> tuple[Published | None, tuple[str, ...]]:
    article: Article = article_from_html(html, url)
    return article.published, article.notes


def told(html: str, url: str | None = None) -> tuple[str, str, str | None] | None:
    published, _ = read(html, url)
    return (published.at, published.precision, published.zone) if published else None


def test_json_ld_goes_first_and_is_the_evidence() -> None:
    head = ld(datePublished="2023-09-13T11:43:00+09:00", dateModified="2023-09-14T08:00:00+09:00")
    published, notes = read(
        page(head=head + '<meta property="article:published_time" content="2023-09-13T02:43:00Z">')
    )
    assert published is not None
    assert (published.at, published.precision, published.zone) == (
        "2023-09-13T11:43:00+09:00",
        "minute",
        "+09:00",
    )
    assert published.evidence.startswith('JSON-LD datePublished "2023-09-13T11:43')
    assert notes == ()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            '<meta property="article:published_time" content="2023-09-13T11:43:21+02:00">',
            ("2023-09-13T11:43:21+02:00", "second", "+02:00"),
        ),
        ('<meta name="dc.date.issued" content="2023-09-13">', ("2023-09-13", "day", None)),
        (
            '<meta itemprop="datePublished" content="2023-09-13T11:43">',
            ("2023-09-13T11:43:00", "minute", None),
        ),
        (
            '<meta name="pubdate" content="Wed, 13 Sep 2023 11:43:00 GMT">',
            ("2023-09-13T11:43:00Z", "second", "UTC"),
        ),
        ('<meta name="date" content="2023-09">', ("2023-09-01", "month", None)),
        (
            '<meta property="article:published_time" content="2023-09-13T00:00:00Z">',
            ("2023-09-13", "day", None),
        ),
    ],
)
def test_meta_dates(head: str, expected: tuple[str, str, str | None]) -> None:
    assert told(page(head=head)) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Published 13 September 2023 11:43 KST", ("2023-09-13T11:43:00+09:00", "minute", "Asia/Seoul")),
        ("PublishedSeptember 13, 2023", ("2023-09-13", "day", None)),
        (
            "Posted: Sept. 13, 2023, 4:40 p.m. EDT",
            ("2023-09-13T16:40:00-04:00", "minute", "America/New_York"),
        ),
        ("Wed 13 Sep 2023 09.14 BST", ("2023-09-13T09:14:00+01:00", "minute", "Europe/London")),
        (
            "Published: 13/09/2023 - 21:43 | Updated: 14/09/2023 - 08:10",
            ("2023-09-13T21:43:00", "minute", None),
        ),
        ("September 13, 2023 | 5 min read", ("2023-09-13", "day", None)),
        (
            "First published on 13 September 2023 at 11:43am GMT+3",
            ("2023-09-13T11:43:00+03:00", "minute", "+03:00"),
        ),
    ],
)
def test_visible_publication_lines(line: str, expected: tuple[str, str, str | None]) -> None:
    assert told(page(above=f"<p>{line}</p>")) == expected


def test_a_visible_clock_refines_a_day_and_keeps_both_pieces_of_evidence() -> None:
    published, _ = read(
        page(head=ld(datePublished="2023-09-13"), above="<p>Published 13 September 2023 11:43 KST</p>")
    )
    assert published is not None
    assert (published.at, published.zone) == ("2023-09-13T11:43:00+09:00", "Asia/Seoul")
    assert "JSON-LD" in published.evidence and "11:43 KST" in published.evidence


def test_a_time_in_utc_is_put_on_the_clock_that_the_page_shows() -> None:
    html = page(
        head=ld(datePublished="2023-09-14T02:05:30Z"), above="<p>Published September 13, 2023 10:05 pm</p>"
    )
    assert told(html) == ("2023-09-13T22:05:30-04:00", "second", "-04:00")


def test_a_time_in_utc_does_not_move_the_day_that_the_address_tells() -> None:
    published, notes = read(
        page(head=ld(datePublished="2023-09-14T02:05:30Z")), "https://gazette.example/2023/09/13/a"
    )
    assert published is not None and (published.at, published.precision) == ("2023-09-13", "day")
    assert "2023-09-14T02:05:30Z" in published.evidence
    assert any("whose clock is not known" in note for note in notes)


def test_an_update_is_not_the_publication() -> None:
    above = "<p>Published 13 September 2023</p><p>Updated 15 September 2023 08:00 GMT</p>"
    assert told(page(above=above)) == ("2023-09-13", "day", None)


def test_only_an_update_gives_no_publication_but_a_note() -> None:
    published, notes = read(page(above="<p>Last updated: 15 September 2023</p>"))
    assert published is None
    assert any("last change" in note for note in notes)


def test_the_copyright_year_is_not_the_publication() -> None:
    published, _ = read(page(below="<p>Copyright © 2017 The Merrow Gazette</p>"))
    assert published is None


def test_a_page_without_any_date_has_none() -> None:
    assert told(page()) is None


def test_hours_ago_cannot_be_placed() -> None:
    published, notes = read(page(above="<p>Published 3 hours ago</p>"))
    assert published is None
    assert any("3 hours ago" in note for note in notes)


def test_the_address_tells_the_day() -> None:
    assert told(page(), "https://gazette.example/world/2023/09/13/tarvia") == ("2023-09-13", "day", None)


def test_sources_that_differ_are_noted() -> None:
    head = ld(datePublished="2023-09-13T11:43:00Z") + '<meta name="pubdate" content="2023-08-01">'
    published, notes = read(page(head=head))
    assert published is not None and published.at.startswith("2023-09-13")
    assert any("2023-08-01" in note for note in notes)


def test_a_publication_rewritten_on_every_edit_gives_way_to_the_first_one() -> None:
    head = ld(datePublished="2023-09-20T08:00:00Z", dateModified="2023-09-20T08:00:00Z")
    head += '<meta property="article:published_time" content="2023-09-13T11:43:00Z">'
    published, notes = read(page(head=head))
    assert published is not None and published.at.startswith("2023-09-13")
    assert any("also the last change" in note for note in notes)


def test_a_date_later_than_the_last_change_is_kept_and_noted() -> None:
    published, notes = read(page(head=ld(datePublished="2093-01-05", dateModified="2023-09-13")))
    assert published is not None and published.at == "2093-01-05"
    assert any("later than the last change" in note for note in notes)


@pytest.mark.parametrize(
    ("lang", "zone"), [("en-IN", "Asia/Kolkata"), ("en-IL", "Asia/Jerusalem"), ("en", None)]
)
def test_an_abbreviation_of_several_clocks_needs_the_country(lang: str, zone: str | None) -> None:
    published, notes = read(page(above="<p>Published 18 November 2025 14:20 IST</p>", lang=lang))
    assert published is not None and published.zone == zone
    assert any("may be any of" in note for note in notes) == (zone is None)


@pytest.mark.parametrize(("lang", "day"), [("en-US", "2023-03-09"), ("en-GB", "2023-09-03"), ("en", None)])
def test_the_order_of_day_and_month_needs_the_country(lang: str, day: str | None) -> None:
    html = page(above='<p class="date">Published 03/09/2023</p>', lang=lang)
    published, notes = read(html)
    if day:
        assert published is not None and published.at == day
    else:
        assert any("day or month first" in note for note in notes)


def test_dates_of_other_reports_are_not_taken() -> None:
    below = '<aside class="related"><p>Published 1 January 2020</p><a href="/x">An older report about the gulf</a></aside>'
    assert told(page(above="<p>Published 13 September 2023</p>", below=below)) == ("2023-09-13", "day", None)
