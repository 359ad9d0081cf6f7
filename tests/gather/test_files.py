"""Whatever a user names becomes an article or an error that says what to do."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gather.pages import PARAGRAPHS, TITLE, ld, page
from whence.article import ArticleError
from whence.gather import errors, files
from whence.gather.files import article_from_bytes, article_from_source, is_page

BODY = "\n\n".join(PARAGRAPHS)


def written(folder: Path, name: str, data: bytes | str) -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def test_a_page_is_told_from_its_content_not_from_its_name(tmp_path: Path) -> None:
    article = article_from_source(written(tmp_path, "saved.txt", page(head=ld(datePublished="2023-09-13"))))
    assert (article.title, article.text) == (TITLE, BODY)
    article = article_from_source(written(tmp_path, "saved.html", f"{TITLE}\n\n{BODY}"))
    assert (article.title, article.text) == (TITLE, BODY)


def test_what_the_caller_knows_goes_first(tmp_path: Path) -> None:
    path = written(tmp_path, "a.html", page())
    article = article_from_source(
        path, published="2021-05-06", outlet="Wire", url="https://wire.example/a", title="Other"
    )
    assert (article.outlet, article.url, article.title) == ("Wire", "https://wire.example/a", "Other")
    assert article.published is not None and article.published.at == "2021-05-06"


def test_standard_input() -> None:
    assert article_from_source("-", stdin=io.BytesIO(f"{TITLE}\n\n{BODY}".encode())).text == BODY
    with pytest.raises(errors.EmptyError, match="standard input"):
        article_from_source("-", stdin=io.BytesIO(b""))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.EmptyError),
        (b" \n\r\n\t", errors.EmptyError),
        (b"\xef\xbb\xbf", errors.EmptyError),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", errors.PdfError),
        (b"\n\n%PDF-1.7\n", errors.PdfError),
        (b"PK\x03\x04" + bytes(range(256)), errors.BinaryError),
        (bytes(range(256)) * 20, errors.BinaryError),
        (b"\xff\xd8\xff\xe0" + bytes(50), errors.BinaryError),
        (b"<html><body><p>Nothing here</p></body></html>", errors.NoArticleError),
    ],
)
def test_inputs_that_hold_no_report(tmp_path: Path, data: bytes, error: type[ArticleError]) -> None:
    path = written(tmp_path, "input.html", data)
    with pytest.raises(error) as raised:
        article_from_source(path)
    assert path in str(raised.value) and ";" in str(raised.value)


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(errors.IsDirectoryError, match="folder"):
        article_from_source(str(tmp_path))
    with pytest.raises(errors.NotFoundError, match="no such file"):
        article_from_source(str(tmp_path / "missing.html"))
    with pytest.raises(errors.GatherError):
        article_from_source("null\x00byte")
    with pytest.raises(errors.GatherError):
        article_from_source("x" * 5000)


def test_an_archive_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "huge.html"
    with path.open("wb") as file:
        file.truncate(files.MOST_BYTES + 1)
    with pytest.raises(errors.TooLargeError, match="50 MB"):
        article_from_source(str(path))
    with pytest.raises(errors.TooLargeError, match="standard input"):
        article_from_source("-", stdin=io.BytesIO(bytes(files.MOST_BYTES + 1)))


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
)
def test_texts_in_many_encodings(encoding: str) -> None:
    text = "The café in Málaga was closed on Tuesday, the owner said.\n\nThe naïve rôle of the mayor's résumé was not discussed at all, he added."
    assert article_from_bytes(text.encode(encoding), "x").text == text


def test_cyrillic_without_a_declaration() -> None:
    text = (
        "Министерство обороны сообщило во вторник, что учения в заливе завершены и корабли вернулись в порт. "
        * 4
    )
    article = article_from_bytes(text.encode("cp1251"), "x")
    assert "Министерство обороны" in article.text
    assert article.language == "ru"
    assert any("no encoding was declared" in note for note in article.notes)


def test_invalid_bytes_are_counted() -> None:
    data = (BODY * 5).encode().replace(b"capital", b"capit\xff\xfeal", 1)
    article = article_from_bytes(data, "x")
    assert "capit\ufffd\ufffdal" in article.text
    assert any(note.startswith("2 places hold bytes") for note in article.notes)


@pytest.mark.parametrize("text", [BODY, "a < b and b > c", "He wrote <strong> on the wall.", "<-- arrow", ""])
def test_texts_are_not_taken_for_pages(text: str) -> None:
    assert not is_page(text)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_a_typed_error(data: bytes) -> None:
    try:
        article_from_bytes(data, "input")
    except ArticleError as error:
        assert "input" in str(error)
