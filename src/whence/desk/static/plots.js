// Plots under the hand: brush a stretch of time, drag and zoom the map. The server draws; links do the same without scripts.

// Take the view of another address in place of this one, without leaving the page.
export async function go(address, { replace = false } = {}) {
  const main = document.querySelector("#view");
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { "x-part": "view" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#view");
    if (!answer.ok || !fresh) { location.assign(address); return; }
    main.replaceChildren(...fresh.childNodes);
    for (const part of [".filters", ".chips"]) {
      const old = document.querySelector(part);
      const next = page.querySelector(part);
      if (old && next) old.replaceWith(next);
      else if (old && !next) old.remove();
      else if (!old && next) main.before(next);
    }
    history[replace ? "replaceState" : "pushState"]({ desk: true }, "", address);
    shown = here();
    brushes(main);
    maps(main);
  } finally {
    main.removeAttribute("aria-busy");
  }
}

// Back and forward to another view load it; to another place of this one they do not.
const here = () => location.pathname + location.search;
let shown = here();
addEventListener("popstate", () => { if (here() !== shown) location.reload(); });

const iso = (moment) => `${new Date(moment).toISOString().slice(0, 16)}Z`;

function asked(changes) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

// Where a plot is wider than the screen, begin where most of its marks are (labels reach far beyond these).
function middle(figure) {
  if (figure.scrollWidth <= figure.clientWidth) return;
  const drawn = figure.querySelectorAll("svg a use, .histogram a rect");
  const marks = [...drawn].map((m) => m.getBoundingClientRect()).map((box) => box.left + box.width / 2).sort((a, b) => a - b);
  if (marks.length) figure.scrollLeft += marks[marks.length >> 1] - figure.getBoundingClientRect().left - figure.clientWidth / 2;
}

// Drag over a time axis to choose a stretch.
export function brushes(main) {
  for (const hint of main.querySelectorAll(".hint")) hint.hidden = false;
  for (const figure of main.querySelectorAll("[data-brush]")) {
    const plot = figure.querySelector("svg");
    middle(figure);
    const since = Date.parse(figure.dataset.since);
    const until = Date.parse(figure.dataset.until);
    const share = (e) => {
      const box = plot.getBoundingClientRect();
      return Math.min(1, Math.max(0, (e.clientX - box.left) / box.width));
    };
    const width = plot.viewBox.baseVal.width;
    let from = null;
    let drawn = null;
    let moved = false;
    plot.addEventListener("pointerdown", (e) => {
      if (e.button !== 0 || e.pointerType === "touch") return;
      from = share(e);
      moved = false;
    });
    addEventListener("pointermove", (e) => {
      if (from === null) return;
      const to = share(e);
      if (!moved && Math.abs(to - from) * width < 8) return;
      moved = true;
      if (!drawn) {
        drawn = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        drawn.setAttribute("class", "selection");
        drawn.setAttribute("y", "0");
        drawn.setAttribute("height", "100%");
        plot.append(drawn);
      }
      drawn.setAttribute("x", Math.min(from, to) * width);
      drawn.setAttribute("width", Math.abs(to - from) * width);
      e.preventDefault();
    });
    addEventListener("pointerup", (e) => {
      if (from === null) return;
      const [a, b] = [from, share(e)].sort((x, y) => x - y);
      from = null;
      drawn?.remove();
      drawn = null;
      if (moved) go(asked({ since: iso(since + a * (until - since)), until: iso(since + b * (until - since)) }));
    });
    plot.addEventListener("click", (e) => { if (moved) { e.preventDefault(); moved = false; } }, true);
    plot.addEventListener("dragstart", (e) => e.preventDefault());
    plot.addEventListener("wheel", (e) => {
      if (!e.ctrlKey && !e.metaKey) return;
      e.preventDefault();
      if (main.getAttribute("aria-busy")) return;
      const factor = e.deltaY < 0 ? 0.6 : 1 / 0.6;
      const at = since + share(e) * (until - since);
      go(asked({ since: iso(at - (at - since) * factor), until: iso(at + (until - at) * factor) }), { replace: true });
    }, { passive: false });
  }
}

// Drag and zoom the map: the picture moves at once, the server draws it anew when the hand rests.
export function maps(main) {
  const figure = main.querySelector("[data-map]");
  if (!figure) return;
  const plot = figure.querySelector("svg");
  const unit = 10;
  const most = Number(figure.dataset.most);
  const box = plot.viewBox.baseVal;
  const begun = { x: box.x, y: box.y, width: box.width, height: box.height };
  const set = (x, y, width, height) => plot.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
  const rest = (x, y, width, height, zoom) => {
    const lon = (((x + width / 2) / unit + 540) % 360) - 180;
    const up = -(y + height / 2) / unit;
    const lat = (2 * Math.atan(Math.exp((up * Math.PI) / 180)) - Math.PI / 2) * (180 / Math.PI);
    go(asked({ at: `${lat.toFixed(3)},${lon.toFixed(3)}`, zoom: String(zoom) }), { replace: true });
  };
  let from = null;
  let moved = false;
  plot.addEventListener("pointerdown", (e) => {
    if (e.button === 0) { from = { x: e.clientX, y: e.clientY }; moved = false; }
  });
  addEventListener("pointermove", (e) => {
    if (!from || !plot.isConnected) return;
    const scale = 1 / plot.getScreenCTM().a;
    const dx = (e.clientX - from.x) * scale;
    const dy = (e.clientY - from.y) * scale;
    if (!moved && Math.hypot(e.clientX - from.x, e.clientY - from.y) < 5) return;
    moved = true;
    set(begun.x - dx, begun.y - dy, begun.width, begun.height);
  });
  addEventListener("pointerup", () => {
    if (!from || !plot.isConnected) return;
    from = null;
    const now = plot.viewBox.baseVal;
    if (moved) rest(now.x, now.y, now.width, now.height, Number(figure.dataset.zoom));
  });
  plot.addEventListener("click", (e) => { if (moved) { e.preventDefault(); moved = false; } }, true);
  plot.addEventListener("dragstart", (e) => e.preventDefault());
  plot.addEventListener("wheel", (e) => {
    if (!e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    if (main.getAttribute("aria-busy")) return;
    const zoom = Math.max(0, Math.min(most, Number(figure.dataset.zoom) + (e.deltaY < 0 ? 1 : -1)));
    if (zoom === Number(figure.dataset.zoom)) return;
    const factor = 2 ** (Number(figure.dataset.zoom) - zoom);
    const { x: px, y: py } = new DOMPoint(e.clientX, e.clientY).matrixTransform(plot.getScreenCTM().inverse());
    const [w, h] = [begun.width * factor, begun.height * factor];
    const [x, y] = [px - (px - begun.x) * factor, py - (py - begun.y) * factor];
    set(x, y, w, h);
    rest(x, y, w, h, zoom);
  }, { passive: false });
}

// Arrow keys, + and − on a plot press the buttons above it; those links also work in place.
export function keys(main) {
  main.addEventListener("keydown", (e) => {
    if (!e.target.closest?.("figure") || e.ctrlKey || e.metaKey || e.altKey) return;
    const key = e.key === "=" ? "+" : e.key;
    const link = main.querySelector(`.zoom [data-key="${CSS.escape(key)}"]`);
    if (!link) return;
    e.preventDefault();
    const label = e.target.closest("figure").getAttribute("aria-label");
    go(link.getAttribute("href")).then(() => main.querySelector(`figure[aria-label="${CSS.escape(label)}"]`)?.focus());
  });
  main.addEventListener("click", (e) => {
    const link = e.target.closest?.(".zoom a");
    if (!link || e.ctrlKey || e.metaKey || e.shiftKey || e.button) return;
    e.preventDefault();
    const key = link.dataset.key;
    go(link.getAttribute("href")).then(() => main.querySelector(`.zoom [data-key="${CSS.escape(key)}"]`)?.focus());
  });
}
