"""How does a news page become an Article?

The body comes from trafilatura; on top of it stand three repairs. Where the page's own JSON-LD holds the text of the
report (``articleBody``), it says which paragraphs were missed and which do not belong. Where it does not, lines are
judged by what they say (``trim.py``). Headline, standfirst and byline are taken out of the body and kept apart.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import lxml.etree
import lxml.html
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from whence.article import Article, Published
from whence.gather.dates import country_of
from whence.gather.decode import decode
from whence.gather.errors import EmptyError, IndexPageError, LoginWallError, NoArticleError, VideoPageError
from whence.gather.metadata import (
    Metadata,
    author_of,
    country_told,
    domain_of,
    has_type,
    metadata_of,
    outlet_of,
    section_of,
    squeeze,
)
from whence.gather.published import published_of
from whence.gather.tongue import language_of
from whence.gather.trim import Block, is_full, key, plain, trim, words
from whence.knowledge.furniture import furniture

_KINDS = {"p": "p", "head": "head", "item": "item", "quote": "quote"}
_TEXT_ELEMENTS = ("p", "h2", "h3", "h4", "li", "blockquote", "pre")
_BLANKS = re.compile(r"\s+")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Below this many words nothing is called a report unless the page's own data says that it is one.
_FEWEST_WORDS = 25
_LONGEST_STANDFIRST = 16
_SHINGLE = 4
_INDEX = ("lists reports and tells none itself", "give the address of one of its reports")


def article_from_html(
    html: str | bytes,
    url: str | None = None,
    published: str | date | datetime | Published | None = None,
    outlet: str | None = None,
    *,
    source: str | None = None,
    charset: str | None = None,
) -> Article:
    """Take the report out of a news page.

    Args:
        html: the page, as text or as bytes (then decoded by byte order mark, content and declaration).
        url: where the page was found; the canonical address on the page goes before it in the article.
        published: known publication moment; goes before everything that the page tells.
        outlet: known name of the outlet; goes before what the page tells.
        source: how error messages name the input; the address where it is not given.
        charset: encoding named by an HTTP header.

    Raises:
        GatherError: one of its kinds, when the page is empty, no text, or holds no report.
        PublishedError: ``published`` is text that is no ISO 8601 date or date and time.
    """
    source = source or url or "the page"
    given = Published.parse(published or None)
    notes: list[str] = []
    if isinstance(html, bytes):
        decoded = decode(html, source, charset)
        html, notes = decoded.text, list(decoded.notes)
    elif not html.strip():
        raise EmptyError(source, "is empty", "give a page with a report in it")
    elif "%PDF-" in html[:1024]:
        decode(html[:1024].encode("utf-8", "replace"), source)
    cleaned = _NOT_XML.sub("\ufffd", html)
    if cleaned != html:
        notes.append("characters that no page may hold show as U+FFFD")
    tree = _parse(cleaned, source)
    page = metadata_of(tree, url)
    country = country_of(url or page.canonical, page.language) or country_told(page)
    if given is None:
        given, more = published_of(tree, page, url)
        notes += more
    title, repeated, standfirsts = _titles(tree, page, outlet)
    found = _extracted(tree, url)
    found = _guided(_continued(found, tree), tree, page)
    kept = trim(found, country, repeated, standfirsts)
    blocks = _without_standfirst(kept.blocks)
    text = "\n\n".join(block.text for block in blocks)
    _require_report(source, tree, page, found, blocks)
    language, disagreement = _language(text, page)
    if disagreement:
        notes.append(disagreement)
    author = (
        author_of(page) or _byline(tree) or next(iter(kept.bylines), None) or next(iter(kept.credits), None)
    )
    return Article(
        text=text,
        title=title,
        url=page.canonical or url,
        outlet=outlet or outlet_of(page, url),
        published=given,
        language=language,
        author=author,
        section=section_of(page),
        notes=tuple(dict.fromkeys(notes)),
    )


def _parse(html: str, source: str) -> Any:
    tree = None
    try:
        tree = load_html(html)
    except (ValueError, RecursionError, lxml.etree.LxmlError):
        tree = None
    if tree is None:
        try:
            tree = lxml.html.document_fromstring(
                html.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
            )
        except (ValueError, lxml.etree.LxmlError, AssertionError):
            tree = None
    if tree is None or not "".join(tree.itertext()).strip():
        raise NoArticleError(source, "holds no page", "give the HTML of a news report")
    return tree


# --- headline -------------------------------------------------------------------------------------------------------


def _text(element: Any) -> str:
    return _BLANKS.sub(" ", "".join(element.itertext())).strip()


def _without_outlet(title: str, outlets: set[str]) -> str:
    """The headline without " - The Outlet" behind or "The Outlet: " in front."""
    parts = re.split(r"\s+[|–—»·-]\s+|\s*[|]\s*|\s+::\s+", title)
    while len(parts) > 1 and key(parts[-1]) in outlets:
        cut = title.rfind(parts[-1])
        title = re.sub(r"[\s|–—»·:-]+$", "", title[:cut])
        parts.pop()
    if len(parts) > 1 and key(parts[0]) in outlets:
        title = re.sub(r"^[\s|–—»·:-]+", "", title[len(parts[0]) :])
    return title.strip()


def _overlap(one: str, other: str) -> float:
    first, second = set(key(one).split()), set(key(other).split())
    return len(first & second) / max(1, min(len(first), len(second)))


def _titles(tree: Any, page: Metadata, outlet: str | None) -> tuple[str | None, list[str], list[str]]:
    """The headline, every form of it that the page holds, and the standfirsts."""
    outlets = {key(name) for name in (outlet, outlet_of(page, None), domain_of(page.canonical)) if name}
    if domain := domain_of(page.canonical):
        outlets |= {key(domain.split(".")[0])}
    told = [squeeze(page.article.get("headline")), squeeze(page.article.get("name"))]
    told += (
        page.metas.get("og:title", []) + page.metas.get("twitter:title", []) + page.metas.get("dc.title", [])
    )
    element = tree.find(".//title")
    shown = plain(_text(element)) if element is not None else ""
    told = [_without_outlet(plain_title(one), outlets) for one in told if one]
    told = [one for one in told if one and key(one) not in outlets]
    headings = [_text(h) for h in tree.iter("h1")]
    headings = [h for h in headings if h and key(h) not in outlets and len(h) < 400]
    standfirsts = [
        squeeze(one)
        for one in (
            page.article.get("description"),
            page.article.get("alternativeHeadline"),
            *page.metas.get("og:description", []),
            *page.metas.get("description", []),
        )
        if one
    ]
    title = None
    for heading in headings:
        if any(_overlap(heading, one) >= 0.5 for one in [*told, shown] if one) and words(heading) >= 2:
            title = plain_title(heading)
            break
    if title is None and told:
        title = told[0]
    if title is None and len(headings) == 1:
        title = plain_title(headings[0])
    if title is None and shown:
        title = _without_outlet(shown, outlets)
        if title == shown:
            # an unknown outlet still stands behind the last dash or bar
            title = re.split(r"\s+[|–—»]\s+|\s+-\s+(?=[^-]{2,40}$)", shown)[0].strip()
    if title is not None and key(title) in outlets:
        title = None
    everything = [one for one in (title, shown, *told, *headings[:2]) if one]
    return title or None, everything, standfirsts


def plain_title(text: str) -> str:
    """A headline on one line, entities decoded."""
    return _BLANKS.sub(" ", entities.unescape(text)).strip()


# --- body -----------------------------------------------------------------------------------------------------------


def _extracted(tree: Any, url: str | None) -> list[Block]:
    try:
        found = bare_extraction(
            tree, url=url, include_comments=False, include_tables=True, include_links=True
        )
    except Exception:  # trafilatura meets pages that nobody has thought of; the paragraphs are still there
        found = None
    body = getattr(found, "body", None)
    if body is None:
        return [Block(_text(p)) for p in tree.iter("p") if _text(p)]
    return list(_blocks(body))


def _blocks(body: Any) -> Iterator[Block]:
    for element in body:
        if element.tag in ("list", "ul", "ol"):
            for item in element.iter("item", "li"):
                if text := _text(item):
                    yield Block(text, "item", _linked(item, text))
            continue
        if element.tag == "table":
            for row in element.iter("row", "tr"):
                cells = [text for cell in row if (text := _text(cell))]
                if cells:
                    yield Block(" | ".join(cells), "other", _linked(row, " ".join(cells)))
            continue
        if element.tag == "quote" and len(element.findall(".//p")) > 1:
            for paragraph in element.iter("p"):
                if text := _text(paragraph):
                    yield Block(text, "quote", _linked(paragraph, text))
            continue
        linked = _linked(element, _text(element))
        for line in _lines(element):
            yield Block(line, _KINDS.get(element.tag, "other"), linked)  # type: ignore[arg-type]


def _linked(element: Any, text: str) -> float:
    """Share of a block's characters that are links."""
    if not text:
        return 0.0
    return sum(len(_text(link)) for link in element.iter("ref", "a")) / len(text)


def _lines(element: Any) -> list[str]:
    """The text of an element, cut where a line break was."""
    for line_break in element.iter("lb", "br"):
        line_break.tail = f"\n{line_break.tail or ''}"
    lines = [_BLANKS.sub(" ", line).strip() for line in "".join(element.itertext()).split("\n")]
    return [line for line in lines if line]


def _continued(found: list[Block], tree: Any) -> list[Block]:
    """Add the rest of a report whose paragraphs are spread over several boxes of one class.

    Where most paragraphs found stand in boxes of one tag and class, and beside them (under the same ancestor) stand
    further boxes of that very class with paragraphs that were not found, those are body too.
    """
    wanted = {key(block.text): block for block in found if block.kind == "p"}
    total = sum(words(block.text) for block in wanted.values())
    if total < 60:
        return found
    boxes: dict[tuple[str, str], dict[Any, int]] = {}
    for paragraph in tree.iter("p"):
        box = paragraph.getparent()
        if box is None or not box.get("class"):
            continue
        text = _text(paragraph)
        inside = boxes.setdefault((box.tag, box.get("class")), {})
        inside[box] = inside.get(box, 0) + (words(text) if key(text) in wanted else 0)
    for inside in boxes.values():
        hit = [box for box, count in inside.items() if count >= 40]
        missed = [box for box, count in inside.items() if not count]
        if not hit or not missed or sum(inside.values()) < 0.6 * total:
            continue
        above = {ancestor for box in hit for ancestor in _ancestors(box, 3)}
        rest = [box for box in missed if any(ancestor in above for ancestor in _ancestors(box, 3))]
        more = {box: list(_paragraphs(box)) for box in rest}
        more = {
            box: blocks for box, blocks in more.items() if sum(is_full(block.text) for block in blocks) >= 2
        }
        if more:
            return _merged(found, tree, more)
    return found


def _ancestors(element: Any, levels: int) -> Iterator[Any]:
    for _ in range(levels):
        element = element.getparent()
        if element is None or element.tag in ("body", "html"):
            return
        yield element


def _paragraphs(box: Any) -> Iterator[Block]:
    for child in box:
        if child.tag in _TEXT_ELEMENTS and (text := _text(child)):
            yield Block(text, "head" if child.tag[0] == "h" else "p", _linked(child, text))
        elif child.tag in ("ul", "ol"):
            for item in child.iter("li"):
                if text := _text(item):
                    yield Block(text, "item", _linked(item, text))


def _merged(found: list[Block], tree: Any, more: dict[Any, list[Block]]) -> list[Block]:
    """The blocks found with further boxes put where they stand on the page."""
    where: dict[str, int] = {}
    at: list[tuple[int, list[Block]]] = []
    for position, element in enumerate(tree.iter()):
        if element in more:
            at.append((position, more[element]))
        elif element.tag in _TEXT_ELEMENTS:
            where.setdefault(key(_text(element)), position)
    known = {key(block.text) for block in found}
    merged: list[Block] = []
    reached = 0
    for block in found:
        position = where.get(key(block.text), reached)
        while at and at[0][0] < position:
            merged += [one for one in at.pop(0)[1] if key(one.text) not in known]
        reached = max(reached, position)
        merged.append(block)
    for _, blocks in at:
        merged += [one for one in blocks if key(one.text) not in known]
    return merged


def _shingles(text: str) -> list[tuple[str, ...]]:
    found = key(text).split()
    return [tuple(found[i : i + _SHINGLE]) for i in range(max(1, len(found) - _SHINGLE + 1))] if found else []


def _guided(found: list[Block], tree: Any, page: Metadata) -> list[Block]:
    """Let the report's text in the page's JSON-LD say which paragraphs belong to it."""
    told = page.article.get("articleBody")
    if not isinstance(told, str):
        return found
    told = entities.unescape(re.sub(r"<(?:br|/p|/div|/li|/h\d)[^>]{0,200}>", "\n", told))
    told = re.sub(r"</?[a-zA-Z][^>]{0,500}>", " ", told)
    wanted = set(_shingles(told))
    if len(wanted) < 80:
        return found
    covered = _cover(found, wanted)
    have: set[tuple[str, ...]] = {shingle for block in found for shingle in _shingles(block.text)}
    recall = len(have & wanted) / len(wanted)
    if recall < 0.85:
        again = list(_located(tree, wanted))
        have_again = {shingle for block in again for shingle in _shingles(block.text)}
        if len(have_again & wanted) / len(wanted) > recall + 0.1:
            return again
        lines = [_BLANKS.sub(" ", line).strip() for line in told.split("\n")]
        if recall < 0.5:
            return [Block(line) for line in lines if line]
        return found
    inside = sum(words(block.text) for block, share in zip(found, covered, strict=True) if share >= 0.5)
    if inside < 0.5 * sum(words(block.text) for block in found):
        return found
    return [
        block for block, share in zip(found, covered, strict=True) if share >= 0.3 or block.kind == "other"
    ]


def _cover(blocks: list[Block], wanted: set[tuple[str, ...]]) -> list[float]:
    """For each block the share of its shingles that ``wanted`` holds."""
    single = {word for shingle in wanted for word in shingle}
    shares = []
    for block in blocks:
        own = _shingles(block.text)
        if own and len(own[0]) < _SHINGLE:
            shares.append(float(all(word in single for word in own[0])))
        else:
            shares.append(sum(shingle in wanted for shingle in own) / len(own) if own else 0.0)
    return shares


def _located(tree: Any, wanted: set[tuple[str, ...]]) -> Iterator[Block]:
    """The paragraphs of a page whose words are wanted, in the page's order."""
    seen: set[str] = set()
    for element in tree.iter(*_TEXT_ELEMENTS):
        if any(True for _ in element.iter("p", "li")) and element.tag in ("li", "blockquote"):
            continue
        text = _text(element)
        same = key(text)
        if not same or same in seen:
            continue
        own = _shingles(text)
        if len(own[0]) < _SHINGLE or sum(shingle in wanted for shingle in own) < 0.6 * len(own):
            continue
        seen.add(same)
        yield Block(text, "head" if element.tag[0] == "h" else "item" if element.tag == "li" else "p")


def _without_standfirst(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Headings above the first paragraph are standfirst or label, not body.

    So are short lines that are no sentences, on a page whose paragraphs otherwise end as sentences do.
    """
    paragraphs = [block for block in blocks if block.kind == "p" and words(block.text) >= 12]
    careful = sum(is_full(block.text) for block in paragraphs) > 0.8 * len(paragraphs)
    for start, block in enumerate(blocks[:6]):
        ended = block.text.rstrip().endswith((".", "!", "?", "”", '"', ":"))
        if block.kind != "head" and (ended or not careful or words(block.text) > _LONGEST_STANDFIRST):
            return blocks[start:]
    return blocks


def _byline(tree: Any) -> str | None:
    known = furniture()
    for element in tree.xpath(
        "//*[@rel='author' or @itemprop='author' or contains(@class,'byline') or contains(@class,'author')]"
    )[:12]:
        text = plain(_text(element))
        if 3 <= len(text) <= 120:
            name = re.sub(r"^(?:written |story |report )?by[:\s]+", "", text, flags=re.IGNORECASE)
            if known.byline.fullmatch(f"By {name}"):
                return name
    return None


# --- what is no report ----------------------------------------------------------------------------------------------


def _require_report(
    source: str, tree: Any, page: Metadata, found: list[Block], blocks: tuple[Block, ...]
) -> None:
    """Raise the error that says why a page holds no report, if it holds none.

    ``found`` are the blocks before the page's furniture was taken out, ``blocks`` those that are left.
    """
    count = sum(words(block.text) for block in blocks)
    full = [block for block in blocks if is_full(block.text) and block.kind != "item"]
    kind = (page.metas.get("og:type") or [""])[0].lower()
    is_report = bool(page.article) or "article" in kind
    teasers = sum(block.linked > 0.8 and words(block.text) >= 4 for block in found)
    if not is_report and (
        (teasers >= 5 and len(full) <= 2 * teasers)
        or _mostly_teasers(tree, {key(block.text) for block in full})
    ):
        raise IndexPageError(source, *_INDEX)
    if count >= 150 and len(full) >= 3:
        return
    body = tree.find(".//body")
    body = tree if body is None else body
    visible = _visible_text(body)
    missing = furniture().missing
    cut = page.article.get("isAccessibleForFree") in (False, "False", "false")
    if count < (60 if cut else _FEWEST_WORDS) and missing["login"].search(visible):
        raise LoginWallError(
            source,
            "asks for a login or a subscription and shows no report",
            "save the page while logged in, or give the text itself",
        )
    if count < 60 and len(visible) < 3000:
        if missing["robot"].search(visible):
            raise LoginWallError(
                source, "is a check against robots, not the page", "open it in a browser and save it"
            )
        if missing["gone"].search(visible):
            raise NoArticleError(source, "says that the page does not exist", "check the address")
    if count < _FEWEST_WORDS and (kind.startswith("video") or has_type(page.nodes, "videoobject")):
        raise VideoPageError(source, "shows a video and tells no report", "give a page with text")
    inside = sum(words(block.text) for block in full)
    links = sum(words(_text(link)) for link in body.iter("a"))
    if not is_report and inside < 40 and links > 0.5 * words(visible) and links >= 30:
        raise IndexPageError(source, *_INDEX)
    if count < _FEWEST_WORDS and not (is_report and full):
        raise NoArticleError(source, "holds no report", "give the page of a report, or its text")


def _mostly_teasers(tree: Any, full: set[str]) -> bool:
    """Whether most paragraphs stand in small boxes under a heading that leads elsewhere."""
    if len(full) < 4:
        return False
    teasers = 0
    for paragraph in tree.iter("p", "div"):
        if len(paragraph) > 3 or key(_text(paragraph)) not in full:
            continue
        for box in _ancestors(paragraph, 2):
            headings = list(box.iter("h1", "h2", "h3", "h4"))
            if not headings:
                continue
            heading = headings[0]
            wrapped = heading.getparent() is not None and heading.getparent().tag == "a"
            leads = wrapped or any(words(_text(link)) >= 3 for link in heading.iter("a"))
            teasers += len(headings) == 1 and leads and sum(1 for _ in box.iter("p")) <= 3
            break
    return teasers >= 4 and teasers > 0.6 * len(full)


def _visible_text(body: Any) -> str:
    body = deepcopy(body)
    for element in list(body.iter("script", "style", "noscript", "template")):
        if element.getparent() is not None:
            element.drop_tree()
    return _BLANKS.sub(" ", " ".join(body.itertext())).strip().replace("’", "'")


def _language(text: str, page: Metadata) -> tuple[str | None, str | None]:
    declared = (
        page.language[:2].lower()
        if page.language and re.match(r"[A-Za-z]{2}(?![A-Za-z])", page.language)
        else None
    )
    found = language_of(text)
    if found and declared and found != declared:
        return found, f"the page is declared to be in {declared!r} but reads as {found!r}"
    return found or declared, None
