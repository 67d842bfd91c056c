"use strict";
// Draws a page's charts with uPlot. All charts over time zoom together, and show their values at the same moment.
const charts = (() => {
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colors = ["--a", "--b", "--c", "--d", "--e", "--f"];
  const color = i => colors[i % colors.length];
  const figure = v => v == null ? "–" : Math.abs(v) >= 1000 ? Math.round(v).toLocaleString("en") : String(+v.toPrecision(3));
  const clock = (t, from, to) => new Date(t * 1000).toISOString().slice(from, to);
  const width = box => Math.max(240, box.clientWidth);
  const shown = [];
  const waiting = new Map();
  let syncing = false, frame = 0, events = [];

  const axis = () => ({
    stroke: () => css("--soft"), grid: { stroke: () => css("--line"), width: 1 }, ticks: { stroke: () => css("--line") },
  });
  const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];
  const timeAxis = () => ({ ...axis(), space: 70, incrs: seconds, values: (u, splits, at, space, step) =>
    splits.map(t => step >= 86400 ? clock(t, 5, 10) : step >= 60 ? clock(t, 11, 16) : clock(t, 11, 19)) });
  const valueAxis = () => ({ ...axis(), size: 62, values: (u, ticks) => ticks.map(v => v == null ? "" : figure(v)) });
  const timeSeries = () => ({ label: "time", value: (u, t) => t == null ? "–" : clock(t, 11, 19) });
  const line = (label, i, dashed) => ({ label, width: 1.5, dash: dashed ? [6, 4] : undefined, stroke: () => css(color(i)),
    points: { show: u => u.data[0].length < 60 }, value: (u, v) => figure(v) });

  // A lone value on a logarithmic axis needs room around it, and rates start at 0.
  const range = log => log
    ? (u, low, high) => low == null ? [0.1, 10] : [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high) + 1e-9)]
    : (u, low, high) => [0, Math.max(1, (high || 0) * 1.08)];

  function zoomOthers(u, key) {
    if (key !== "x" || syncing || !u.timed) return;
    const { min, max } = u.scales.x;
    for (const chart of shown) if (chart.u !== u && chart.u.timed && min != null) waiting.set(chart, { min, max });
    waiting.delete(shown.find(chart => chart.u === u));
    zoomWaiting(isVisible);
    if (waiting.size && !frame) frame = requestAnimationFrame(zoomRest);
  }

  // Those in the window at once; the others in the frames that follow, a few milliseconds of each.
  const isVisible = ({ box }) => { const { top, bottom } = box.getBoundingClientRect(); return bottom > 0 && top < innerHeight; };
  function zoomWaiting(mayZoom) {
    syncing = true;
    for (const [chart, x] of waiting) {
      if (!mayZoom(chart)) continue;
      waiting.delete(chart);
      chart.u.batch(() => chart.u.setScale("x", x));
    }
    syncing = false;
  }
  function zoomRest() {
    const end = performance.now() + 6;
    zoomWaiting(() => performance.now() < end);
    frame = waiting.size ? requestAnimationFrame(zoomRest) : 0;
  }

  function markEvents(u) {
    const { left, top, width: w, height: h } = u.bbox, g = u.ctx;
    g.save();
    g.strokeStyle = g.fillStyle = css("--soft"); g.font = `${11 * devicePixelRatio}px sans-serif`; g.setLineDash([2, 4]);
    g.textAlign = "left"; g.textBaseline = "alphabetic";
    for (const e of events) {
      const x = u.valToPos(e.time, "x", true);
      if (x < left || x > left + w) continue;
      g.beginPath(); g.moveTo(x, top); g.lineTo(x, top + h); g.stroke();
      g.fillText(e.text, x + 4 * devicePixelRatio, top + 12 * devicePixelRatio);
    }
    g.restore();
  }

  // Focus and keys: the pointer's work without a pointer.
  function listen(box, u, speak) {
    let at = -1;
    const full = () => [u.data[0][0], u.data[0][u.data[0].length - 1]];
    const scale = factor => {
      const { min, max } = u.scales.x, middle = at >= 0 ? u.data[0][at] : (min + max) / 2, half = (max - min) * factor / 2;
      const [first, last] = full();
      u.setScale("x", { min: Math.max(first, middle - half), max: Math.min(last, middle + half) });
    };
    const move = to => {
      const xs = u.data[0];
      at = Math.min(xs.length - 1, Math.max(0, to));
      u.setCursor({ left: u.valToPos(xs[at], "x"), top: u.over.clientHeight / 2 });
      speak(u.series.map((s, i) => `${s.label} ${s.value(u, u.data[i][at], i, at)}`).join(", "));
    };
    const first = () => Math.max(0, u.data[0].findIndex(x => x >= u.scales.x.min));
    const keys = {
      ArrowRight: () => move(at < 0 ? first() : at + 1), ArrowLeft: () => move(at < 0 ? first() : at - 1),
      Home: () => move(0), End: () => move(u.data[0].length - 1), "+": () => scale(.5), "=": () => scale(.5), "-": () => scale(2),
      Escape: () => { const [min, max] = full(); u.setScale("x", { min, max }); },
    };
    box.onkeydown = e => {
      const act = e.ctrlKey || e.metaKey || e.altKey ? null : keys[e.key];
      if (act) { e.preventDefault(); act(); }
    };
  }

  function add(box, options, data, timed, speak) {
    const u = new uPlot({
      width: width(box), height: 220, padding: [12, 28, 0, 0],
      legend: { markers: { stroke: (u, i) => `var(${color(i - 1)})`, fill: (u, i) => `var(${color(i - 1)})` } },
      cursor: { sync: timed ? { key: "time", scales: ["x", null] } : undefined, drag: { x: true, y: false } },
      tzDate: t => uPlot.tzDate(new Date(t * 1000), "Etc/UTC"), ...options,
      hooks: { setScale: [zoomOthers], draw: [], ...options.hooks },
    }, data, box);
    u.timed = timed;
    shown.push({ u, box });
    listen(box, u, speak);
    return u;
  }

  function lines(box, part, data, speak) {
    return add(box, {
      scales: { x: { time: true }, y: { distr: part.log ? 3 : 1, range: range(part.log) } }, axes: [timeAxis(), valueAxis()],
      series: [timeSeries(), ...part.series.map((s, i) => line(s.label, i, s.dashed))], hooks: { draw: [markEvents] },
    }, data, true, speak);
  }

  function percentiles(box, part, speak) {
    const at = [...new Set(part.lines.flatMap(l => l.points.map(p => p[0])))].sort((a, b) => a - b);
    const values = l => { const known = new Map(l.points); let last = null; return at.map(x => known.has(x) ? (last = known.get(x)) : last); };
    const names = [[1, "0"], [2, "50"], [10, "90"], [100, "99"], [1e3, "99.9"], [1e4, "99.99"], [1e5, "99.999"], [1e6, "99.9999"]];
    return add(box, {
      scales: { x: { time: false, distr: 3 }, y: { distr: 3, range: range(true) } },
      axes: [{ ...axis(), splits: () => names.map(n => n[0]), values: (u, ticks) => ticks.map(v => (names.find(n => n[0] === v) || [0, ""])[1]) },
        valueAxis()],
      series: [{ label: "percentile", value: (u, v) => v == null ? "–" : String(+(100 - 100 / v).toPrecision(7)) },
        ...part.lines.map((l, i) => line(l.label, i, l.dashed))],
    }, [at, ...part.lines.map(values)], false, speak);
  }

  // Column x is a flat list: row, count, row, count …
  function heat(box, part, columns, speak) {
    const edge = row => part.low * 10 ** (row / part.rowsPerDecade);
    const limits = () => {
      let low = Infinity, high = 0;
      for (const c of columns()) for (let i = 0; i < c.length; i += 2) { low = Math.min(low, c[i]); high = Math.max(high, c[i] + 1); }
      return high ? [edge(low), edge(high)] : [1, 10];
    };
    const paint = u => {
      const xs = u.data[0], all = columns(), g = u.ctx, { left, top, width: w, height: h } = u.bbox;
      const inView = xs.filter(x => x >= u.scales.x.min && x <= u.scales.x.max).length;
      const bins = new Map(), step = Math.max(2, w / Math.max(1, inView));
      let most = 1;
      for (let i = 0; i < xs.length; i++) {
        if (xs[i] < u.scales.x.min - 1 || xs[i] > u.scales.x.max + 1) continue;
        const bin = Math.floor((u.valToPos(xs[i], "x", true) - left) / step);
        const rows = bins.get(bin) || new Map();
        bins.set(bin, rows);
        const c = all[i] || [];
        for (let k = 0; k < c.length; k += 2) {
          const n = (rows.get(c[k]) || 0) + c[k + 1];
          rows.set(c[k], n); most = Math.max(most, n);
        }
      }
      g.save(); g.beginPath(); g.rect(left, top, w, h); g.clip(); g.fillStyle = css("--a");
      for (const [bin, rows] of bins) for (const [row, n] of rows) {
        const y = u.valToPos(edge(row + 1), "y", true), base = u.valToPos(edge(row), "y", true);
        g.globalAlpha = .15 + .85 * Math.log1p(n) / Math.log1p(most);
        g.fillRect(left + bin * step, y, Math.ceil(step), Math.ceil(base - y));
      }
      g.restore();
    };
    const under = (u, i) => {
      const c = columns()[i] || [], ms = u.cursor.top >= 0 ? u.posToVal(u.cursor.top, "y") : 0;
      const row = Math.floor(Math.log10(ms / part.low) * part.rowsPerDecade);
      for (let k = 0; k < c.length; k += 2) {
        if (c[k] === row) return `${c[k + 1]} between ${figure(edge(row))} and ${figure(edge(row + 1))} ms`;
      }
      return "none here";
    };
    return add(box, {
      scales: { x: { time: true }, y: { distr: 3, range: limits } }, axes: [timeAxis(), valueAxis()],
      series: [timeSeries(), { label: "values", stroke: () => css("--a"), paths: () => null, points: { show: false },
        value: (u, v, s, i) => v == null || i == null ? "–" : under(u, i) }],
      hooks: { draw: [paint, markEvents] },
    }, [[], []], true, speak);
  }

  function clear(box) {
    for (const chart of shown.filter(each => each.box === box)) { shown.splice(shown.indexOf(chart), 1); waiting.delete(chart); chart.u.destroy(); }
    box.replaceChildren();
  }

  const resize = () => shown.forEach(({ u, box }) => { if (u.width !== width(box)) u.setSize({ width: width(box), height: 220 }); });
  addEventListener("resize", resize);
  const redraw = () => shown.forEach(({ u }) => u.redraw(false));
  return { isZooming: () => frame !== 0, clear, lines, percentiles, heat, figure, clock, resize, redraw, mark: found => { events = found; } };
})();
