// Figures of a scenario at other settings, in the browser: the arithmetic of impact.scenario.responses, draw by draw.
"use strict";

const read = (id) => JSON.parse(document.getElementById(id).textContent);
const model = read("model");
const texts = read("columns");
const columns = new Map();
const MEASURES = ["jobs", "value_added"];
const OF_A_WHOLE = 65535; // a share in a municipality has sixteen bits
const TAKEN_OFF = ["deadweight", "alternative_use", "staff_displaced", "suppliers_displaced"];

// --- what is known -------------------------------------------------------------------------------------------------

const column = (name, kind = Float64Array) => {
  if (!columns.has(name)) {
    const text = atob(texts[name]);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    columns.set(name, new kind(bytes.buffer));
  }
  return columns.get(name);
};

// A value of every draw, or one that is set.
const drawn = (range) => {
  if (typeof range.drawn !== "string") return () => range.drawn;
  const values = column(range.drawn);
  return (draw) => values[draw];
};

// The scenario with what is set: ranges closed, sources of money refused.
const changed = (scenario, set) => {
  const ranges = {};
  for (const [name, range] of Object.entries(scenario.ranges)) {
    const value = set.values[name];
    ranges[name] = value === undefined ? range : { drawn: value, low: value, central: value, high: value, mean: value };
  }
  const funding = Object.entries(scenario.funding).map(([name, source]) => {
    const status = set.statuses[name] || source.status;
    return { ...source, name, available: status === "refused" ? 0 : source.amount };
  });
  return { ...scenario, ranges, funding };
};

// --- the budget ----------------------------------------------------------------------------------------------------

const sum = (values) => values.reduce((total, value) => total + value, 0);
const fixed = (range) => typeof range.drawn !== "string";

const planned = (now) => now.items.map((item) => {
  const of = (field) => now.ranges[`${item.field}.${field}`];
  if (item.group === "spending") {
    const amount = of("amount");
    return { ...amount, fixed: fixed(amount), most: amount.high };
  }
  const people = sum(item.path);
  const [scale, cost] = [of("scale"), of("cost_per_fte")];
  const times = (key) => people * scale[key] * cost[key];
  return { low: times("low"), central: times("central"), most: times("mean"), fixed: fixed(scale) && fixed(cost) };
});

// By what everything with a range is lowered so that the plan can be paid; null where it cannot.
const loweredBy = (now) => {
  const items = planned(now);
  const budget = sum(now.funding.map((source) => source.available));
  const left = budget - sum(items.map((item) => item.central));
  const loose = items.filter((item) => !item.fixed);
  const asked = sum(loose.map((item) => item.central));
  const closes = left >= 0 || Math.abs(left - now.reserve) <= 0.005;
  const factor = closes ? 1 : Math.min(1, (left + asked) / asked);
  if (!(budget > 0) || !(factor > 0)) return null;
  const lowest = (item) => item.low * (item.fixed ? 1 : factor);
  const all = sum(items.map(lowest));
  const room = (item) => budget - (all - lowest(item));
  return loose.every((item) => item.most * factor <= room(item) + 0.005) ? factor : null;
};

// --- what a draw asks ----------------------------------------------------------------------------------------------

const moved = (path, delay, later) => {
  const whole = Math.floor(delay);
  const part = delay - whole;
  const at = (place) => (place >= 0 && place < path.length ? path[place] : 0);
  return path.map((_, year) => (1 - part) * at(year - whole - later) + part * at(year - whole - later - 1));
};

// Functions of a draw that give, by year, what is bought of each vector, wages, people and what is paid, in cash.
const asking = (now, set) => {
  const years = now.years.length;
  const factor = loweredBy(now);
  const take = (item, field) => drawn(now.ranges[`${item.field}.${field}`]);
  const items = now.items.map((item) => {
    const staff = item.group === "staff";
    const size = take(item, staff ? "scale" : "amount");
    const cost = staff ? take(item, "cost_per_fte") : () => 1;
    const range = (field) => now.ranges[`${item.field}.${field}`];
    const still = staff ? fixed(range("scale")) && fixed(range("cost_per_fte")) : fixed(range("amount"));
    return {
      ...item, staff, size, cost, still, people: sum(item.path),
      delayed: item.delay ? drawn(now.ranges[`assumptions.${item.delay}`]) : () => 0,
      wage: staff ? take(item, "wage_share") : null,
      inside: take(item, staff ? "overhead_regional_share" : "regional_share"),
      abroad: staff ? null : take(item, "import_share"),
    };
  });
  const budget = sum(now.funding.map((source) => source.available));
  const bought = new Float64Array(now.vectors * years);
  const teams = items.filter((item) => item.staff).length;
  const wages = new Float64Array(teams * years);
  const people = new Float64Array(teams * years);
  const paid = new Float64Array(years);

  const cutOf = (draw) => {
    let loose = 0;
    let still = 0;
    for (const item of items) {
      const asked = item.size(draw) * item.cost(draw) * (item.staff ? item.people : 1);
      if (item.still) still += asked;
      else loose += asked * factor;
    }
    return loose > 0 ? Math.min(1, (budget - still) / loose) : 1;
  };

  return (draw) => {
    bought.fill(0);
    paid.fill(0);
    const cut = cutOf(draw);
    let team = 0;
    for (const item of items) {
      const size = item.size(draw) * (item.still ? 1 : factor * cut);
      const path = moved(item.path, item.delayed(draw), set.later);
      const each = item.cost(draw);
      const inside = item.inside(draw);
      const wage = item.staff ? item.wage(draw) : 0;
      const outside = item.staff ? 1 - inside : 1 - item.abroad(draw) - inside;
      for (let year = 0; year < years; year++) {
        const cash = size * path[year] * each;
        paid[year] += cash;
        const purchases = cash * (1 - wage);
        bought[item.vectors[0] * years + year] = purchases * inside;
        bought[item.vectors[1] * years + year] = purchases * outside;
        if (item.staff) {
          wages[team * years + year] = cash * wage;
          people[team * years + year] = size * path[year];
        }
      }
      if (item.staff) team++;
    }
    return { bought, wages, people, paid };
  };
};

// Of a euro that is paid: what is additional, and what it would have bought otherwise, by vector.
const otherwise = (now) => {
  const take = (name) => drawn(now.ranges[`assumptions.${name}`]);
  const budget = sum(now.funding.map((source) => source.available));
  const kept = now.funding.map((source) => {
    const own = now.ownDeadweight.includes(source.name);
    const deadweight = own ? drawn(now.ranges[`funding.${source.name}.deadweight_share`]) : take("deadweight_share");
    return { payer: source.payer, of: (draw) => (source.available / budget) * (1 - deadweight(draw)) };
  });
  const share = (draw, payer) => sum(kept.filter((one) => !payer || one.payer === payer).map((one) => one.of(draw)));
  const [region, nation] = [take("alternative_use_share_region"), take("alternative_use_share_nation")];
  const local = drawn(now.ranges["alternative_use.regional_share"]);
  return (draw) => {
    const own = share(draw, "region");
    const [here, there, at] = [region(draw), nation(draw), local(draw)];
    return {
      extra: share(draw),
      instead: [
        [now.instead.inside, own * here * at],
        [now.instead.outside, own * here * (1 - at) * now.instead.domestic],
        [now.instead.anywhere, share(draw, "nation") * there + own * Math.max(there - here, 0)],
      ],
    };
  };
};

// --- what it sets in motion ----------------------------------------------------------------------------------------

const results = (now) => {
  const years = now.years.length;
  const series = () => new Float64Array(now.draws);
  const of = (names, made) => Object.fromEntries(names.map((name) => [name, made()]));
  const steps = ["gross", ...TAKEN_OFF, "net_regional", "net_national"];
  const byYear = () => Array.from({ length: years }, series);
  const places = (held) => (held ? held.codes.map(series) : []);
  const where = (held) => ({ gross: places(held), net_regional: places(held) });
  return {
    steps: of(MEASURES, () => of(steps, series)),
    byYear: of(MEASURES, () => of(["gross", "net_regional", "net_national"], byYear)),
    areas: where(now.areas), municipalities: where(now.municipalities),
  };
};

// Adds gross and what is taken off in one place and period; returns gross and net.
const taken = (parts, shares, into, draw) => {
  const gross = parts.bought + parts.hired + parts.shops;
  const off = [
    gross * (1 - shares.extra),
    parts.instead * (1 - shares.crowded),
    (parts.left + parts.shops) * shares.moved * shares.extra,
    (parts.bought + parts.shops * (1 - shares.moved)) * shares.crowded * shares.extra,
  ];
  const net = gross - off[0] - off[1] - off[2] - off[3];
  if (into) {
    into.gross[draw] += gross;
    TAKEN_OFF.forEach((name, at) => { into[name][draw] += off[at]; });
    into.net_regional[draw] += net;
  }
  return [gross, net];
};

// What a euro of each year is worth, and the labour years in it against those of the table year, of a draw.
const pricing = (now) => {
  const take = (name) => drawn(now.ranges[`assumptions.${name}`]);
  const [growth, rising] = [take("productivity_growth"), take("price_growth")];
  const [real, physical] = [new Float64Array(now.years.length), new Float64Array(now.years.length)];
  return (draw) => {
    const [inflation, productivity] = [1 + rising(draw), 1 + growth(draw)];
    now.years.forEach((year, at) => {
      const ahead = Math.min(year, now.prices.known) - year;
      real[at] = now.prices.cash ? Math.pow(inflation, ahead) * now.prices.index[at] : 1;
      physical[at] = 1 / (now.prices.rise * Math.pow(productivity, year - now.prices.tableYear));
    });
    return { real, physical };
  };
};

// What is drawn of the way from gross to net.
const sharing = (now) => {
  const take = (name) => drawn(now.ranges[`assumptions.${name}`]);
  const [moved, crowded, national] = ["staff_displacement_share", "supplier_displacement_share",
    "national_crowding_out_share"].map(take);
  return (draw, extra) => ({ extra, moved: moved(draw), crowded: crowded(draw), kept: 1 - national(draw) });
};

// Adds what units of a draw do, times their amounts in a year: jobs by area, then value added, then both in the country.
const add = (into, effect, from, amounts, count, year, years, factor) => {
  const wide = into.length;
  into.fill(0);
  for (let unit = 0; unit < count; unit++) {
    const amount = amounts[unit * years + year] * factor;
    if (amount === 0) continue;
    const row = from + unit * wide;
    for (let at = 0; at < wide; at++) into[at] += amount * effect[row + at];
  }
};

// Of a series by team and year: what falls in a place, by the share of each team that is there.
const peopleIn = (series, shares, year, years) => {
  let total = 0;
  for (let team = 0; team < shares.length; team++) total += series[team * years + year] * shares[team];
  return total;
};

const across = (now) => {
  const columns = (table) => now.areas.codes.map((_, area) => table.map((team) => team[area]));
  return {
    hired: columns(now.areas.hired), left: columns(now.areas.left), country: now.nation.hired,
    allHired: now.areas.hired.map(sum), allLeft: now.areas.left.map(sum),
  };
};

// One year of one draw: every area, the study area and the country.
const addYear = (now, found, where, { bought, shops, instead, asked, prices, shares, draw, year }) => {
  const [years, areas] = [now.years.length, now.areas.codes.length];
  const [real, physical] = [prices.real[year], prices.physical[year]];
  const spent = asked.paid[year] * real;
  const at = (place, factor, hired, left) => ({
    bought: bought[place] * factor, shops: shops[place] * factor, instead: instead[place] * spent * factor, hired, left,
  });
  for (let area = 0; area < areas; area++) {
    const hired = peopleIn(asked.people, where.hired[area], year, years);
    const left = peopleIn(asked.people, where.left[area], year, years);
    const [gross, net] = taken(at(area, physical, hired, left), shares, found.steps.jobs, draw);
    found.areas.gross[area][draw] += gross;
    found.areas.net_regional[area][draw] += net;
    found.byYear.jobs.gross[year][draw] += gross;
    found.byYear.jobs.net_regional[year][draw] += net;
  }
  const wages = (of) => peopleIn(asked.wages, of, year, years) * real;
  const [gross, net] = taken(at(areas, 1, wages(where.allHired), wages(where.allLeft)), shares, found.steps.value_added, draw);
  found.byYear.value_added.gross[year][draw] = gross;
  found.byYear.value_added.net_regional[year][draw] = net;
  const balance = (place, factor, hired) =>
    shares.kept * (shares.extra * (bought[place] * factor + hired + shops[place] * factor) - instead[place] * spent * factor);
  const balances = {
    jobs: balance(areas + 1, physical, peopleIn(asked.people, where.country, year, years)),
    value_added: balance(areas + 2, 1, wages(where.country)),
  };
  for (const measure of MEASURES) {
    found.steps[measure].net_national[draw] += balances[measure];
    found.byYear[measure].net_national[year][draw] = balances[measure];
  }
};

// All figures of all draws at one setting; null where the plan cannot be paid.
const computed = (scenario, set) => {
  const now = changed(scenario, set);
  if (loweredBy(now) === null) return null;
  const [found, where, effect] = [results(now), across(now), column(now.effect)];
  const [years, wide, teams] = [now.years.length, now.areas.codes.length + 3, now.units - now.vectors];
  const [ask, other, priced, shared] = [asking(now, set), otherwise(now), pricing(now), sharing(now)];
  const [bought, shops, instead] = Array.from({ length: 3 }, () => new Float64Array(wide));
  for (let draw = 0; draw < now.draws; draw++) {
    const [asked, { extra, instead: alternative }, prices] = [ask(draw), other(draw), priced(draw)];
    const shares = shared(draw, extra);
    const from = draw * now.units * wide;
    instead.fill(0);
    for (const [vector, amount] of alternative) {
      for (let at = 0; at < wide; at++) instead[at] += amount * effect[from + vector * wide + at];
    }
    for (let year = 0; year < years; year++) {
      add(bought, effect, from, asked.bought, now.vectors, year, years, prices.real[year]);
      add(shops, effect, from + now.vectors * wide, asked.wages, teams, year, years, prices.real[year]);
      addYear(now, found, where, { bought, shops, instead, asked, prices, shares, draw, year });
    }
    if (now.municipalities) inMunicipalities(now, found, { asked, alternative, shares, ...prices, draw });
  }
  return found;
};

// Jobs by municipality, all years together: each unit's jobs of an area, by the shares of its municipalities.
const inMunicipalities = (now, found, { asked, alternative, shares, real, physical, draw }) => {
  const { area, share, hired, left, codes } = now.municipalities;
  const [years, wide] = [now.years.length, now.areas.codes.length + 3];
  const [effect, part] = [column(now.effect), column(share, Uint16Array)];
  const weight = (amounts, unit) => {
    let total = 0;
    for (let year = 0; year < years; year++) total += amounts[unit * years + year] * real[year] * physical[year];
    return total;
  };
  const teams = now.units - now.vectors;
  const [bought, shops, instead] = Array.from({ length: 3 }, () => new Float64Array(codes.length));
  const addTo = (into, unit, amount) => {
    if (amount === 0) return;
    const row = draw * now.units + unit;
    for (let place = 0; place < codes.length; place++) {
      into[place] += amount * ((effect[row * wide + area[place]] * part[row * codes.length + place]) / OF_A_WHOLE);
    }
  };
  const spent = weight(asked.paid, 0);
  for (let unit = 0; unit < now.vectors; unit++) addTo(bought, unit, weight(asked.bought, unit));
  for (let team = 0; team < teams; team++) addTo(shops, now.vectors + team, weight(asked.wages, team));
  for (const [vector, amount] of alternative) addTo(instead, vector, spent * amount);
  for (let place = 0; place < codes.length; place++) {
    const parts = { bought: bought[place], shops: shops[place], instead: instead[place], hired: 0, left: 0 };
    for (let team = 0; team < teams; team++) {
      for (let year = 0; year < years; year++) {
        const people = asked.people[team * years + year];
        parts.hired += people * hired[team][place];
        parts.left += people * left[team][place];
      }
    }
    const [gross, net] = taken(parts, shares, null, draw);
    found.municipalities.gross[place][draw] = gross;
    found.municipalities.net_regional[place][draw] = net;
  }
};
