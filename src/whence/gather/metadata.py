"""What do a page's head and embedded data say about it: headline, outlet, writer, section, address, language, dates?"""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from whence.article import host_of
from whence.knowledge.publication import publication


class Metadata(NamedTuple):
    """What one page says about itself; lists keep the page's order."""

    article: dict[str, Any]
    """The JSON-LD node that stands for the report, or an empty dict."""
    nodes: tuple[dict[str, Any], ...]
    metas: dict[str, list[str]]
    canonical: str | None
    language: str | None
    """The language tag the page declares, such as ``en-GB``."""


_BLANKS = re.compile(r"\s+")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


def squeeze(text: object) -> str:
    """Plain text of a metadata value: entities decoded, mark-up dropped, white space collapsed."""
    if not isinstance(text, str):
        return ""
    text = entities.unescape(text)
    if "<" in text:
        text = re.sub(r"</?[a-zA-Z][^>]{0,500}>", " ", text)
    if "&" in text:
        text = entities.unescape(text)
    return _BLANKS.sub(" ", text).strip()


def _walk(value: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"):
                yield from _walk(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value[:200]:
            yield from _walk(inner, depth + 1)


def _types(node: dict[str, Any]) -> set[str]:
    kinds = node.get("@type")
    found = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for kind in found if kind}


def has_type(nodes: tuple[dict[str, Any], ...], name: str) -> bool:
    """Whether any node is of the schema.org type ``name`` (lower case)."""
    return any(name in _types(node) for node in nodes)


def _json(text: str) -> object:
    text = text.strip()
    text = re.sub(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$", "", text)
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text.rstrip(";"))):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _same_page(node: dict[str, Any], addresses: set[str]) -> bool:
    told = [node.get("url"), node.get("@id"), node.get("mainEntityOfPage")]
    for one in told:
        if isinstance(one, dict):
            one = one.get("@id") or one.get("url")  # noqa: PLW2901
        if isinstance(one, str) and _bare(one) in addresses:
            return True
    return False


def _bare(url: str) -> str:
    return (
        re.sub(r"^https?://(www\.|amp\.|m\.)?", "", url.strip().lower())
        .split("#")[0]
        .split("?")[0]
        .rstrip("/")
    )


def _choose(nodes: list[dict[str, Any]], addresses: set[str], titles: list[str]) -> dict[str, Any]:
    kinds = publication().types
    reports = [node for node in nodes if _types(node) & kinds]
    if not reports:
        return {}
    known = {re.sub(r"\W+", " ", title.lower()).strip() for title in titles if title}

    def weight(node: dict[str, Any]) -> tuple[int, int, int]:
        headline = re.sub(r"\W+", " ", squeeze(node.get("headline") or node.get("name")).lower()).strip()
        fits = bool(headline) and any(headline in title or title in headline for title in known if title)
        return (
            int(_same_page(node, addresses)) + int(fits),
            int(bool(node.get("datePublished"))),
            int(bool(headline)),
        )

    return max(reports, key=weight)


def metadata_of(tree: Any, url: str | None) -> Metadata:
    """Read ``<meta>``, ``<link>`` and JSON-LD of a parsed page."""
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = meta.get("content") or meta.get("value") or meta.get("datetime")
        if not content:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key = meta.get(attribute)
            if key:
                metas.setdefault(key.strip().lower(), []).append(squeeze(content))
    canonical = None
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            canonical = link.get("href").strip()
            break
    canonical = canonical or next(iter(metas.get("og:url", [])), None)
    if canonical and not re.match(r"https?://[^/]+", canonical, re.IGNORECASE):
        try:
            canonical = urljoin(url, canonical) if url else None
        except ValueError:
            canonical = None
    nodes: list[dict[str, Any]] = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text and len(script.text) < 5_000_000:
            nodes.extend(_walk(_json(script.text)))
    heading = tree.find(".//h1")
    titles = [
        *metas.get("og:title", []),
        " ".join(heading.itertext()) if heading is not None else "",
    ]
    addresses = {_bare(one) for one in (url, canonical) if one}
    root = tree if tree.tag == "html" else tree.find(".//html")
    declared = (
        (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"))
        if root is not None
        else None
    )
    article = _choose(nodes, addresses, titles)
    language = declared or article.get("inLanguage") or next(iter(metas.get("content-language", [])), None)
    locale = next(iter(metas.get("og:locale", [])), None)
    if locale and (not language or (isinstance(language, str) and locale[:2].lower() == language.lower())):
        language = locale
    language = language.strip() if isinstance(language, str) else None
    return Metadata(
        article=article,
        nodes=tuple(nodes),
        metas=metas,
        canonical=canonical,
        language=language
        if language and re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*", language)
        else None,
    )


def _names(value: object) -> list[str]:
    if isinstance(value, str):
        return [squeeze(value)]
    if isinstance(value, dict):
        return _names(value.get("name"))
    if isinstance(value, list):
        return [name for one in value[:12] for name in _names(one)]
    return []


def outlet_of(page: Metadata, url: str | None) -> str | None:
    """Name of the outlet: ``og:site_name``, the JSON-LD publisher, an application name, else the domain."""
    for name in page.metas.get("og:site_name", []):
        if name and not name.startswith("@"):
            return name
    for node in (page.article, *page.nodes):
        for name in _names(node.get("publisher")):
            if name:
                return name
    for node in page.nodes:
        if _types(node) & {"newsmediaorganization", "website"}:
            for name in _names(node):
                if name:
                    return name
    for key in ("application-name", "dc.publisher", "dcterms.publisher", "cre", "al:ios:app_name"):
        for name in page.metas.get(key, []):
            if name:
                return name
    return domain_of(url or page.canonical)


def domain_of(url: str | None) -> str | None:
    """Registered host of an address without ``www.``."""
    host = host_of(url)
    return re.sub(r"^(www\d?|m|amp)\.", "", host) if host else None


def country_told(page: Metadata) -> str | None:
    """ISO 3166-1 alpha-2 of the publisher's address in the page's JSON-LD."""
    for node in (page.article, *page.nodes):
        publisher = node.get("publisher")
        for one in (publisher, node) if isinstance(publisher, dict) else (node,):
            address = one.get("address")
            country = address.get("addressCountry") if isinstance(address, dict) else None
            country = country.get("name") if isinstance(country, dict) else country
            if isinstance(country, str) and re.fullmatch(r"[A-Z]{2}", country):
                return country
    return None


def author_of(page: Metadata) -> str | None:
    """Writers as the page's data names them, joined by commas; addresses and handles are no names."""
    told = _names(page.article.get("author")) or _names(page.article.get("creator"))
    if not told:
        for key in (
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "dc.creator",
            "byl",
            "article:author_name",
            "citation_author",
        ):
            told = [name for name in page.metas.get(key, []) if name]
            if told:
                break
    names: list[str] = []
    for one in told:
        name = re.sub(r"^by[:\s]+", "", one, flags=re.IGNORECASE).strip(" ,")
        if name and len(name) <= 120 and not re.match(r"https?:|www\.|@|/", name) and name not in names:
            names.append(name)
    return ", ".join(names) or None


def section_of(page: Metadata) -> str | None:
    """Section as the page's data names it."""
    told = page.article.get("articleSection")
    for name in _names(told) + [
        one
        for key in ("article:section", "og:article:section", "parsely-section")
        for one in page.metas.get(key, [])
    ]:
        if name and len(name) <= 80:
            return name
    return None
