"""A desk as a process of its own, and a real browser at it: Debian's Chromium, steered by playwright."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts `whence desk` on a record; its address."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(record: str, *options: str) -> str:
        port = free_port()
        command = [
            sys.executable, "-c", "from whence.cli.app import main; main()", "desk", "--record", record, "--port", str(port),
            "--no-browser", *options,
        ]  # fmt: skip
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        running.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE))
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{address}/static/icon.svg", timeout=5).close()
            except OSError:
                assert running[-1].poll() is None, running[-1].stderr.read().decode()
                time.sleep(0.1)
            else:
                return address
        raise AssertionError("the desk did not start")

    yield begin
    for process in running:
        process.terminate()
        process.wait(60)
        process.stderr.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """The browser."""
    if CHROMIUM is None:
        if os.environ.get("WHENCE_CHROMIUM") == "required":
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as steered:
        browser = steered.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: object) -> Iterator[Callable[..., object]]:
    """Opens a window of its own; whatever a page complains about fails the test."""
    contexts = []
    complaints: list[str] = []

    def window(width: int = 1280, height: int = 900, **options: object) -> object:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda m: complaints.append(m.text) if "Content Security Policy" in m.text else None
        )
        page.on("dialog", lambda d: (complaints.append(f"a dialog: {d.message}"), d.dismiss()))
        return page

    yield window
    for context in contexts:
        context.close()
    assert complaints == []
