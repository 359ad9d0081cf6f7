"""Files, folders, archives and tables give their articles one by one, and say what they have none of."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.gather.pages import PARAGRAPHS, TITLE, page
from whence.article import ArticleError, Published
from whence.gather.fields import MappingError, Unused, columns
from whence.gather.many import (
    Failed,
    Given,
    Item,
    PassedOver,
    article_of,
    articles_in,
    check_columns,
    how_many,
)

BODY = "\n\n".join(PARAGRAPHS)
GIVEN = Given()


def found(*sources: object) -> list[object]:
    return list(articles_in(map(str, sources)))


def items(*sources: object) -> list[Item]:
    return [f for f in found(*sources) if isinstance(f, Item)]


def test_a_folder_is_searched_through_and_through(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "z.html").write_text(page())
    (tmp_path / "b" / "a.txt").write_text(f"{TITLE}\n\n{BODY}")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / ".git" / "config.txt").write_text("x")
    names = [Path(f.name).name for f in found(tmp_path)]  # type: ignore[attr-defined]
    assert names == ["a.txt", "photo.jpg", "z.html"]
    assert isinstance(found(tmp_path)[1], PassedOver)
    assert how_many([str(tmp_path)]) is not None
    assert [article_of(i, GIVEN).title for i in items(tmp_path)] == [TITLE, TITLE]


@pytest.mark.parametrize("ending", ["zip", "tar", "tar.gz", "tgz", "tar.xz"])
def test_archives_are_opened(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"all.{ending}"
    members = {
        "in/a.html": page(),
        "in/photo.png": "x",
        "in/rows.jsonl": json.dumps({"text": BODY, "title": TITLE}),
    }
    if ending == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in members.items():
                archive.writestr(name, data)
    else:
        with tarfile.open(
            path, f"w:{'' if ending == 'tar' else ending.removeprefix('tar.').replace('tgz', 'gz')}"
        ) as tar:
            for name, data in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(data.encode())
                tar.addfile(info, io.BytesIO(data.encode()))
    assert [article_of(i, GIVEN).title for i in items(path)] == [TITLE, TITLE]
    assert [f.name for f in found(path) if isinstance(f, PassedOver)] == [f"{path}/in/photo.png"]


def test_lines_and_tables_tell_articles_by_their_columns(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text(
        json.dumps(
            {
                "text": BODY,
                "headline": TITLE,
                "url": "https://a.example/1",
                "date": "2025-11-18",
                "source": "A",
            }
        )
        + "\n\nno json\n[1]\n"
        + json.dumps({"title": "nothing else"})
    )
    first, *rest = found(lines)
    assert isinstance(first, Item)
    article = article_of(first, GIVEN)
    assert (article.text, article.title, article.url, article.outlet) == (
        BODY,
        TITLE,
        "https://a.example/1",
        "A",
    )
    assert article.published is not None and article.published.at == "2025-11-18"
    assert [f.name.rpartition(":")[2] for f in rest] == ["3", "4", "5"]  # type: ignore[attr-defined]
    assert isinstance(rest[0], Failed) and isinstance(rest[1], Failed)
    with pytest.raises(ArticleError, match="has no text"):
        article_of(rest[2], GIVEN)  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "sign"), [("t.csv", ","), ("t.csv", ";"), ("t.tsv", "\t")])
def test_columns_are_mapped(tmp_path: Path, name: str, sign: str) -> None:
    table = tmp_path / name
    table.write_text(
        f'story{sign}kicker{sign}when\n"Line one.\n""Two"" lines."{sign}Head{sign}2025-11-18\n',
        encoding="utf-8-sig",
    )
    given = Given(columns=columns("text=story, title=kicker,published=when"))
    (item,) = items(table)
    article = article_of(item, given)
    assert (article.text, article.title) == ('Line one.\n"Two" lines.', "Head")
    check_columns([str(table)], given.columns)
    with pytest.raises(ArticleError, match="has no text"):
        article_of(item, Given(columns=columns("text=body")))


def test_a_column_that_a_table_has_not_is_told_once_with_those_it_has(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("in/t.csv", "story,when\na,b\nc,d\n")
        archive.writestr("in/page.html", page())
    with pytest.raises(MappingError, match=r"t.csv has no column 'body' \(for text\); it has story, when$"):
        check_columns([str(tmp_path)], columns("text=body,published=when"))
    with pytest.raises(MappingError, match="none of the sources is a table"):
        check_columns(["-", "https://a.example/t.csv", str(tmp_path / "nothere")], columns("text=body"))


def test_of_lines_some_may_lack_a_column_that_others_have(tmp_path: Path) -> None:
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"story": "x"}\n{"story": "y", "kicker": "z"}\n')
    mapped = columns("text=story,title=kicker")
    check_columns([str(lines)], mapped)
    assert [article_of(i, Given(columns=mapped)).title for i in items(lines)] == [None, "z"]


def test_columns_that_no_article_takes_anything_from_are_named(tmp_path: Path) -> None:
    table, lines = tmp_path / "t.csv", tmp_path / "a.jsonl"
    table.write_text("text,kicker,when,headline\na,b,c,\nd,e,f,g\n")
    lines.write_text('{"text": "x"}\n')
    for mapping, unused in (("", ["kicker", "when"]), ("published=when,title=kicker", ["headline"])):
        seen = Unused(columns(mapping))
        for item in items(table, lines):
            seen.see(item.table, item.data)
        assert list(seen.named()) == [(str(table), unused)]


def test_a_row_that_does_not_fit_its_table_does_not_stop_the_rest(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("text,title\na,b,c\nx,y\nonly\n")
    assert [type(f) for f in found(table)] == [Failed, Item, Failed]


@pytest.mark.parametrize("mapping", ["text", "colour=red", "text="])
def test_a_mapping_that_makes_no_sense_is_refused(mapping: str) -> None:
    with pytest.raises(MappingError, match="FIELD=COLUMN"):
        columns(mapping)


def test_what_cannot_be_opened_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK no archive")
    (tmp_path / "broken.tar.gz").write_bytes(b"\x1f\x8b nothing")
    (tmp_path / "latin.csv").write_bytes("text\ncaf\xe9\n".encode("latin-1"))
    (tmp_path / "good.txt").write_text(f"{TITLE}\n\n{BODY}")
    results = found(tmp_path / "nothere.html", tmp_path)
    failed = {Path(f.name).name: f.why for f in results if isinstance(f, Failed)}
    assert set(failed) == {"nothere.html", "broken.zip", "broken.tar.gz", "latin.csv"}
    assert "no UTF-8" in failed["latin.csv"]
    assert len([f for f in results if isinstance(f, Item)]) == 1


def test_the_digest_tells_inputs_apart(tmp_path: Path) -> None:
    one, same, other = (Item(n, "bytes", d) for n, d in (("a", b"x"), ("b", b"x"), ("c", b"y")))
    assert one.digest(GIVEN) == same.digest(GIVEN) != other.digest(GIVEN)
    assert one.digest(GIVEN) != one.digest(Given(published=Published.parse("2025-11-18")))
    assert Item("https://a.example", "address", b"").digest(GIVEN) is None


def test_readings_are_taken_as_they_are(tmp_path: Path) -> None:
    lines = tmp_path / "read.jsonl"
    lines.write_text('{"schema":"whence.reading/1"}\n')
    assert items(lines)[0].kind == "reading"
