"""What an analyst does at the desk, in a real browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.conftest import readings, titled
from whence.record.record import open_record

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough password"
VIEWS = ("/", "/events", "/timeline", "/map", "/sources", "/parties", "/articles", "/log", "/add")


@pytest.fixture
def record(tmp_path: Path) -> str:
    """A record with the small world of `tests/desk` in it."""
    address = str(tmp_path / "record.db")
    with open_record(address) as opened:
        for reading in readings():
            opened.add(reading)
        opened.settle()
    return address


def settled(page) -> None:
    """Wait until a plot that was asked for anew is there."""
    page.locator("#view:not([aria-busy])").wait_for()


def correct_three(page) -> None:
    """On the page of the launch: the count of three becomes two."""
    row = page.locator(".ledger tr", has_text="India's defence ministry").filter(
        has=page.locator("td.value", has_text="3")
    )
    row = row.filter(has=page.locator("input[name=editor][value=count]")).first
    row.locator(".fix > summary").click()
    row.locator("input[name=value]").fill("2")
    row.locator("input[name=why]").fill("a slip of the ministry")
    row.get_by_role("button", name="Set right").click()


def test_from_an_empty_record_over_the_sample_to_a_sentence_a_correction_and_back(tmp_path, start, browse):
    page = browse()
    page.goto(start(str(tmp_path / "new.db")))
    page.get_by_role("button", name="Read the sample").click()
    page.get_by_role("link", name="See the timeline").wait_for(timeout=120_000)
    page.get_by_role("link", name="See the timeline").click()
    page.locator("a.item", has_text="two short-range").click()
    page.get_by_role("heading", name="two short-range ballistic missiles").wait_for()
    assert "India's defence ministry" in page.locator(".disputes").inner_text()

    page.locator(".testimony", has_text="India's defence ministry").first.get_by_role(
        "link", name="in the article"
    ).click()
    assert "three ballistic missiles" in page.locator(".paper .text").inner_text()
    page.locator(".paper a.m-trigger", has_text="launched").first.hover()
    assert page.locator(".pop").is_visible()
    page.go_back()

    correct_three(page)
    assert "is written down" in page.locator(".notice.done").inner_text()
    disputed = page.locator(".dispute", has_text="How many: missile")
    assert disputed.count() == 0
    page.locator(".notice.done").get_by_role("button", name="Undo").click()
    disputed.wait_for()


def test_a_filter_is_in_the_address_and_the_address_shows_the_same_view(record, start, browse):
    address = start(record)
    page = browse()
    page.goto(f"{address}/events")
    page.get_by_label("Search").fill("ballistic")
    page.get_by_label("Type").select_option("MOBILIZE")
    page.get_by_role("button", name="Show").click()
    page.locator(".chip", has_text="ballistic").wait_for()
    shown = page.locator(".events").inner_text()
    assert "actor=" not in page.url, "what is empty is not in the address"
    other = browse()
    other.goto(page.url)
    assert other.locator(".events").inner_text() == shown
    other.get_by_role("link", name="Timeline").click()
    assert "q=ballistic" in other.url
    assert other.locator("a.item").count() == 1


def test_a_stretch_of_time_is_brushed_on_the_map_and_on_the_timeline(record, start, browse):
    address = start(record)
    page = browse()
    for path, plot in (("/map", ".brush svg"), ("/timeline", ".timeline")):
        page.goto(address + path)
        page.locator(plot).scroll_into_view_if_needed()
        box = page.locator(plot).bounding_box()
        y = box["y"] + box["height"] - 6
        page.mouse.move(box["x"] + 4, y)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 3, y, steps=6)
        page.mouse.up()
        page.wait_for_url("**since=*until=*")
        settled(page)
        assert page.locator(".chip").count() == 2, path
        page.go_back()
        settled(page)


def test_the_map_is_dragged_zoomed_and_steered_by_keys(record, start, browse):
    page = browse()
    page.goto(start(record) + "/map")
    page.get_by_role("link", name="closer").click()
    page.wait_for_url("**zoom=*")
    settled(page)
    zoom = int(page.url.partition("zoom=")[2][0])
    page.locator("figure.world").focus()
    page.keyboard.press("-")
    page.wait_for_url(f"**zoom={zoom - 1}*")
    settled(page)
    box = page.locator(".map").bounding_box()
    before = page.locator(".map").get_attribute("viewBox")
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 420, box["y"] + 260, steps=5)
    page.mouse.up()
    page.wait_for_function("b => document.querySelector('.map').getAttribute('viewBox') !== b", arg=before)
    settled(page)
    assert "at=" in page.url


def test_two_analysts_at_one_event_lose_nothing_and_see_each_other(record, start, browse):
    address = start(record)
    one, two = browse(), browse()
    one.goto(f"{address}/events?type=MOBILIZE")
    one.locator(".event .label").first.click()
    two.goto(one.url)
    correct_three(one)
    one.locator(".notice.done").wait_for()
    two.locator("#changed").wait_for(timeout=15_000)
    two.locator(".tree .fix > summary").first.click()
    two.get_by_role("button", name="Distrust it").first.click()
    two.get_by_role("heading", name="This event was changed meanwhile").wait_for()
    assert "a slip of the ministry" in two.locator("main").inner_text()
    two.get_by_role("button", name="Write mine down as well").click()
    two.locator(".notice.done").wait_for()
    two.goto(f"{address}/log")
    assert two.locator(".log li").count() == 2


def test_an_article_whose_headline_is_a_script_is_text(record, start, browse):
    page = browse()
    page.goto(start(record) + "/articles")
    page.get_by_role("link", name="<script>alert").click()
    assert "<script>alert" in page.locator("h1").inner_text()
    assert page.locator("main script, main img").count() == 0


def test_one_logs_in_and_may_do_what_the_role_allows(record, start, browse, tmp_path):
    for name, role in (("ada", "admin"), ("rae", "reader")):
        subprocess.run(
            [sys.executable, "-c", "from whence.cli.app import main; main()", "desk", "account", name, "--role", role, "--record", record],
            input=PASSWORD, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
        )  # fmt: skip
    address = start(record)
    for name, sees in (("ada", 1), ("rae", 0)):
        page = browse()
        page.goto(f"{address}/events")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/events")
        assert page.get_by_role("link", name="Add articles").count() == sees
        refused = page.evaluate(
            "fetch('/looked', {method: 'POST', body: new URLSearchParams({_seal: 'guessed'})}).then(r => r.status)"
        )
        assert refused == 403


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_fits_a_phone(record, start, browse, scheme):
    address = start(record)
    page = browse(390, 844, color_scheme=scheme)
    page.goto(f"{address}/events")
    event = page.locator(".event .label").first.get_attribute("href")
    page.goto(f"{address}/articles")
    article = page.locator(".list a").first.get_attribute("href")
    for path in (*VIEWS, event, article):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, f"{path}, all unfolded"
    page.goto(address + event)
    correct_three(page) if page.locator(".dispute").count() else None


@pytest.mark.parametrize("width", [390, 1440])
def test_a_word_of_any_length_stays_within_its_page(tmp_path, start, browse, width):
    address = str(tmp_path / "long.db")
    with open_record(address) as opened:
        opened.add(titled(readings()[0], "W" * 3000))
        opened.settle()
    page = browse(width, 844)
    desk = start(address)
    page.goto(f"{desk}/events?q=missiles")
    page.locator("#save-name").fill("V" * 80)
    page.get_by_role("button", name="Save").click()
    page.goto(f"{desk}/articles")
    article = page.locator(".list a").first.get_attribute("href")
    for path in ("/articles", article, "/events", "/sources", "/"):
        page.goto(desk + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    if width > 1000:
        page.goto(desk + article)
        title, notes = page.locator(".paper h1").bounding_box(), page.locator(".notes").bounding_box()
        assert title["x"] + title["width"] <= notes["x"]


def test_on_a_phone_the_menu_and_the_timeline_begin_where_one_is(record, start, browse):
    address = start(record)
    page = browse(390, 844)
    for path in ("/articles", "/log"):
        page.goto(address + path)
        here = page.locator(".top nav [aria-current]").bounding_box()
        assert here["x"] >= 0
        assert here["x"] + here["width"] <= 390, path
    page.goto(f"{address}/timeline?since=2025-10-01&until=2026-03-01")
    marks = [m.bounding_box()["x"] for m in page.locator("a.item use").all()]
    assert any(0 < x < 380 for x in marks)


def test_everything_can_be_read_without_scripts(record, start, browse):
    address = start(record)
    page = browse(java_script_enabled=False)
    for path in VIEWS:
        assert page.goto(address + path).status == 200
        assert page.locator("main").inner_text().strip()
    page.goto(f"{address}/events?type=MOBILIZE")
    page.locator(".event .label").first.click()
    correct_three(page)
    assert "is written down" in page.locator(".notice.done").inner_text()


CONTRAST = """() => {
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return {rgb: m.slice(0, 3), a: m[3] ?? 1}; };
  const lum = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a > .99) return c.rgb; }
    return [255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll('body *')) {
    if (e.closest('svg') || !e.checkVisibility() || e.closest('.sr, .skip')) continue;
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim())) continue;
    const [a, b] = [lum(parse(getComputedStyle(e).color).rgb), lum(ground(e))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) poor.push(`${e.tagName}.${e.className} ${ratio.toFixed(2)} ${e.textContent.trim().slice(0, 30)}`);
  }
  return poor;
}"""

NAMELESS = """() => {
  const named = (e) => e.getAttribute('aria-label') || e.textContent.trim() || e.title || e.labels?.length || e.value && e.type === 'submit';
  const found = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter((e) => !named(e)).map((e) => e.outerHTML.slice(0, 90));
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
  if (twice.length) found.push(`twice: ${twice}`);
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  if (!document.querySelector('main') || !document.documentElement.lang) found.push('no main or language');
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_has_contrast_names_and_one_heading(record, start, browse, scheme):
    address = start(record)
    page = browse(color_scheme=scheme)
    page.goto(f"{address}/events?type=MOBILIZE")
    event = page.locator(".event .label").first.get_attribute("href")
    page.goto(f"{address}/articles")
    articles = [a.get_attribute("href") for a in page.locator(".list a").all()]
    for path in (*VIEWS, event, *articles[:2], "/nowhere"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate(CONTRAST) == [], path
        assert page.evaluate(NAMELESS) == [], path


WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", WIDTHS)
def test_axe_finds_no_fault_on_any_view(record, start, browse, scheme, screen):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - needed where there is a browser

    axe = Axe()
    address = start(record)
    # Axe is put into the page from outside, which the desk's own policy forbids.
    page = browse(*WIDTHS[screen], color_scheme=scheme, bypass_csp=True)
    page.goto(f"{address}/events?type=MOBILIZE")
    event = page.locator(".event .label").first.get_attribute("href")
    page.goto(f"{address}/articles")
    articles = [a.get_attribute("href") for a in page.locator(".list a").all()]
    found = []
    for path in (*VIEWS, event, *articles[:2], "/events?q=nothing", "/nowhere"):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        for fault in axe.run(page).response["violations"]:
            found += [f"{path}: {fault['impact']} {fault['id']} {n['html'][:120]}" for n in fault["nodes"]]
    assert found == []


def tab_to(page, what: str, most: int = 120):
    """Press Tab until what has the focus fits a selector; that element."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", what):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", what
            return
    raise AssertionError(f"{what} is not reached with the Tab key")


def test_an_analyst_searches_judges_and_undoes_with_the_keyboard_alone(record, start, browse):
    page = browse()
    page.goto(start(record) + "/events")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to(page, "input[name=q]")
    page.keyboard.type("ballistic")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=ballistic")
    tab_to(page, "a.label")
    page.keyboard.press("Enter")
    page.locator(".event-page").wait_for()
    tab_to(page, ".tree summary")
    page.keyboard.press("Enter")
    tab_to(page, ".tree input[name=why]")
    page.keyboard.type("their counts held")
    tab_to(page, ".tree button")
    page.keyboard.press("Enter")
    page.locator(".notice.done").wait_for()
    assert "their counts held" in page.locator(".event-page .log").inner_text()
    tab_to(page, ".notice.done button")
    page.keyboard.press("Enter")
    page.locator(".notice.done", has_text="undo").wait_for()


def test_plots_and_marks_are_reached_with_the_keyboard(record, start, browse):
    address = start(record)
    page = browse()
    page.goto(f"{address}/timeline")
    tab_to(page, "figure[data-brush]")
    page.keyboard.press("+")
    page.wait_for_url("**since=*")
    settled(page)
    page.goto(f"{address}/timeline")  # the middle of the axis may hold nothing
    tab_to(page, "a.item")
    page.keyboard.press("Enter")
    page.locator(".event-page").wait_for()
    page.goto(f"{address}/articles")
    page.locator(".list a").first.click()
    tab_to(page, "a.m")
    assert page.locator(".pop").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".pop").is_hidden()


def test_nothing_moves_for_those_who_asked_for_less_motion_and_marks_stay_in_forced_colours(
    record, start, browse
):
    address = start(record)
    page = browse(reduced_motion="reduce", forced_colors="active")
    page.goto(f"{address}/events?type=MOBILIZE")
    page.locator(".event .label").first.click()
    moving = "[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    assert page.evaluate(moving) == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    # The shape of a status is drawn in the colour of the text.
    ink, mark = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.querySelector('.status .mark')).color]"
    )
    assert ink == mark
