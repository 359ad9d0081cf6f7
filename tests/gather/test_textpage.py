"""Text scraped off a page loses its headline, publication line and furniture, and nothing of the report."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gather.pages import PARAGRAPHS, TITLE
from whence.article import Article
from whence.gather.headers import headers_of
from whence.gather.textpage import article_from_text_page

BODY = "\n\n".join(PARAGRAPHS)


def test_the_whole_frame_is_taken_off() -> None:
    text = f"{TITLE}\n\n{TITLE}\n  • PublishedNovember 18, 2025\n\n{BODY}\n\n\nLeave a Reply\n\nYour email address will not be published. Required fields are marked *"
    article = article_from_text_page(text)
    assert article.title == TITLE
    assert article.text == BODY
    assert article.published is not None
    assert (article.published.at, article.published.precision, article.published.zone) == (
        "2025-11-18",
        "day",
        None,
    )
    assert article.published.evidence == 'page text "PublishedNovember 18, 2025"'


def test_clean_paragraphs_stay_character_for_character() -> None:
    text = f"  {BODY}\n\n \u00a0\n"
    article = article_from_text_page(text)
    assert article.text == text
    assert article.title is None and article.published is None


@pytest.mark.parametrize(
    "first",
    [
        "The defence ministry said on Tuesday that nothing had been fired.",
        "“We fired nothing,” the minister said.",
        "HALDEN, Tarvia (Merrow Wire) — The defence ministry said on Tuesday that nothing had been fired from the range.",
        "It rained.",
    ],
)
def test_a_first_line_that_is_a_sentence_is_no_headline(first: str) -> None:
    text = f"{first}\n\n{BODY}"
    article = article_from_text_page(text)
    assert article.title is None
    assert article.text == text


def test_a_headline_alone_above_the_body_is_taken() -> None:
    article = article_from_text_page(f"{TITLE}\n\n{BODY}")
    assert (article.title, article.text) == (TITLE, BODY)


def test_a_headline_the_caller_knows_is_taken_out_of_the_text() -> None:
    article = article_from_text_page(f"{TITLE}.\n\n{BODY}", title=TITLE)
    assert (article.title, article.text) == (TITLE, BODY)


def test_menu_headline_byline_and_date_above_the_body() -> None:
    text = f"Skip to content\nHome\nWorld | Politics | Sport | Opinion\n\n{TITLE}\n\nBy Ida Holm and Per Strand, Merrow Wire\n18 November 2025, 16:40 GMT\nShare\n\n{BODY}"
    article = article_from_text_page(text)
    assert (article.title, article.text) == (TITLE, BODY)
    assert article.author == "Ida Holm and Per Strand, Merrow Wire"
    assert article.published is not None and article.published.at == "2025-11-18T16:40:00Z"


def test_updated_is_not_published() -> None:
    article = article_from_text_page(
        f"{TITLE}\nPublished 18 November 2025\nUpdated 20 November 2025\n\n{BODY}"
    )
    assert article.published is not None and article.published.at == "2025-11-18"
    article = article_from_text_page(f"{TITLE}\nUpdated 20 November 2025\n\n{BODY}")
    assert article.published is None
    assert any("last change" in note for note in article.notes)


def test_dates_inside_the_report_are_not_the_publication() -> None:
    text = f"{BODY}\n\nThe last such launch was on 3 March 2021, when two missiles fell into the gulf."
    article = article_from_text_page(text)
    assert article.published is None
    assert article.text == text


def test_hours_ago_is_noted_and_not_resolved() -> None:
    article = article_from_text_page(f"{TITLE}\nPublished 2 hours ago\n\n{BODY}")
    assert article.published is None
    assert article.text == BODY
    assert any("2 hours ago" in note for note in article.notes)


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Read more: Oster to hold naval drill in autumn",
        "RELATED: Five things to know about the gulf",
        "Sign up for our newsletter",
        "Share on Facebook",
        "Photo: Ida Holm/Merrow Wire",
        "A frigate leaves Halden on Monday. (Merrow Wire/Handout photo)",
        "Story continues below",
        "Follow us on Twitter and Facebook.",
        "3 comments",
        "Copyright 2025 The Merrow Gazette. All rights reserved.",
    ],
)
def test_furniture_between_paragraphs_is_taken_out(line: str) -> None:
    text = "\n\n".join((*PARAGRAPHS[:2], line, *PARAGRAPHS[2:]))
    assert article_from_text_page(text).text == BODY


def test_what_follows_the_report_is_cut() -> None:
    tail = "Related stories\nStorm cuts power in three towns\nHarbour bridge to close in June\nAbout us\nContact us"
    assert article_from_text_page(f"{BODY}\n\n{tail}").text == BODY


def test_a_related_box_in_the_middle_does_not_cut_the_report() -> None:
    text = f"{BODY}\n\nRelated stories\nStorm cuts power in three towns\n\n{BODY.replace('Tarvia', 'Oster')}"
    assert article_from_text_page(text).text.endswith(PARAGRAPHS[-1])
    assert "Oster's navy fired" in article_from_text_page(text).text


def test_what_the_caller_knows_goes_first() -> None:
    article = article_from_text_page(
        f"{TITLE}\nPublished 18 November 2025\n\n{BODY}",
        published="2025-11-19",
        outlet="Wire",
        url="https://wire.example/1",
    )
    assert article.published is not None and article.published.at == "2025-11-19"
    assert (article.outlet, article.url) == ("Wire", "https://wire.example/1")


def test_invisible_marks_do_not_hide_furniture_and_stay_in_the_body() -> None:
    text = f"\u200f{TITLE}\u200f\n\n{BODY}\u200e\n\n\u200fLeave a Reply\u200f"
    article = article_from_text_page(text)
    assert article.title == TITLE
    assert article.text == f"{BODY}\u200e"


@settings(max_examples=150, deadline=None)
@given(st.text(), st.sampled_from(["", TITLE, "Published 18 November 2025", "Leave a Reply", BODY]))
def test_any_text_gives_an_article(text: str, frame: str) -> None:
    given_text = f"{frame}\n{text}\n{frame}"
    article = article_from_text_page(given_text)
    assert isinstance(article, Article)
    assert all(line in given_text for line in article.text.splitlines() if line.strip())


STYLES = {
    "menu, standfirst, place beside the name, two dates, a boxed newsletter, topics": (
        "Skip to main content\nNews\nOpinion\nSport\nWorld\nEurope\n\nDrone hits power plant near Halden, leaving towns "
        "without light\nRegional governor says three workers were wounded as the grid operator warns of outages\n\n"
        "Ida Holm in Halden\nThu 14 Mar 2024 08.22 GMT\nLast modified on Thu 14 Mar 2024 11.05 GMT\n\n{first}\n\n"
        "skip past newsletter promotion\nSign up to The Merrow Morning\nThe week's pivotal stories, chosen for you\n"
        "after newsletter promotion\n\n{second}\n\nExplore more on these topics\nTarvia\nOster\nnews\nShare\n",
        "Drone hits power plant near Halden, leaving towns without light",
        "2024-03-14T08:22:00Z",
        "Ida Holm in Halden",
    ),
    "clock right behind the year, caption, credits": (
        "Tarvia says it struck a depot near the border\nBy Ida Holm and Per Strand\nMay 7, 20249:14 AM GMT+3Updated 2 "
        "hours ago\n\nSmoke rises above the border, May 7, 2024. REUTERS/Per Strand Purchase Licensing Rights\n\n{first}\n\n"
        "{second}\n\nThe Daily Gulf newsletter brings you the day's news. Sign up here.\n\nReporting by Ida Holm; Editing "
        "by Per Strand\n",
        "Tarvia says it struck a depot near the border",
        "2024-05-07T09:14:00+03:00",
        "Ida Holm and Per Strand",
    ),
    "labels above, date told twice, a list for screen readers": (
        "NEWS\n|\nConflict\nTarvia's army says it repelled an attack on Lund Bay\nFighting in the last stronghold of the "
        "army has displaced thousands of people, aid groups say.\n\nBy Gazette Staff\nPublished On 12 May 2024\n12 May 2024\n"
        "{first}\n\nKeep reading\nlist of 2 items\nlist 1 of 2\nWhat is known of the war\nlist 2 of 2\nWho are the rebels?\n"
        "end of list\n{second}\n\nSource: Gazette and news agencies\n",
        "Tarvia's army says it repelled an attack on Lund Bay",
        "2024-05-12",
        "Gazette Staff",
    ),
    "press release": (
        "FOR IMMEDIATE RELEASE\nMarch 5, 2024\n\nMinistry condemns shelling of border village\n\n{first}\n\n{second}\n\n###\n\n"
        "Media contact: press@mod.example\n",
        "Ministry condemns shelling of border village",
        "2024-03-05",
        None,
    ),
    "place and outlet on lines of their own": (
        "Tarvian jets strike targets in the north\nBy Ida Holm, Gazette\n2 minute read\nPublished 5:02 AM EDT, Tue May 7, "
        "2024\n\nHalden\nGazette\n —\n{first}\n\n{second}\n",
        "Tarvian jets strike targets in the north",
        "2024-05-07T05:02:00-04:00",
        "Ida Holm, Gazette",
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_pages_of_many_styles(style: str) -> None:
    text, title, published, author = STYLES[style]
    article = article_from_text_page(text.format(first=PARAGRAPHS[0], second=PARAGRAPHS[1]))
    assert article.title == title
    assert [line for line in article.text.splitlines() if line] == list(PARAGRAPHS[:2])
    assert article.published is not None and article.published.at == published
    assert article.author == author


def test_stamps_of_a_live_blog_stay() -> None:
    text = f"14:05\n{PARAGRAPHS[0]}\n13:50 GMT\n{PARAGRAPHS[1]}"
    assert article_from_text_page(text).text == text


def test_long_texts_take_time_in_proportion() -> None:
    article = article_from_text_page(
        f"{TITLE}\n\n" + "\n\n".join(f"{PARAGRAPHS[0]} Number {n}." for n in range(600))
    )
    assert article.text.endswith("Number 599.")


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
def test_headers_above_a_text_tell_what_it_is(break_: str) -> None:
    lines = [
        "\ufeffTitle: Nothing fired: ministry", "SOURCE : Merrow Wire", "URL: https://merrow.example/a",
        "Published at: 2025-11-18T14:05Z", "Section: World", "", *PARAGRAPHS,
    ]  # fmt: skip
    article = article_from_text_page(break_.join(lines))
    assert article.title == "Nothing fired: ministry"
    assert (article.outlet, article.url) == ("Merrow Wire", "https://merrow.example/a")
    assert article.published is not None
    assert article.published.evidence == 'header line "2025-11-18T14:05Z"'
    assert article.text == break_.join(PARAGRAPHS)


def test_a_header_may_tell_the_date_as_pages_do_or_not_at_all() -> None:
    article = article_from_text_page(f"Source: A\nDate: November 18, 2025\n\n{BODY}")
    assert article.published is not None and article.published.at == "2025-11-18"
    article = article_from_text_page(f"Source: A\nDate: last week\n\n{BODY}")
    assert article.published is None
    assert article.notes == ('"last week", the date above the text, is no date that is understood',)


@pytest.mark.parametrize(
    "dateline",
    [
        "HALDEN, Nov 18, 2025 (Merrow Wire) - ",
        "(Halden, 18 November 2025) – ",
        "[Halden, 18 Nov 2025] — ",
        "Halden, November 18, 2025 (MW) -- ",
    ],
)
def test_a_dateline_with_a_full_date_tells_the_publication(dateline: str) -> None:
    article = article_from_text_page(f"{TITLE}\n\n{dateline}{BODY}")
    assert article.published is not None and article.published.at == "2025-11-18"
    assert article.text == f"{dateline}{BODY}"


@pytest.mark.parametrize("dateline", ["HALDEN (Merrow Wire) - ", "HALDEN, Nov 18 (Merrow Wire) - "])
def test_a_dateline_without_a_year_tells_no_publication(dateline: str) -> None:
    article = article_from_text_page(
        f"{TITLE}\n\n{dateline}On 9 May 1995, he said, nothing was fired. {BODY}"
    )
    assert article.published is None


def test_what_the_caller_gives_goes_before_headers() -> None:
    article = article_from_text_page(
        f"Title: Other\nSource: A\nDate: 2025-11-18\n\n{BODY}", TITLE, "2025-11-19", outlet="B"
    )
    assert article.published is not None
    assert (article.title, article.outlet, article.published.at) == (TITLE, "B", "2025-11-19")
    assert article.text == BODY


@pytest.mark.parametrize(
    "text",
    [
        f"Update: Three people were hurt.\n\n{BODY}",
        f"Date: unknown to the police.\n\n{BODY}",
        f"The minister said: nothing was fired.\nSource: the ministry.\nDate: Tuesday.\n\n{BODY}",
        "Title: A\nSource: B\n",
    ],
)
def test_what_only_looks_like_headers_stays(text: str) -> None:
    assert headers_of(text) is None
