"""The bundled pages are news pages as one meets them."""

from __future__ import annotations

import pytest
from lxml import html

from whence.sample import pages


def test_three_pages_ship_each_with_an_address_of_its_own():
    assert len({page.url for page in pages()}) == 3
    assert all(page.url.split("/")[2].endswith(".example") for page in pages())


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.file)
def test_each_page_has_a_headline_and_the_clutter_of_real_pages(page):
    tree = html.fromstring(page.html.encode())
    assert len(tree.findall(".//h1")) == 1
    assert tree.findall(".//input")
    assert len(tree.findall(".//li")) >= 2
    assert 200 <= len(" ".join(p.text_content() for p in tree.iter("p")).split()) <= 400
