// A slider that moves shows new figures at once; refined figures come in when they are there.
"use strict";
const form = document.getElementById("form");
const answer = document.getElementById("answer");
const told = document.getElementById("told"); // the chosen figure, in sight while something is set
const comma = document.documentElement.lang === "nl";
const drawings = new Map(); // paths are sent once: a drawing is kept, and gets other colours
let turn = 0;
let soon = 0;

const shownAs = (text) => (comma ? text.replace(".", ",") : text);

const address = () => {
  const given = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...given]) {
    if (value === "") given.delete(name);
    else if (/^-?\d+,\d+$/.test(value.trim())) given.set(name, value.trim().replace(",", "."));
  }
  return given;
};

const keep = (part) => {
  for (const figure of part.querySelectorAll("figure[data-land]")) {
    drawings.set(figure.dataset.land, figure.querySelector("svg.drawing"));
  }
};

const recoloured = (part) => {
  for (const marks of part.querySelectorAll("div.drawing")) {
    const drawing = drawings.get(marks.closest("figure").dataset.land);
    drawing.setAttribute("aria-label", marks.dataset.message);
    const regions = new Map([...drawing.querySelectorAll(".region")].map((one) => [one.id, one]));
    for (const mark of marks.children) {
      const region = regions.get(mark.dataset.region);
      region.setAttribute("fill", mark.dataset.fill || `url(#none-${marks.id.slice(4)})`);
      region.firstElementChild.textContent = mark.dataset.told;
    }
    marks.replaceWith(drawing);
  }
};

const faults = (found) => {
  for (const field of form.querySelectorAll("input[type=text]")) {
    const why = JSON.parse(found || "{}")[field.name] || "";
    document.getElementById(`${field.id}-wrong`).textContent = why;
    if (why) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
};

const shown = async (asked, first) => {
  const mine = ++turn;
  let fresh = first;
  for (;;) {
    const now = document.getElementById("figures");
    const sent = new URLSearchParams(asked);
    sent.set("part", "1");
    sent.set("visit", now.dataset.visit);
    sent.set("known", fresh ? "" : now.dataset.known);
    sent.set("lands", [...drawings.keys()].join(","));
    const found = await fetch(`${form.action}?${sent}`);
    if (mine !== turn) return;
    if (!found.ok) return form.submit();
    const part = document.createElement("template");
    part.innerHTML = await found.text();
    if (mine !== turn) return;
    const next = part.content.getElementById("figures");
    const state = next.querySelector("#state").dataset.state;
    if (!fresh && next.dataset.known === now.dataset.known && state !== "failed") {
      const bar = now.querySelector("progress");
      const share = next.querySelector("progress");
      if (bar && share) bar.value = share.value;
      else now.querySelector("#state").replaceWith(next.querySelector("#state"));
    } else {
      const open = [...answer.querySelectorAll("details")].map((one) => one.open);
      recoloured(part.content);
      keep(part.content);
      answer.replaceChildren(part.content);
      if (!fresh) [...answer.querySelectorAll("details")].forEach((one, at) => { one.open = Boolean(open[at]); });
      document.getElementById("said").textContent = next.dataset.title;
      if (told) [told.textContent, told.hidden] = [next.dataset.told, !next.dataset.told];
      if (next.dataset.wrong) faults(next.dataset.wrong);
    }
    fresh = false;
    if (state !== "refining" && state !== "waiting") return;
    await new Promise((done) => { setTimeout(done, 150); });
  }
};

const changed = () => {
  const asked = address();
  asked.delete("stop");
  history.replaceState(null, "", `${form.action}?${asked}`);
  shown(asked, true).catch(() => form.submit());
};

for (const slider of document.querySelectorAll("input[type=range][data-for]")) {
  const field = document.getElementById(slider.dataset.for);
  slider.hidden = false;
  slider.setAttribute("aria-valuetext", slider.dataset.unset || shownAs(slider.value));
  slider.addEventListener("input", () => {
    field.value = shownAs(slider.value);
    slider.setAttribute("aria-valuetext", field.value);
    clearTimeout(soon);
    soon = setTimeout(changed, 60);
  });
  field.addEventListener("change", () => {
    const value = Number(field.value.trim().replace(",", "."));
    if (field.value.trim() !== "" && !Number.isNaN(value)) slider.value = value;
    slider.setAttribute("aria-valuetext", shownAs(slider.value));
    changed();
  });
}

keep(document);
const state = document.getElementById("state");
const early = [...form.querySelectorAll("input[type=text]")].filter((field) => field.value !== field.defaultValue);
if (early.length) {
  early.forEach((field) => field.dispatchEvent(new Event("change"))); // written before this script was there
} else if (state && (state.dataset.state === "refining" || state.dataset.state === "waiting")) {
  shown(new URLSearchParams(location.search), false).catch(() => {});
}
