"""Pages that the tests of this room read, made up for them."""

from __future__ import annotations

PARAGRAPHS = (
    "Tarvia's navy fired three anti-ship missiles into the Gulf of Merrow on Tuesday, the defence ministry said, a day "
    "before its foreign minister was due in the neighbouring republic of Oster.",
    "The missiles were launched from the Halden range at about 9:20 a.m. and fell into the sea some 180 kilometres to "
    "the west, a spokesman told reporters in the capital.",
    "Oster's prime minister called the launches “a reckless act” and said that two patrol boats had been sent to the "
    "area to look for debris.",
    "Fishermen in the port of Lund Bay said that they had been ordered ashore at dawn without being told the reason.",
)
TITLE = "Tarvia fires three missiles into gulf ahead of talks"


def body(paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def page(
    head: str = "",
    above: str = "",
    inside: str = "",
    below: str = "",
    title: str = TITLE,
    lang: str = "en",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
) -> str:
    """A news page: ``above`` stands between headline and body, ``inside`` after the second paragraph."""
    return f"""<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title} | The Merrow Gazette</title>{head}</head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article><h1>{title}</h1>{above}
{body(paragraphs[:2])}
{inside}
{body(paragraphs[2:])}
</article>{below}</main>
<footer>© 2019 The Merrow Gazette. All rights reserved.</footer></body></html>"""


def ld(**fields: str) -> str:
    import json  # noqa: PLC0415

    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'
