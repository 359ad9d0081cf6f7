"""A news page becomes its report, and nothing that stands beside it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.gather.pages import PARAGRAPHS, TITLE, body, ld, page
from whence.article import Article, ArticleError
from whence.gather.errors import (
    BinaryError,
    EmptyError,
    IndexPageError,
    LoginWallError,
    NoArticleError,
    PdfError,
    VideoPageError,
)
from whence.gather.page import article_from_html

BODY = "\n\n".join(PARAGRAPHS)


def test_the_body_is_the_paragraphs_and_nothing_else() -> None:
    assert article_from_html(page()).text == BODY


def test_the_headline_is_taken_once_and_without_the_outlet() -> None:
    article = article_from_html(page(above=f"<h2>{TITLE}</h2>"))
    assert article.title == TITLE
    assert TITLE not in article.text


@pytest.mark.parametrize(
    "furniture",
    [
        '<div class="cookie-banner"><p>We use cookies to give you the best experience on our website.</p></div>',
        "<p>Read more: Oster to hold naval drill in autumn</p>",
        "<p>ADVERTISEMENT</p>",
        "<p>Sign up for our morning newsletter and never miss a story.</p>",
        "<p>Share this article</p>",
        "<p>RELATED: Five things to know about the Gulf of Merrow</p>",
        '<p><a href="/x">Oster’s fleet: what is known about the new patrol boats</a></p>',
        "<figure><img src='x.jpg'><figcaption>A frigate off Halden. Photo: Navy handout</figcaption></figure>",
        "<p>Image credit: The Merrow Gazette</p>",
        "<p>Follow us on Twitter and Facebook.</p>",
    ],
)
def test_furniture_between_paragraphs_is_left_out(furniture: str) -> None:
    assert article_from_html(page(inside=furniture)).text == BODY


@pytest.mark.parametrize(
    "furniture",
    [
        '<div id="comments"><h3>Leave a Reply</h3><p>Your email address will not be published. Required fields are '
        "marked *</p><form><textarea></textarea></form></div>",
        "<h3>Most read</h3><ul><li><a href='/a'>Storm cuts power in three towns on the coast</a></li>"
        "<li><a href='/b'>Harbour bridge to close for a week in June</a></li></ul>",
        "<p>(Reporting by Ida Holm; Editing by Per Strand)</p>",
        "<p>© 2021 The Merrow Gazette. All rights reserved.</p>",
        "<p>Tags: navy, missiles, Oster</p>",
        "<h3>Related stories</h3>",
    ],
)
def test_furniture_below_the_body_is_left_out(furniture: str) -> None:
    assert article_from_html(page(below=furniture)).text == BODY


def test_sentences_that_resemble_furniture_stay() -> None:
    said = (
        "More than forty people had signed up for the march by noon, and the organisers said they would share the "
        "route on Facebook.",
        "Police said that anyone who follows the boats should contact the coast guard, which subscribes to a policy "
        "of warning twice.",
        "The commission earned the trust of both sides, the minister said. (AFP)",
    )
    paragraphs = (*PARAGRAPHS, *said)
    assert article_from_html(page(paragraphs=paragraphs)).text == "\n\n".join(paragraphs)


def test_list_items_and_subheadings_inside_the_body_stay() -> None:
    inside = (
        "<h2>What Oster demands</h2><ul><li>An end to all launches into the gulf until the talks are over.</li>"
        "<li>A shared list of closed areas, published a week ahead.</li></ul>"
    )
    text = article_from_html(page(inside=inside)).text
    assert "What Oster demands\n\nAn end to all launches" in text
    assert text.endswith(PARAGRAPHS[-1])


def test_byline_and_date_above_the_body_are_not_body() -> None:
    article = article_from_html(page(above="<p>By Ida Holm | Published November 18, 2025 4:40 pm</p>"))
    assert article.text == BODY
    assert article.published is not None and article.published.at == "2025-11-18T16:40:00"


def test_a_paragraph_that_is_also_the_description_stays() -> None:
    head = f'<meta property="og:description" content="{PARAGRAPHS[0]}">'
    assert article_from_html(page(head=head)).text.startswith(PARAGRAPHS[0])


def test_a_pull_quote_does_not_repeat_its_sentence() -> None:
    article = article_from_html(page(inside="<blockquote>they had been ordered ashore at dawn</blockquote>"))
    assert article.text.count("ordered ashore at dawn") == 1


def test_a_report_spread_over_several_boxes_is_taken_whole() -> None:
    filler = tuple(
        f"In district number {n} the council met on Monday evening and voted to keep the old ferry line open for another year, officials said."
        for n in range(8)
    )
    boxes = "".join(
        f'<div class="body__part">{body(filler[i : i + 2])}</div><div class="ad">Advertisement</div>'
        for i in range(0, 8, 2)
    )
    html = f"<html lang='en'><head><title>Ferry line stays</title></head><body><main><article><h1>Ferry line stays open</h1>{boxes}</article></main></body></html>"
    text = article_from_html(html).text
    assert [sentence for sentence in filler if sentence in text] == list(filler)
    assert "Advertisement" not in text


def test_the_text_in_json_ld_says_which_paragraphs_belong() -> None:
    long = tuple(p + " " + p.replace("Tuesday", "Monday").replace("said", "repeated") for p in PARAGRAPHS)
    stray = "The Gazette's travel desk has chosen the ten finest beaches of the western coast for a long summer weekend."
    head = ld(articleBody=" ".join(long))
    assert stray not in article_from_html(page(head=head, inside=f"<p>{stray}</p>", paragraphs=long)).text


def test_what_the_page_says_about_itself() -> None:
    head = (
        '<meta property="og:site_name" content="The Merrow Gazette"><meta property="article:section" content="World">'
        '<link rel="canonical" href="https://gazette.example/world/tarvia-fires">'
    ) + ld(author="Ida Holm")
    article = article_from_html(
        page(head=head), url="https://gazette.example/world/tarvia-fires?utm_source=x"
    )
    assert (article.outlet, article.author, article.section) == ("The Merrow Gazette", "Ida Holm", "World")
    assert article.url == "https://gazette.example/world/tarvia-fires"
    assert article.language == "en"


def test_the_outlet_comes_from_the_publisher_or_else_from_the_domain() -> None:
    node = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": TITLE,
            "publisher": {"@type": "Organization", "name": "Merrow Wire"},
        }
    )
    head = f'<script type="application/ld+json">{node}</script>'
    assert article_from_html(page(head=head)).outlet == "Merrow Wire"
    assert article_from_html(page(), url="https://www.gazette.example/a").outlet == "gazette.example"


def test_what_the_caller_knows_goes_before_the_page() -> None:
    article = article_from_html(
        page(head=ld(datePublished="2020-01-01")), published="2021-05-06", outlet="Wire"
    )
    assert article.outlet == "Wire"
    assert article.published is not None and article.published.at == "2021-05-06"
    assert article.published.evidence == "given by the caller"


def test_a_wrong_language_tag_is_noted() -> None:
    article = article_from_html(page(lang="de"))
    assert article.language == "en"
    assert any("'de'" in note for note in article.notes)


def test_another_language_is_told() -> None:
    german = tuple(
        f"Die Regierung hat am Dienstag mitgeteilt, dass der Hafen Nummer {n} nach dem Sturm wieder geöffnet ist und die "
        "Fähren mit einer Verspätung von zwei Stunden fahren."
        for n in range(4)
    )
    assert (
        article_from_html(
            page(paragraphs=german, title="Hafen nach dem Sturm wieder offen", lang="en")
        ).language
        == "de"
    )


def test_bytes_are_decoded_as_the_page_declares() -> None:
    html = page(
        paragraphs=(
            *PARAGRAPHS,
            "The café in Málaga was closed, the owner said, because of the naval exercise.",
        )
    )
    latin = (
        html.replace("utf-8", "iso-8859-1")
        .replace("“", '"')
        .replace("”", '"')
        .replace("’", "'")
        .encode("latin-1")
    )
    assert "café in Málaga" in article_from_html(latin).text
    assert "café in Málaga" in article_from_html(html.encode("utf-16")).text


def test_direction_marks_do_not_hide_furniture() -> None:
    assert article_from_html(page(inside="<p>\u200fAdvertisement\u200e</p>")).text == BODY


def test_lone_surrogates_and_null_bytes_do_not_stop_the_reader() -> None:
    article = article_from_html(
        page(
            paragraphs=(
                *PARAGRAPHS,
                "The last word of the report was \ud800 and \x00 nothing more was said by anyone.",
            )
        )
    )
    assert article.text.startswith(PARAGRAPHS[0])
    assert any("U+FFFD" in note for note in article.notes)


@pytest.mark.parametrize(
    ("html", "error"),
    [
        ("", EmptyError),
        (" \n\t ", EmptyError),
        (b"", EmptyError),
        (b"%PDF-1.7 binary follows", PdfError),
        ("%PDF-1.4 text of a PDF", PdfError),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), BinaryError),
        ("<html><body></body></html>", NoArticleError),
        (
            "<html><body><h1>Exclusive</h1><p>Subscribe to continue reading this article.</p><form>"
            "<input type=password></form></body></html>",
            LoginWallError,
        ),
        (
            '<html><head><meta property="og:type" content="video.other"></head><body><h1>Watch: storm hits coast</h1>'
            "<video src=x></video><p>A storm has hit the coast.</p></body></html>",
            VideoPageError,
        ),
        ("<html><body><h1>404</h1><p>Page not found</p></body></html>", NoArticleError),
        (
            "<html><body><h1>World news</h1>"
            + "".join(
                f'<div class="teaser"><h3><a href="/{n}">Ministers of the coastal region meet for round number {n}</a></h3>'
                f"<p>The ministers of region {n} met on Monday to talk about the closure of the ferry line.</p></div>"
                for n in range(12)
            )
            + "</body></html>",
            IndexPageError,
        ),
    ],
)
def test_a_page_without_a_report_says_why(html: str | bytes, error: type[ArticleError]) -> None:
    with pytest.raises(error, match=r"saved\.html: .+; .+"):
        article_from_html(html, source="saved.html")


def test_a_short_report_is_a_report() -> None:
    html = page(paragraphs=PARAGRAPHS[:2])
    assert article_from_html(html).text == "\n\n".join(PARAGRAPHS[:2])


def test_the_same_page_gives_the_same_article() -> None:
    html = page(head=ld(datePublished="2023-09-13T11:43:00+09:00"))
    assert article_from_html(html) == article_from_html(html)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.text(),
        st.binary(max_size=300),
        st.text(alphabet="<>/=\"'pdivah1 \n&;#x0abc-!").map(lambda t: page(inside=t, above=t)),
    )
)
def test_any_input_gives_an_article_or_a_typed_error(html: str | bytes) -> None:
    try:
        article = article_from_html(html)
    except ArticleError as error:
        assert str(error)
    else:
        assert isinstance(article, Article) and article.text
