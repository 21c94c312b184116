"use strict";
const $ = (id) => document.getElementById(id);
// What is shown: a configuration by its words, a run by its choices, and how many of them are taken.
let protocols = [], words = "", spec = null, choices = [], at = 0, position = null, whole = null;
let chosen = false; // somebody chose what the arrows mean

const ask = (question) => {
  const answer = JSON.parse(quesera.answer(JSON.stringify(question)));
  if (answer && answer.Error) throw new Error(answer.Error);
  return answer;
};
const guarded = (f) => (...args) => {
  try {
    $("alert").hidden = true;
    return f(...args);
  } catch (e) {
    $("alert").textContent = e.message;
    $("alert").hidden = false;
  }
};
const element = (tag, text, className) => {
  const e = document.createElement(tag);
  if (text !== undefined) e.textContent = text;
  if (className) e.className = className;
  return e;
};
const option = (value, text) => {
  const o = element("option", text);
  o.value = value;
  return o;
};
const grouped = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const members = (set) => Array.from({length: spec.Nodes}, (_, i) => i).filter((i) => set >> i & 1);
const inWords = (a) => a.Says || a.Text;

// Links have all of it: #verify=WORDS&run=SCHEDULE&at=STEPS.
const link = () => "#" + new URLSearchParams({verify: words, run: choices.join("."), at: at});
const line = () => "quesera verify " + words + " --replay '" + choices.slice(0, at).join(".") + "'";

// go shows a position of a configuration. What cannot be followed changes nothing.
const go = (toWords, toChoices, toAt) => {
  const before = [words, spec, choices, at, whole];
  try {
    if (toWords !== words) spec = ask({Ask: "open", Words: toWords});
    if (toWords !== words || toChoices !== choices) whole = ask({Ask: "at", Words: toWords, Schedule: toChoices.join(".")});
    words = toWords;
    choices = toChoices;
    at = Math.max(0, Math.min(choices.length, toAt));
    position = ask({Ask: "at", Words: words, Schedule: choices.slice(0, at).join(".")});
  } catch (e) {
    [words, spec, choices, at, whole] = before;
    throw e;
  }
  if (before[0] !== words) showConfiguration();
  show();
  history.replaceState(null, "", link());
};
const move = (k) => go(words, choices, k);
// choose takes an action: the one that the run takes here anyway, or a way of its own.
const choose = (k) => {
  const same = at < choices.length && choices[at] === k;
  go(words, same ? choices : [...choices.slice(0, at), k], at + 1);
};
const on = () => {
  if (at < choices.length) move(at + 1);
  else if ((position.Enabled || []).length === 1) choose(0);
};
const read = (text) => {
  const hash = text.indexOf("#");
  if (hash < 0) {
    const place = ask({Ask: "read", Line: text});
    const run = place.Schedule === "" ? [] : place.Schedule.split(".").map(Number);
    go(place.Words, run, run.length);
    return;
  }
  const asked = new URLSearchParams(text.slice(hash + 1));
  const place = ask({Ask: "read", Line: asked.get("verify") || ""});
  const run = (asked.get("run") || "").split(".").filter((c) => c !== "").map(Number);
  go(place.Words, run, asked.has("at") ? Number(asked.get("at")) : run.length);
};

const showConfiguration = () => {
  const p = protocols.find((p) => p.Name === spec.Protocol);
  $("protocol").value = p.Name;
  const select = $("configuration");
  select.replaceChildren(...p.Configurations.map((c) => option(c.Words, (c.Unsafe ? "✗ breaks: " : "") + c.Bounds)));
  if (!p.Configurations.some((c) => c.Words === words)) select.prepend(option(words, spec.Bounds));
  select.value = words;
  $("flags").textContent = "Flags of " + p.Name + ": " + p.Flags.map((f) => f.Given + " (" + f.Usage + ")").join("; ");
  $("runs").replaceChildren(...protocols.flatMap((p) => (p.Runs || []).map((run) => {
    const item = element("li"), button = element("button", p.Name + ": " + run.Title);
    button.addEventListener("click", guarded(() => read(run.Line)));
    item.append(button);
    return item;
  })));
  const breaks = spec.Unsafe ? " An assumption is given up here" + (spec.Headline ? ", and " + spec.Headline + " fails." : ".") : "";
  $("title").textContent = spec.Title + " (" + spec.Section + "), " + spec.Bounds + "." + breaks;
  $("wanted").replaceChildren(option("", "whatever fails"), ...(spec.Props || []).map((q) =>
    option(q.ID, q.ID + (q.Kind ? ": that it happens" : ": that it fails"))));
  if (spec.Unsafe && spec.Headline) $("wanted").value = spec.Headline;
  chosen = false;
  $("relation").replaceChildren(...relations().map((r) => option(r, r)));
  $("figure").hidden = relations().length === 0;
  $("found").textContent = "";
};

const show = () => {
  const steps = whole.Steps || [], enabled = position.Enabled || [];
  $("where").textContent = at + " of " + choices.length;
  $("range").max = choices.length;
  $("range").value = at;
  $("first").disabled = $("back").disabled = at === 0;
  $("last").disabled = at === choices.length;
  $("on").disabled = at === choices.length && enabled.length !== 1;
  $("step").textContent = at === 0 ? "The beginning." : "Step " + at + ": " + inWords(steps[at - 1]) + ".";
  $("enabled").replaceChildren(...enabled.map((a, k) => {
    const item = element("li"), button = element("button", inWords(a));
    if (a.Says) button.append(element("small", a.Text));
    if (at < choices.length && choices[at] === k) button.append(element("small", "▶ the run goes on so"));
    button.addEventListener("click", guarded(() => choose(k)));
    item.append(button);
    return item;
  }));
  if (enabled.length === 0) {
    $("enabled").replaceChildren(element("li", position.Deadlock ? "✗ Nothing, although this is no end: a deadlock." : "Nothing: this is an end."));
  }
  $("says").textContent = (position.Says || []).join("\n");
  $("properties").replaceChildren(...(spec.Props || []).map((p, i) => property(p, position.Standings[i])));
  $("run").replaceChildren(...steps.map((a, k) => {
    const item = element("li", inWords(a), k + 1 === at ? "now" : k + 1 > at ? "later" : "");
    item.addEventListener("click", guarded(() => move(k + 1)));
    return item;
  }));
  showState();
  if (!chosen && relations().length > 0) $("relation").value = fullest();
  showGraph();
};

// property says what a property says here, in words and by the shape of a sign, not by its colour alone.
const property = (p, s) => {
  let kind = "silent", sign = "·", says = "says nothing here";
  if (p.Kind) {
    if (s.Holds) [kind, sign, says] = ["happens", "★", "happens here"];
    else says = s.Decided ? "has happened, first after " + s.First + " steps" : "has not happened on this run";
  } else if (!s.Holds) [kind, sign, says] = ["fails", "✗", "fails here"];
  else if (s.Matters) [kind, sign, says] = ["matters", "✓", "holds, and says something here"];
  if (!p.Kind && s.Holds && s.Decided) says += "; failed first after " + s.First + " steps";
  const item = element("li", undefined, kind);
  item.dataset.id = p.ID;
  item.append(element("b", sign + " " + p.ID + " " + says + "."), " " + p.Text + " (" + p.Section + ")");
  const idle = (spec.Idle || {})[p.ID];
  if (idle) item.append(element("span", " Never says anything under these bounds: " + idle + ".", "soft"));
  return item;
};

// place tells of a number of the state in which row of the table it is, and in which column, that of a node, if any.
const place = (leaf) => {
  const node = (leaf.ByNode || []).indexOf(true), rest = (leaf.Index || []).filter((_, k) => k !== node);
  return {row: leaf.Field + rest.map((i) => "[" + i + "]").join(""), node: node < 0 ? -1 : leaf.Index[node]};
};
const relations = () => [...new Set((spec.Fields || []).filter((f) => f.Kind === 1 && place(f).node >= 0).map((f) => place(f).row))];
// fullest is the relation with the most arrows here.
const fullest = () => {
  const count = new Map(relations().map((r) => [r, 0]));
  spec.Fields.forEach((leaf, k) => {
    const {row, node} = place(leaf);
    if (count.has(row)) count.set(row, count.get(row) + members(position.State[k] & ~(1 << node)).length);
  });
  return [...count].reduce((a, b) => b[1] > a[1] ? b : a)[0];
};
const showValue = (cell, leaf, v) => {
  if (leaf.Kind !== 1) {
    cell.append(String(v));
    return;
  }
  cell.title = "{" + members(v).join(" ") + "}";
  for (let i = 0; i < spec.Nodes; i++) cell.append(element("span", v >> i & 1 ? i : "", v >> i & 1 ? "dot in" : "dot"));
};
const showState = () => {
  const rows = new Map();
  (spec.Fields || []).forEach((leaf, k) => {
    const {row, node} = place(leaf);
    if (!rows.has(row)) rows.set(row, []);
    rows.get(row).push({leaf, node, value: position.State[k], changed: position.Changed[k]});
  });
  const head = element("tr");
  head.append(element("th"), ...Array.from({length: spec.Nodes}, (_, i) => element("th", "node " + i)));
  const table = [head];
  for (const [row, leaves] of rows) {
    const tr = element("tr"), name = element("th", row);
    name.scope = "row";
    tr.append(name);
    for (const {leaf, value, changed} of leaves) {
      const cell = element("td", undefined, changed ? "changed" : "");
      showValue(cell, leaf, value);
      if (leaves[0].node < 0) cell.colSpan = spec.Nodes;
      tr.append(cell);
    }
    table.push(tr);
  }
  $("state").replaceChildren(...table);
};

// showGraph draws the nodes, who acted last and on whom, and an arrow to each member of a set that each node has.
const showGraph = () => {
  const n = spec.Nodes, size = 280, where = (i) => {
    const turn = 2 * Math.PI * i / n - Math.PI / 2;
    return [size / 2 + 105 * Math.cos(turn), size / 2 + 105 * Math.sin(turn)];
  };
  const sets = new Map();
  (spec.Fields || []).forEach((leaf, k) => {
    const {row, node} = place(leaf);
    if (row === $("relation").value && node >= 0) sets.set(node, position.State[k]);
  });
  const last = at > 0 ? position.Steps[at - 1] : {Acts: false, Others: 0};
  let lines = "", nodes = "";
  for (const [from, set] of sets) {
    for (const to of members(set).filter((to) => to !== from)) {
      const [x1, y1] = where(from), [x2, y2] = where(to), far = Math.hypot(x2 - x1, y2 - y1);
      const dx = (x2 - x1) / far, dy = (y2 - y1) / far, side = 4; // beside the arrow that goes the other way
      lines += `<line x1="${x1 + dx * 22 - dy * side}" y1="${y1 + dy * 22 + dx * side}" x2="${x2 - dx * 26 - dy * side}" y2="${y2 - dy * 26 + dx * side}" marker-end="url(#head)"/>`;
    }
  }
  for (let i = 0; i < n; i++) {
    const [x, y] = where(i), self = sets.has(i) && sets.get(i) >> i & 1 ? "self " : "";
    const role = last.Acts && last.Node === i ? "acts" : last.Others >> i & 1 ? "named" : "";
    nodes += `<circle class="${self}${role}" cx="${x}" cy="${y}" r="20"/><text x="${x}" y="${y}">${i}</text>`;
  }
  $("graph").innerHTML = `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="the nodes: thick who acted last, dashed whom it was about"><defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>${lines}${nodes}</svg>`;
};

const search = () => {
  const from = [words, choices.slice(0, at)], wanted = $("wanted").value;
  $("search").disabled = true;
  $("stop").disabled = false;
  $("found").textContent = "Searching …";
  quesera.search(JSON.stringify({Ask: "search", Words: words, Schedule: from[1].join("."), Property: wanted,
    States: Number($("budget").value)}), (states, depth) => {
    $("found").textContent = "Searching: " + grouped(states) + " states, " + depth + " steps deep …";
  }, (answer) => {
    $("search").disabled = false;
    $("stop").disabled = true;
    const f = JSON.parse(answer);
    if (f.Error) {
      $("found").textContent = "✗ " + f.Error;
      return;
    }
    const seen = grouped(f.States) + " states, " + f.Depth + " steps deep";
    const run = f.Schedule === "" ? [] : f.Schedule.split(".").map(Number);
    if (f.Any) {
      const what = f.Property + (f.Kind ? " happens" : " fails") + " after " + (run.length - from[1].length) + " more steps";
      const button = element("button", "Follow it");
      button.addEventListener("click", guarded(() => go(from[0], run, from[1].length)));
      $("found").replaceChildren(what + " (" + seen + "). ", button);
    } else if (f.Complete) {
      $("found").textContent = "None: all states that can be reached from there were seen (" + seen + ").";
    } else {
      $("found").textContent = "None in " + seen + "; what lies beyond was not seen.";
    }
  });
};

const copy = async (text, button) => {
  const says = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = says; }, 1200);
  } catch (e) {
    prompt("Copy this:", text);
  }
};

const listen = () => {
  const clicks = {first: () => move(0), back: () => move(at - 1), on, last: () => move(choices.length), search,
    stop: () => quesera.stop(), link: () => copy(location.href, $("link")), "line-again": () => copy(line(), $("line-again"))};
  for (const [id, f] of Object.entries(clicks)) $(id).addEventListener("click", guarded(f));
  $("range").addEventListener("input", guarded(() => move(Number($("range").value))));
  $("protocol").addEventListener("change", guarded(() => read($("protocol").value)));
  $("configuration").addEventListener("change", guarded(() => go($("configuration").value, [], 0)));
  $("relation").addEventListener("change", guarded(() => {
    chosen = true;
    showGraph();
  }));
  $("read").addEventListener("submit", guarded((e) => {
    e.preventDefault();
    read($("line").value);
  }));
  addEventListener("hashchange", guarded(() => { if (location.hash !== link()) read(location.hash); }));
  addEventListener("keydown", guarded((e) => {
    if (e.target.closest("input, select, textarea, summary") || e.ctrlKey || e.altKey || e.metaKey) return;
    const number = /^[1-9]$/.test(e.key) ? Number(e.key) - 1 : -1;
    if (e.key === "ArrowLeft") move(at - 1);
    else if (e.key === "ArrowRight") on();
    else if (e.key === "Home") move(0);
    else if (e.key === "End") move(choices.length);
    else if (e.key === "s") search();
    else if (number >= 0 && number < (position.Enabled || []).length) choose(number);
    else return;
    e.preventDefault();
  }));
};

globalThis.queseraIsReady = guarded(() => {
  protocols = ask({Ask: "protocols"});
  $("protocol").replaceChildren(...protocols.map((p) => option(p.Name, p.Name + ": " + p.Title)));
  $("loading").hidden = true;
  $("main").hidden = false;
  listen();
  try {
    read(location.hash || protocols[0].Name);
  } finally {
    if (!spec) read(protocols[0].Name);
    document.documentElement.dataset.ready = "true";
  }
});

const start = async () => {
  try {
    if (!globalThis.DecompressionStream) throw new Error("this browser cannot unpack the page: it lacks DecompressionStream");
    const packed = await fetch("data:application/gzip;base64," + $("wasm").textContent);
    const code = new Response(packed.body.pipeThrough(new DecompressionStream("gzip")), {headers: {"Content-Type": "application/wasm"}});
    const runtime = new Go();
    const program = await WebAssembly.instantiateStreaming(code, runtime.importObject);
    runtime.run(program.instance);
  } catch (e) {
    $("loading").textContent = "✗ " + e.message;
  }
};
