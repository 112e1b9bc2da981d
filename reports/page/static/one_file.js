// What the one-file page shows, and what can be set on it; figures come from responses.js.
"use strict";

const shown = read("shown");

// --- how figures are written ---------------------------------------------------------------------------------------

const say = (name, values) => shown.texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

// As impact.words.numbers: whole from 10 on, one decimal below, without digits that do not stand still.
const written = (value, error = 0, decimals) => {
  const places = decimals ?? (Math.abs(value) >= 10 ? 0 : 1);
  const kept = error > 0 ? Math.min(places, Math.floor(-Math.log10(error))) : places;
  const tens = Math.pow(10, Math.max(-kept, 0));
  const text = kept > 0 ? Math.abs(value).toFixed(kept) : String(Math.round(Math.abs(value) / tens) * tens);
  const [whole, rest] = text.split(".");
  const [thousands, point] = shown.lang === "nl" ? [".", ","] : [",", "."];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands) + (rest ? point + rest : "");
  return value < 0 && /[1-9]/.test(text) ? `\u2212${grouped}` : grouped;
};

const quantile = (sorted, at) => {
  const place = at * (sorted.length - 1);
  const below = Math.floor(place);
  const next = sorted[Math.min(below + 1, sorted.length - 1)];
  return sorted[below] + (next - sorted[below]) * (place - below);
};

// Nine in ten draws lie between low and high.
const bandOf = (draws, sign = 1) => {
  const sorted = Float64Array.from(draws, (value) => sign * value).sort();
  return { low: quantile(sorted, 0.05), mean: sum(sorted) / sorted.length, high: quantile(sorted, 0.95) };
};

const BAND = 2 * 1.6448536269514722; // of a normal distribution, in standard deviations
const OF_AN_END = Math.sqrt(0.95 * 0.05) / 0.10313564037537128;

const inWords = ({ low, mean, high }, draws) => {
  const error = Math.max((high - low) / BAND / Math.sqrt(draws), 0);
  const end = error * OF_AN_END;
  const [least, most] = [written(low, end), written(high, end)];
  return { mean: written(mean, error), low: least, high: most, span: say("number.span", { low: least, high: most }) };
};

// --- what is shown -------------------------------------------------------------------------------------------------

const byId = (id) => document.getElementById(id);
const rounded = (value) => Math.round(value * 10) / 10;
const state = { values: {}, statuses: {}, later: 0, scenario: shown.order[0], headline: shown.first };

const fill = (row, band, draws) => {
  const text = inWords(band, draws);
  row.cells[1].textContent = text.mean;
  row.cells[2].textContent = text.span;
  return text;
};

const showStairs = (found, measure, unit, draws) => {
  const bands = shown.steps.map((step) => bandOf(found.steps[measure][step], TAKEN_OFF.includes(step) ? -1 : 1));
  const least = Math.min(0, ...bands.map((band) => band.low));
  const most = Math.max(0, ...bands.map((band) => band.high));
  const at = (value) => rounded((1000 * (value - least)) / (most - least || 1));
  byId("stairs-unit").textContent = say("stairs.unit", { measure: shown.measures[measure], unit });
  shown.steps.forEach((step, which) => {
    const row = document.querySelector(`#stairs tr[data-row="${step}"]`);
    const { low, mean, high } = bands[which];
    const put = (shape, from, to) => {
      row.querySelector(shape).setAttribute("x", at(from));
      row.querySelector(shape).setAttribute("width", rounded(at(to) - at(from)));
    };
    put(".mean", Math.min(mean, 0), Math.max(mean, 0));
    put(".band", low, high);
    row.querySelector(".zero").setAttribute("d", `M${at(0)},0v24`);
    fill(row, bands[which], draws);
  });
};

const roundMarks = (least, most) => {
  const rough = (most - least || 1) / 4;
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  const step = [1, 2, 5, 10].map((times) => power * times).find((size) => size >= rough * 0.999);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.max(Math.ceil(most / step - 1e-9), first + 1);
  return { step, marks: Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step) };
};

const made = (kind, attributes, text = "") => {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", kind);
  for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
  shape.textContent = text;
  return shape;
};

const showPath = (found, [concept, measure], unit, now) => {
  const last = state.later || found.byYear[measure][concept].at(-1).some((value) => value !== 0) ? 0 : 1;
  const years = now.years.slice(0, now.years.length - last);
  const bands = years.map((_, at) => bandOf(found.byYear[measure][concept][at]));
  const { step, marks } = roundMarks(Math.min(0, ...bands.map((b) => b.low)), Math.max(0, ...bands.map((b) => b.high)));
  const [bottom, top] = [marks[0], marks.at(-1)];
  const across = (at) => rounded(60 + (570 * (at + 0.5)) / years.length);
  const height = (value) => rounded(10 + (218 * (top - value)) / (top - bottom));
  const points = (key) => bands.map((band, at) => `${across(at)},${height(band[key])}`);
  const drawing = byId("path");
  drawing.querySelector(".line").setAttribute("points", points("mean").join(" "));
  drawing.querySelector(".band").setAttribute("points", [...points("high"), ...points("low").reverse()].join(" "));
  const decimals = step >= 1 ? 0 : step >= 0.1 ? 1 : 2;
  drawing.querySelector(".marks").replaceChildren(...marks.flatMap((mark) => [
    made("path", { d: `M60,${height(mark)}h570` }), made("text", { x: 52, y: height(mark) + 4 }, written(mark, 0, decimals)),
  ]));
  drawing.querySelector(".years").replaceChildren(...years.map((year, at) => made("text", { x: across(at), y: 252 }, String(year))));
  const body = byId("years").tBodies[0];
  while (body.rows.length > years.length) body.deleteRow(-1);
  while (body.rows.length < years.length) body.append(body.rows[0].cloneNode(true));
  const texts = bands.map((band, at) => {
    body.rows[at].dataset.row = at;
    body.rows[at].cells[0].textContent = years[at];
    return fill(body.rows[at], band, now.draws);
  });
  const most = bands.reduce((best, band, at) => (Math.abs(band.mean) > Math.abs(bands[best].mean) ? at : best), 0);
  byId("path-told").textContent = say("path.told",
    { headline: shown.headlines[state.headline], unit, year: years[most], mean: texts[most].mean });
};

const edgeText = (value) => written(value, 0, value === 0 ? 0 : undefined);

const showMap = (figure, codes, series, draws) => {
  const bands = series.map((place) => bandOf(place));
  const most = Math.max(...bands.map((band) => Math.abs(band.mean))) || 1;
  const edges = [0, ...shown.edges, 1];
  const step = (value) => shown.edges.filter((edge) => Math.abs(value) >= edge * most).length;
  const colour = (value) => (value < 0 ? shown.falling : shown.colours)[step(value)];
  codes.forEach((code, at) => {
    const text = fill(figure.querySelector(`tr[data-row="${code}"]`), bands[at], draws);
    const shape = figure.querySelector(`[data-region="${code}"]`);
    if (!shape) return;
    shape.setAttribute("fill", colour(bands[at].mean));
    shape.firstElementChild.textContent = `${shown.places[code]}: ${text.mean}`;
  });
  const list = figure.querySelector(".key ul");
  const classes = [-1, 1].flatMap((sign) => shown.colours.map((_, which) => ({
    sign, which, ends: [which, which + 1].map((edge) => sign * most * edges[edge]).sort((a, b) => a - b),
  }))).filter(({ sign, which }) => bands.some(({ mean }) => mean < 0 === sign < 0 && step(mean) === which));
  classes.sort((a, b) => a.ends[0] - b.ends[0]);
  while (list.children.length > classes.length) list.lastElementChild.remove();
  while (list.children.length < classes.length) list.append(list.lastElementChild.cloneNode(true));
  classes.forEach(({ sign, which, ends }, at) => {
    const item = list.children[at];
    item.querySelector("rect").setAttribute("fill", (sign < 0 ? shown.falling : shown.colours)[which]);
    item.querySelector("span").textContent = say("number.span", { low: edgeText(ends[0]), high: edgeText(ends[1]) });
  });
};

const showWhere = (found, concept, now) => {
  const which = concept === "gross" ? "gross" : "net_regional";
  byId("where-unit").textContent = say(`where.${which}`, {});
  for (const figure of document.querySelectorAll("figure.map")) {
    const level = figure.dataset.level;
    if (now[level]) showMap(figure, now[level].codes, found[level][which], now.draws);
  }
};

const showBand = () => {
  const count = Object.keys(state.values).length;
  const text = count === 0 ? "drawn" : count === 1 ? "one_set" : "some_set";
  byId("band").textContent = say(`outcome.${text}`, { count });
  const factor = loweredBy(changed(model[state.scenario], state));
  byId("lowered").hidden = !(factor < 1);
  byId("lowered").textContent = factor < 1 ? say("outcome.lowered", { share: written(100 * (1 - factor)) }) : "";
};

const show = () => {
  const now = model[state.scenario];
  const [concept, measure] = state.headline.split(".");
  const unit = shown.units[state.headline][shown.order.indexOf(state.scenario)];
  const found = computed(now, state);
  byId("refused").hidden = found !== null;
  byId("refused").textContent = found === null ? say("outcome.refused", {}) : "";
  if (found === null) return;
  const text = inWords(bandOf(found.steps[measure][concept]), now.draws);
  const told = say("outcome.told", { headline: shown.headlines[state.headline], unit, ...text });
  byId("told").textContent = told;
  byId("said").textContent = told;
  showBand();
  showStairs(found, measure, unit, now.draws);
  showPath(found, [concept, measure], unit, now);
  showWhere(found, concept, now);
  window.figures = found; // what the page shows, draw by draw, for whoever wants to check it
};

// --- what can be set -----------------------------------------------------------------------------------------------

const form = byId("form");
const section = () => form.querySelector(`.of-scenario[data-scenario="${state.scenario}"]`);
const parts = (row) => ({
  text: row.querySelector('input[type="text"]'), slide: row.querySelector('input[type="range"]'),
  clear: row.querySelector("button"), wrong: row.querySelector(".wrong"), scale: Number(row.dataset.scale),
});

// A number as people type it in either language; NaN where it is none.
const typed = (text) => {
  const plain = text.replace(/[\s%]/g, "").replace("\u2212", "-").replace(",", ".");
  return /^-?\d{1,9}(\.\d{1,9})?$/.test(plain) ? Number(plain) : NaN;
};
const spelled = (text) => (shown.lang === "nl" ? text.replace(".", ",") : text);

const readRow = (row) => {
  const { text, slide, clear, wrong, scale } = parts(row);
  const name = row.dataset.range;
  const value = typed(text.value);
  const empty = text.value.trim() === "";
  const refused = !empty && !(value >= Number(slide.min) && value <= Number(slide.max));
  text.toggleAttribute("aria-invalid", refused);
  wrong.textContent = refused ? say("slider.wrong", { least: spelled(slide.min), most: spelled(slide.max) }) : "";
  delete state.values[name];
  if (!empty && !refused) {
    state.values[name] = value / scale;
    slide.value = value;
  }
  if (empty) slide.value = slide.dataset.at;
  clear.disabled = empty;
  row.classList.toggle("is-set", !empty);
};

const readForm = () => {
  state.values = {};
  state.statuses = {};
  for (const row of section().querySelectorAll("[data-range]")) readRow(row);
  for (const list of section().querySelectorAll("[data-source]")) {
    if (list.value) state.statuses[list.dataset.source] = list.value;
  }
  state.later = section().querySelector("[data-late]").checked ? 1 : 0;
};

const offer = () => {
  for (const part of document.querySelectorAll(".of-scenario")) part.hidden = part.dataset.scenario !== state.scenario;
  for (const row of section().querySelectorAll("[data-range]")) {
    row.hidden = !row.dataset.headlines.split(" ").includes(state.headline) && !(row.dataset.range in state.values);
  }
  for (const hint of section().querySelectorAll("[data-solved]")) hint.hidden = hint.dataset.solved !== state.headline;
  byId("title").textContent = shown.titles[state.scenario];
  document.title = shown.titles[state.scenario];
};

// What is set stands in the address, with a point before decimals in either language.
const address = () => {
  const held = new URLSearchParams();
  if (state.scenario !== shown.order[0]) held.set("scenario", state.scenario);
  if (state.headline !== shown.first) held.set("headline", state.headline);
  for (const row of section().querySelectorAll("[data-range]")) {
    const text = row.querySelector('input[type="text"]').value;
    if (row.dataset.range in state.values) held.set(row.dataset.range, String(typed(text)));
  }
  for (const [name, status] of Object.entries(state.statuses)) held.set(`funding.${name}`, status);
  if (state.later) held.set("late", "1");
  return held.toString();
};

const update = () => {
  readForm();
  offer();
  show();
  history.replaceState(null, "", `#${address()}`);
};

const restore = () => {
  const held = new URLSearchParams(location.hash.slice(1));
  state.scenario = shown.order.includes(held.get("scenario")) ? held.get("scenario") : shown.order[0];
  state.headline = held.get("headline") in shown.headlines ? held.get("headline") : shown.first;
  byId("scenario").value = state.scenario;
  byId("headline").value = state.headline;
  for (const row of section().querySelectorAll("[data-range]")) {
    row.querySelector('input[type="text"]').value = spelled(held.get(row.dataset.range) || "");
  }
  for (const list of section().querySelectorAll("[data-source]")) {
    const status = held.get(`funding.${list.dataset.source}`) || "";
    list.value = ["granted", "refused"].includes(status) ? status : "";
  }
  section().querySelector("[data-late]").checked = held.get("late") === "1";
  update();
};

const showUse = (slide) => {
  const block = slide.closest(".of-scenario");
  const stop = shown.use[block.dataset.scenario][Number(slide.value)];
  slide.setAttribute("aria-valuetext", stop.label);
  block.querySelector("label strong").textContent = stop.label;
  for (const row of block.querySelector("table.use").tBodies[0].rows) {
    [row.cells[1].textContent, row.cells[2].textContent] = stop.rows[row.dataset.row];
  }
};

let waiting = 0;
form.addEventListener("input", (event) => {
  const row = event.target.closest("[data-range]");
  if (row && event.target.type === "range") row.querySelector('input[type="text"]').value = spelled(event.target.value);
  if (row && event.target.type === "text" && row.querySelector(":invalid")) return;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(update);
});
form.addEventListener("change", () => {
  state.scenario = byId("scenario").value;
  state.headline = byId("headline").value;
  update();
});
form.addEventListener("click", (event) => {
  if (event.target.id === "reset") {
    history.replaceState(null, "", "#");
    restore();
  } else if (event.target.matches("[data-range] button")) {
    const field = event.target.closest("[data-range]").querySelector('input[type="text"]');
    field.value = "";
    field.focus();
    update();
  }
});
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", () => { if (!byId(location.hash.slice(1))) restore(); });
for (const slide of document.querySelectorAll("[data-use]")) slide.addEventListener("input", () => showUse(slide));
for (const part of document.querySelectorAll("#form, .needs-script")) part.hidden = false;
if (!byId(location.hash.slice(1))) restore();
else update();
