// What makes reading easier where scripts run. Every page works without it: links and forms do the work.
import { brushes, keys, maps } from "./plots.js";

const main = document.querySelector("#view");

function themes() {
  const button = document.querySelector("#theme");
  if (!button) return;
  const dark = () => {
    const told = document.documentElement.dataset.theme;
    return told ? told === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const name = () => { button.textContent = dark() ? "Light" : "Dark"; };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try { localStorage.setItem("theme", next); } catch { /* for this page only */ }
    name();
  });
}

// On a narrow screen the menu is wider than it: begin where the present view is.
function menu() {
  const here = document.querySelector(".top nav [aria-current]");
  const bar = here?.closest("nav");
  if (bar) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
}

// A reference and its testimony light up together.
function testimonies() {
  const light = (claim, on) => {
    for (const part of main.querySelectorAll(`[data-claim="${CSS.escape(claim)}"]`)) part.classList.toggle("lit", on);
  };
  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    main.addEventListener(enter, (e) => { const r = e.target.closest?.(".ref"); if (r) light(r.dataset.claim, true); });
    main.addEventListener(leave, (e) => { const r = e.target.closest?.(".ref"); if (r) light(r.dataset.claim, false); });
  }
}

// Somebody else may change an event while it is looked at.
function watching() {
  const page = main.querySelector("[data-event]");
  const notice = document.querySelector("#changed");
  if (!page || !notice) return;
  const ask = async () => {
    if (document.hidden || !notice.hidden) return;
    try {
      const answer = await fetch(`/api/event/${encodeURIComponent(page.dataset.event)}/version`);
      if (!answer.ok) return;
      const told = await answer.json();
      if (told.version !== page.dataset.version) {
        notice.querySelector("a").href = `/event/${told.event}`;
        notice.hidden = false;
      }
    } catch { /* the desk is away; ask again later */ }
  };
  setInterval(ask, 5000);
  document.addEventListener("visibilitychange", ask);
}

// The reader: what a mark stands for, where the eye is; a claim and its parts together.
function reader() {
  const paper = main.querySelector(".paper");
  if (!paper) return;
  const pop = document.createElement("div");
  pop.className = "pop";
  pop.hidden = true;
  pop.setAttribute("aria-hidden", "true");
  document.body.append(pop);
  const claims = (numbers, on) => {
    for (const n of numbers) {
      document.querySelector(`#c${n}`)?.classList.toggle("lit", on);
      for (const part of paper.querySelectorAll(".m-trigger, .m-part, .m-time, .m-place, .m-source")) {
        if (part.dataset.claims?.split(" ").includes(n)) part.classList.toggle("lit", on);
      }
    }
  };
  const note = (id) => { const found = document.getElementById(id); return found?.classList.contains("note") ? found : null; };
  const show = (mark) => {
    const told = note(mark.dataset.note);
    if (!told) return;
    pop.replaceChildren(...told.cloneNode(true).childNodes);
    pop.querySelectorAll("[id]").forEach((n) => n.removeAttribute("id"));
    pop.hidden = false;
    const box = mark.getBoundingClientRect();
    const left = Math.min(box.left, innerWidth - pop.offsetWidth - 8);
    pop.style.setProperty("left", `${Math.max(8, left) + scrollX}px`);
    pop.style.setProperty("top", `${box.bottom + scrollY + 6}px`);
    told.classList.add("lit");
    if (mark.classList.contains("m-trigger")) claims([mark.dataset.note.slice(1)], true);
  };
  const hide = (mark) => {
    pop.hidden = true;
    note(mark.dataset.note)?.classList.remove("lit");
    if (mark.classList.contains("m-trigger")) claims([mark.dataset.note.slice(1)], false);
  };
  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    paper.addEventListener(enter, (e) => { const m = e.target.closest("a.m"); if (m) show(m); });
    paper.addEventListener(leave, (e) => { const m = e.target.closest("a.m"); if (m) hide(m); });
    const side = main.querySelector(".notes");
    side.addEventListener(enter, (e) => { const c = e.target.closest(".claim"); if (c) claims([c.dataset.claim], true); });
    side.addEventListener(leave, (e) => { const c = e.target.closest(".claim"); if (c) claims([c.dataset.claim], false); });
  }
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") pop.hidden = true; });
}

// Progress of what is being added.
function jobs() {
  const job = main.querySelector("[data-job]:not([data-done])");
  if (!job) return;
  const seen = job.querySelectorAll("tr").length;
  const ask = async () => {
    try {
      const told = await (await fetch(`/api/jobs/${job.dataset.job}`)).json();
      const bar = job.querySelector("progress");
      if (bar && told.share !== null) bar.value = told.share;
      if (told.done || told.lines !== seen) return location.reload();
    } catch { /* the desk is away; ask again */ }
    setTimeout(ask, 700);
  };
  setTimeout(ask, 700);
}

// Files may be dropped on the form for files.
function drops() {
  for (const form of main.querySelectorAll("[data-drop]")) {
    const field = form.querySelector("input[type=file]");
    form.addEventListener("dragover", (e) => { e.preventDefault(); form.classList.add("over"); });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", (e) => {
      e.preventDefault();
      form.classList.remove("over");
      if (e.dataTransfer.files.length) field.files = e.dataTransfer.files;
    });
  }
}

// What is not asked for is not in the address.
document.addEventListener("formdata", (e) => {
  if (!e.target.matches(".filters")) return;
  for (const [name, value] of [...e.formData]) if (value === "") e.formData.delete(name);
});

themes();
menu();
testimonies();
watching();
reader();
jobs();
drops();
brushes(main);
maps(main);
keys(main);
