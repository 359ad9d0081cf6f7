"""What does `whence demo` show?"""

from __future__ import annotations

from whence.cli import output


def demo(*, as_json: bool, explain: bool) -> int:
    """Read the bundled pages, print what each claims, then the events they tell of together.

    Returns:
        The exit status, 0.
    """
    import whence  # noqa: PLC0415 - loads the engine
    from whence.cli.render import View  # noqa: PLC0415
    from whence.corroborate import corroborate  # noqa: PLC0415
    from whence.sample import pages  # noqa: PLC0415

    listed = pages()
    readings = [whence.read_html(page.html, url=page.url) for page in listed]
    events = corroborate(readings)
    if as_json:
        for line in (*(r.to_json() for r in readings), *(e.to_json() for e in events)):
            output.write_line(line)
        return 0
    console = output.results()
    view = View(console, explain=explain)
    for number, (page, reading) in enumerate(zip(listed, readings, strict=True), 1):
        console.rule(f"report {number}: {page.about}", align="left", characters="─")
        view.reading(reading)
    console.rule("events, over all three reports", align="left", characters="─")
    view.events(events, readings)
    return 0
