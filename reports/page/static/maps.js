// A change of the form shows at once: the regions are on the page already, and get other colours.
"use strict";
const form = document.getElementById("form");
const answer = document.getElementById("answer");
let last = 0;

const address = () => {
  const given = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...given]) {
    if (value === "") given.delete(name);
  }
  return given;
};

const recoloured = (drawing, part) => {
  const marks = part.querySelector("#drawing");
  drawing.setAttribute("aria-label", marks.dataset.message);
  for (const mark of marks.children) {
    const region = drawing.getElementById(mark.dataset.region);
    region.setAttribute("fill", mark.dataset.fill || "url(#none)");
    region.firstElementChild.textContent = mark.dataset.told;
  }
  marks.replaceWith(drawing);
};

const shown = async () => {
  const turn = ++last;
  const asked = address();
  const figure = answer.querySelector("figure");
  asked.set("part", "1");
  if (figure) asked.set("land", figure.dataset.land);
  const found = await fetch(`${form.action}?${asked}`);
  if (found.status !== 200) return form.submit(); // also where a scenario has to be worked out again
  const part = document.createElement("template");
  part.innerHTML = await found.text();
  if (turn !== last) return;
  const drawing = answer.querySelector("#drawing");
  if (part.content.querySelector("div#drawing")) recoloured(drawing, part.content);
  for (const list of part.content.querySelectorAll("#lists")) {
    for (const fresh of list.content.children) {
      const field = form.elements[fresh.dataset.for];
      if (!field || field.options === undefined) continue; // nothing to choose between
      const chosen = fresh.value; // options that move do not stay chosen
      field.replaceChildren(...fresh.children);
      field.value = chosen;
      field.removeAttribute("aria-invalid");
    }
  }
  answer.replaceChildren(part.content);
  for (const wrong of form.querySelectorAll(".wrong")) wrong.remove();
  history.replaceState(null, "", `${form.action}?${address()}`);
  const now = answer.querySelector("figure");
  document.getElementById("said").textContent = now ? now.dataset.title : "";
};

form.addEventListener("change", () => { shown().catch(() => form.submit()); });

// What was chosen before this script was there, or filled in again by the browser, counts too.
const sent = (field) => (field.options ? field.querySelector("[selected]") || field.options[0] : { value: field.defaultValue });
if ([...form.elements].some((field) => field.name && field.value !== sent(field).value)) shown().catch(() => form.submit());
