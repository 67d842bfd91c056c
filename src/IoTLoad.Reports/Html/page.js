"use strict";
// Shows a page's data: figures, tables and charts. The live view calls show() again with what is new.
const page = (() => {
  const byId = id => document.getElementById(id);
  const el = (tag, text, attributes) => {
    const e = document.createElement(tag);
    if (text != null) e.textContent = text;
    for (const [k, v] of Object.entries(attributes || {})) if (v != null) e.setAttribute(k, v);
    return e;
  };
  const root = document.documentElement, parts = new Map(), groups = new Map();
  const times = [], position = new Map();
  const speak = text => { byId("spoken").textContent = text; };

  function theme(name) {
    root.dataset.theme = name;
    byId("theme").textContent = name === "dark" ? "Light" : "Dark";
    charts.redraw();
  }

  function group(name) {
    if (!groups.has(name)) {
      const id = "s" + groups.size, section = el("section", null, { "aria-labelledby": id });
      section.append(el("h2", name, { id }));
      byId("content").append(section);
      const item = el("li");
      item.append(el("a", name, { href: "#" + id }));
      byId("sections").append(item);
      groups.set(name, section);
    }
    return groups.get(name);
  }

  function place(part) {
    const box = el("div", null, { class: "part" });
    box.append(el("h3", part.title));
    group(part.group).append(box);
    return box;
  }

  function rowsOf(part) {
    const t = el("table"), head = el("thead"), names = el("tr"), body = el("tbody");
    part.head.forEach((h, i) => names.append(h ? el("th", h, { scope: "col", class: part.numbers.includes(i) ? "n" : null })
      : el("td", "", { class: part.numbers.includes(i) ? "n" : null })));
    head.append(names);
    for (const row of part.rows) {
      const line = el("tr");
      row.forEach((cell, i) => line.append(el("td", cell.text ?? cell,
        { class: [part.numbers.includes(i) && "n", cell.mark].filter(Boolean).join(" ") || null })));
      body.append(line);
    }
    t.append(...part.head.some(Boolean) ? [head, body] : [body]);
    return t;
  }

  function table(part) {
    let shown = parts.get(part.title);
    if (!shown) {
      if (!part.rows.length) return;
      const box = place(part);
      shown = el("div", null, { tabindex: 0, role: "region", "aria-label": "Table: " + part.title });
      box.append(shown);
      parts.set(part.title, shown);
    }
    shown.className = part.rows.length > 30 ? "scroll tall" : "scroll";
    shown.replaceChildren(rowsOf(part));
  }

  // What a chart shows, as a table: of many columns, every so manyth.
  function values(box, title, labels, data) {
    const more = el("details");
    more.append(el("summary", "Values as a table"));
    more.addEventListener("toggle", () => {
      while (more.children.length > 1) more.lastChild.remove();
      if (!more.open) return;
      const rows = data(), every = Math.ceil(rows.length / 60);
      const region = el("div", null, { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "Values of " + title });
      const head = labels(), numbers = head.map((_, i) => i).slice(1);
      region.append(rowsOf({ head, numbers, rows: rows.filter((_, i) => i % every === 0) }));
      more.append(region);
    });
    box.append(more);
  }

  const span = list => {
    let low = Infinity, high = -Infinity;
    for (const v of list) if (v != null) { low = Math.min(low, v); high = Math.max(high, v); }
    return high < low ? "none" : `${charts.figure(low)} to ${charts.figure(high)}`;
  };
  const describe = (part, series) =>
    `${part.title}. ${part.summary || ""} ${series.map(([label, list]) => `${label}: ${span(list)}`).join("; ")}`;
  const chartBox = (box, label) => {
    const chart = el("div", null, { class: "chart", tabindex: 0, role: "group", "aria-label": label });
    box.append(chart);
    return chart;
  };

  function over(part, time, columns) {
    const own = part.time ? time : times;
    let chart = parts.get(part.title);
    if (!chart) {
      const box = place(part), drawn = chartBox(box, "");
      chart = { series: new Map(), drawn, data: () => [own, ...[...chart.series.values()].map(list => aligned(list, own.length))] };
      parts.set(part.title, chart);
      values(box, part.title, () => ["time", ...chart.series.keys()],
        () => own.map((t, i) => [charts.clock(t, 11, 19), ...[...chart.series.values()].map(list => charts.figure(list[i]))]));
    }
    for (const s of part.series) {
      if (!chart.series.has(s.label)) { chart.series.set(s.label, []); chart.labels = [...chart.labels || [], s]; chart.stale = true; }
      const list = chart.series.get(s.label);
      s.values.forEach((v, i) => { if (!columns || columns[i] != null) list[columns ? columns[i] : i] = part.log && v <= 0 ? null : v; });
    }
    if (chart.stale) {
      charts.clear(chart.drawn);
      chart.plot = charts.lines(chart.drawn, { ...part, series: chart.labels }, chart.data(), speak);
      chart.stale = false;
    } else refresh(chart.plot, chart.data());
    chart.drawn.setAttribute("aria-label", describe(part, [...chart.series]));
  }

  const aligned = (list, length) => { const all = Array.from(list, v => v ?? null); while (all.length < length) all.push(null); return all; };

  // A zoomed chart stays where it is while values come in.
  function refresh(plot, data) {
    const old = plot.data[0], { min, max } = plot.scales.x;
    plot.setData(data, !old.length || (min <= old[0] && max >= old[old.length - 1]));
    if (plot.scales.x.min != null) plot.redraw();
  }

  function heat(part, columns) {
    let map = parts.get(part.title);
    if (!map) {
      const box = place(part);
      const drawn = chartBox(box, `${part.title}. How many values fell between which milliseconds over time; a stronger colour is more.`);
      map = { columns: [] };
      map.plot = charts.heat(drawn, part, () => map.columns, speak);
      box.append(el("p", "Each cell counts the values of that time and range, in ms; a stronger colour is more.", { class: "soft" }));
      parts.set(part.title, map);
    }
    part.columns.forEach((c, i) => { if (columns[i] != null) map.columns[columns[i]] = c; });
    const total = c => { let n = 0; for (let i = 1; i < c.length; i += 2) n += c[i]; return n; };
    refresh(map.plot, [times, aligned(Array.from(map.columns, c => c ? total(c) : null), times.length)]);
  }

  function distribution(part) {
    if (!part.lines.length) return;
    let shown = parts.get(part.title);
    if (!shown) parts.set(part.title, shown = chartBox(place(part), ""));
    shown.setAttribute("aria-label", describe(part, part.lines.map(l => [l.label, l.points.map(p => p[1])])));
    charts.clear(shown);
    charts.percentiles(shown, part, speak);
  }

  function show(data) {
    byId("name").textContent = data.name;
    if (byId("verdict").textContent !== data.verdict.text) byId("verdict").textContent = data.verdict.text;
    byId("verdict").className = "verdict " + data.verdict.mark;
    byId("what").textContent = data.what;
    byId("tiles").replaceChildren(...data.tiles.map(t => {
      const item = el("li");
      item.append(el("b", t.value, { class: t.mark }), el("span", t.label, { class: "soft" }));
      return item;
    }));
    if (data.events.length) charts.mark(data.events);
    const columns = data.time.map(t => {
      // A second that comes before one that is drawn is in the report, which follows.
      if (!position.has(t) && !(t <= times[times.length - 1])) { position.set(t, times.length); times.push(t); }
      return position.get(t);
    });
    for (const part of data.parts) {
      if (part.kind === "table") table(part);
      else if (part.kind === "percentiles") distribution(part);
      else if (part.kind === "heat") heat(part, columns);
      else over(part, part.time || data.time, part.time ? null : columns);
    }
    root.dataset.drawn = String(document.querySelectorAll(".uplot").length);
  }

  byId("theme").addEventListener("click", () => theme(root.dataset.theme === "dark" ? "light" : "dark"));
  const dark = matchMedia("(prefers-color-scheme: dark)");
  theme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", () => theme(dark.matches ? "dark" : "light"));
  let before = "light";
  addEventListener("beforeprint", () => { before = root.dataset.theme; theme("light"); charts.resize(); });
  addEventListener("afterprint", () => { theme(before); charts.resize(); });
  show(JSON.parse(byId("data").textContent));
  return { show };
})();
