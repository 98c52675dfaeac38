"use strict";

const PAUSE_MILLIS = 150;

// For a wider table, the most important columns come first and have most of the fields; the others keep their initial values.
const WIDE = 24;
const MOST_FIELDS = 120;
const MOST_INFLUENCES = 20;
const SLIDER_STEPS = 100;

// In characters, of a cell that is shown in a row of a table.
const LONGEST_SHOWN = 60;

// Options of a select besides the categories.
const MISSING = "missing";
const OTHER = "other";

let model = null;
let fields = [];

// Fields by column index.
const fieldOf = new Map();

// The place by column.
const placeOf = new Map();

// The importance by column.
const importanceOf = new Map();
let showBars = null;
let timer = 0;
// Sent as a list of one row: an invalid row is then a normal answer, which browsers do not log as an error.
const ask = asker(question, ([answer]) => (answer.problems ? refused(answer) : show(answer)), (answer) => say(answer.error + " " + answer.remedy));

function short(value, digits = 5) {
  const rounded = Number(value.toPrecision(digits));
  return Math.abs(rounded) < 1e4 ? String(rounded) : rounded.toLocaleString("en", { maximumSignificantDigits: digits });
}

function excerpt(text) {
  return text.length > LONGEST_SHOWN ? text.slice(0, LONGEST_SHOWN) + "…" : text;
}

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

// The form. A field has the column's name, its initial value, its current value, and a setter.

function later() {
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE_MILLIS);
}

function numberField(column, i) {
  const [low, start, high] = column.range.map((value) => Number(value.toPrecision(6)));
  const input = make("input", { id: "field" + i, type: "number", step: "any", value: start, placeholder: MISSING });
  const slider = make("input", { type: "range", min: Math.min(low, start), max: Math.max(high, start), step: step(low, high, start), value: start });
  slider.setAttribute("aria-label", column.column + ", slider");
  slider.disabled = !(high > low);
  input.addEventListener("input", () => {
    if (input.value !== "") {
      slider.value = input.value;
    }
    later();
  });
  slider.addEventListener("input", () => {
    input.value = slider.value;
    later();
  });
  return {
    element: input,
    beside: [slider],
    hint: "median " + short(start) + (high > low ? ", mostly " + short(low, 4) + " to " + short(high, 4) : ""),
    value: () => (input.validity.badInput ? undefined : input.value === "" ? null : Number(input.value)),
    reset: () => {
      input.value = start;
      slider.value = start;
    },
  };
}

// A power of ten, and at least 1 between whole numbers.
function step(low, high, start) {
  const fine = 10 ** Math.floor(Math.log10((high - low) / SLIDER_STEPS));
  const whole = [low, high, start].every(Number.isInteger);
  return !(fine > 0) || !Number.isFinite(fine) ? "any" : whole ? Math.max(1, fine) : fine;
}

function categoryField(column, i) {
  const select = make("select", { id: "field" + i });
  column.choices.forEach((category, at) => select.append(make("option", { value: String(at), textContent: category })));
  select.append(make("option", { value: MISSING, textContent: "(" + MISSING + ")" }));
  select.append(make("option", { value: OTHER, textContent: "(" + OTHER + ")" }));
  // Not the name of any category.
  let other = OTHER;
  while (column.choices.includes(other)) {
    other += "?";
  }
  select.addEventListener("input", later);
  const text = () => (select.value === MISSING ? null : select.value === OTHER ? other : column.choices[Number(select.value)]);
  return {
    element: select,
    beside: [],
    hint: column.choices.length + (column.choices.length === 1 ? " category" : " categories"),
    value: text,
    reset: () => {
      select.value = "0";
    },
  };
}

// The field of a date, or of a text whose words are counted.
function cellField(column, i) {
  const prose = column.kind === "text";
  const input = make(prose ? "textarea" : "input", { id: "field" + i, value: column.example, placeholder: MISSING });
  Object.assign(input, prose ? { rows: 4 } : { type: "text" });
  input.addEventListener("input", later);
  return {
    element: input,
    beside: [],
    hint: prose ? "a text: its words count, not their order" : "such as " + column.example,
    value: () => (input.value === "" ? null : input.value),
    reset: () => {
      input.value = column.example;
    },
  };
}

function makeForm() {
  model.columns.forEach(({ column }, i) => placeOf.set(column, i));
  model.importance?.columns.forEach((column) => importanceOf.set(column.name, column));
  const form = document.getElementById("fields");
  const order = model.columns.map((_, i) => i);
  if (order.length > WIDE && model.importance) {
    order.sort((a, b) => importanceOf.get(model.columns[b].column).rise - importanceOf.get(model.columns[a].column).rise);
  }
  fields = order.slice(0, MOST_FIELDS).map((i) => {
    const column = model.columns[i];
    const field = ({ number: numberField, category: categoryField }[column.kind] ?? cellField)(column, i);
    fieldOf.set(i, field);
    const note = make("p", { id: "note" + i, className: "note", textContent: field.hint });
    field.element.setAttribute("aria-describedby", note.id);
    const label = make("label", { htmlFor: field.element.id, textContent: column.column });
    form.append(make("div", { className: "field " + column.kind }, label, field.element, ...field.beside, note));
    return Object.assign(field, { name: column.column, note });
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const more = model.columns.length - fields.length;
  if (more > 0) {
    const further = document.getElementById("further");
    further.hidden = false;
    further.textContent = "The other " + more.toLocaleString("en") + " columns stay at their medians and first categories"
      + (model.importance ? "; these are worth most." : ".");
  }
}

// Lists the columns that training left out of its table.
function listUnused() {
  const unused = model.columnUse.filter(({ use }) => use === "left out");
  const list = document.getElementById("unused");
  list.hidden = unused.length === 0;
  list.querySelector("summary").textContent = unused.length.toLocaleString("en")
    + (unused.length === 1 ? " column of the training table is not used" : " columns of the training table are not used");
  list.querySelector("ul").replaceChildren(...unused.slice(0, MOST_FIELDS).map(({ column, words }) => make("li", {}, breakable(column), ": " + words)));
}

document.getElementById("again").addEventListener("click", () => {
  fields.forEach((field) => field.reset());
  ask();
});

// The value of a column's field, or its initial value if it has no field: undefined if it is not a number, null if it is missing.
function valueOf(i) {
  return fieldOf.has(i) ? fieldOf.get(i).value() : model.columns[i].example;
}

// A whole row, or null while a field contains something that is not a number.
function question() {
  const values = model.columns.map(({ column }, i) => [column, valueOf(i)]);
  const bad = values.filter(([, value]) => value === undefined);
  if (bad.length > 0) {
    refused({ problems: bad.map(([column]) => ({ column, problem: "expected a number" })) });
    return null;
  }
  return [Object.fromEntries(values)];
}

// Showing

function remark(problems, bad) {
  const said = new Map(problems.map(({ column, problem }) => [column, problem]));
  for (const field of fields) {
    const problem = said.get(field.name);
    field.note.textContent = problem === undefined ? field.hint : problem + ".";
    field.note.classList.toggle("told", problem !== undefined);
    field.note.classList.toggle("bad", bad && problem !== undefined);
    field.element.setAttribute("aria-invalid", String(bad && problem !== undefined));
  }
}

function refused({ problems }) {
  remark(problems, true);
  tell("–", false);
  say(problems[0].column + ": " + problems[0].problem + ".");
  if (showBars) {
    showBars([], -1);
  }
  document.getElementById("influences").replaceChildren();
  document.body.dataset.state = "refused";
}

function tell(text, sure) {
  const answer = document.getElementById("answer");
  answer.textContent = text;
  answer.classList.toggle("unsure", !sure);
}

function show(answer) {
  remark(answer.notes, false);
  if (model.target.type === "classes") {
    const labels = model.target.labels;
    tell(answer.answer, answer.sure);
    showBars(labels.map((label) => answer.probabilities[label]), labels.indexOf(answer.answer));
    const share = percent(answer.probabilities[answer.answer]);
    const cutOff = model.decision.positive ? model.decision.positive.cutOff : null;
    if (cutOff) {
      const positive = labels[model.decision.positive.label];
      say("The network gives it " + share + ". “" + positive + "” is the answer from " + percent(cutOff.probability) + " on, for " + cutOff.why + ".");
    } else {
      say(answer.sure ? "The network gives it " + share + "." : "Not sure: the likeliest has only " + share + ".");
    }
  } else {
    tell(short(Number(answer.answer)), true);
    const interval = model.decision.interval;
    say((interval ? "For " + short(100 * interval.level, 4) + " % of such rows it is from " + short(answer.low, 4) + " to " + short(answer.high, 4) + ". " : "")
      + "The training part's mean is " + short(model.target.mean) + ".");
    const { mean, deviation } = model.target;
    const place = (value) => Math.min(100, Math.max(0, 50 + 100 * (Number(value) - mean) / (6 * deviation)));
    document.querySelector("#scale .mark").style.left = place(answer.answer) + "%";
    const range = document.querySelector("#scale .range");
    range.hidden = !interval;
    if (interval) {
      range.style.left = place(answer.low) + "%";
      range.style.width = place(answer.high) - place(answer.low) + "%";
    }
  }
  showInfluences(answer);
  document.body.dataset.answer = String(answer.answer);
  document.body.dataset.state = "answered";
}

// With as many decimals as give the largest number three digits, so that they are aligned.
function signed(value, largest) {
  const decimals = largest > 0 ? Math.min(20, Math.max(0, 2 - Math.floor(Math.log10(largest)))) : 0;
  const size = Math.abs(value).toFixed(decimals);
  return (Number(size) === 0 ? "" : value < 0 ? "−" : "+") + (size.length > 9 ? short(Math.abs(value), 3) : size);
}

// Allows line breaks after punctuation in a name.
function breakable(name) {
  return make("span", { className: "name" }, ...name.split(/(?<=[_.\-])/).flatMap((part, i) => (i === 0 ? [part] : [make("wbr"), part])));
}

// A bar from the middle, to the right if positive and to the left if negative, with the number beside it.
function bar(value, largest, middle, text) {
  const size = largest > 0 ? Math.min(1, Math.abs(value) / largest) * (middle ? 50 : 100) : 0;
  const filled = make("div", { className: "bar " + (value < 0 ? "less" : "more") });
  filled.style.width = size + "%";
  filled.style.left = (middle ? (value < 0 ? 50 - size : 50) : 0) + "%";
  const track = make("div", { className: middle ? "track middle" : "track" }, filled);
  track.setAttribute("aria-hidden", "true");
  return make("td", {}, track, make("span", { className: "number", textContent: text }));
}

function showInfluences(answer) {
  const strongest = Object.entries(answer.influences)
    .map(([name, influence]) => ({ name, influence, at: placeOf.get(name) }))
    .sort((a, b) => Math.abs(b.influence) - Math.abs(a.influence))
    .slice(0, MOST_INFLUENCES);
  const largest = strongest.length > 0 ? Math.abs(strongest[0].influence) : 0;
  const highest = model.importance ? Math.max(...model.importance.columns.map((column) => column.rise)) : 0;
  document.getElementById("influences").replaceChildren(...strongest.map(({ name, influence, at }) => {
    const value = valueOf(at);
    const cell = value === null ? MISSING : value === undefined ? "" : typeof value === "number" ? short(value) : excerpt(value);
    const head = make("th", { scope: "row" }, breakable(name), make("span", { className: "cell", textContent: cell }));
    const row = make("tr", {}, head, bar(influence, largest, true, signed(influence, largest)));
    if (model.importance) {
      const { rise } = importanceOf.get(name);
      row.append(bar(Math.max(0, rise), highest, false, signed(rise, highest)));
    }
    return row;
  }));
  const target = model.target.type === "classes" ? "the log odds of “" + answer.answer + "”" : model.target.name;
  document.getElementById("about-this").textContent =
    "This answer: gradient × input, how much the input pushed " + target + " up (+) or down (−). Numbers count from the training part's median.";
}

function describe() {
  const importance = model.importance;
  document.getElementById("all").hidden = !importance;
  document.getElementById("about-all").textContent = importance
    ? "All answers: permutation importance, how much the " + (model.target.type === "classes" ? "log loss" : "root mean squared error") + " of "
      + importance.rows.toLocaleString("en") + " " + importance.part.toLowerCase() + " rows, " + short(importance.error, 3)
      + ", rises when the column's cells change places."
    : "The model does not contain the importance of the columns: it was saved by an older version, or is too large.";
  document.getElementById("target").textContent = model.target.name;
  document.getElementById("model").textContent =
    model.layers.join("–") + " · " + model.parameters.toLocaleString("en") + " parameters · " + model.name;
}

async function start() {
  model = await (await fetch("/api/model")).json();
  describe();
  makeForm();
  listUnused();
  if (model.target.type === "classes") {
    showBars = makeBars(model.target.labels, true);
  } else {
    const { mean, deviation } = model.target;
    document.getElementById("scale").hidden = false;
    document.getElementById("low").textContent = short(mean - 3 * deviation, 3);
    document.getElementById("high").textContent = short(mean + 3 * deviation, 3);
    document.getElementById("bars").hidden = true;
  }
  ask();
}

start().catch(() => say("The server does not answer. Is it still running?"));
