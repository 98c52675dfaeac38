"use strict";

// The drawing is stored in an array with this many pixels on its longer side, in addition to the canvas: some browsers return wrong
// pixels when a canvas is read, to prevent fingerprinting.
const SIDE = 112;
const RADIUS = 5;
const STEP = 3;

const pad = document.getElementById("pad");
const paint = pad.getContext("2d");
const scale = pad.width / SIDE;
let width = SIDE;
let height = SIDE;
let raster = new Uint8ClampedArray(width * height);
let model = { digits: true, channels: 1, rows: 28, columns: 28, classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] };
const pen = { x: SIDE / 2, y: SIDE / 2, down: false };
let pointer = null;
let chosen = false;
let showBars = null;
// A drawing's answer that comes after a picture was chosen is of no use.
const ask = asker(
  () => ({ pixels: Array.from(raster), width, height }),
  (answer) => chosen || show(answer),
  (answer) => say(answer.error + " " + answer.remedy));

// Drawing

function stroke(x0, y0, x1, y1) {
  if (chosen) {
    wipe();
  }
  paint.lineWidth = 2 * RADIUS * scale;
  paint.lineCap = "round";
  paint.strokeStyle = model.digits ? "#1c2128" : "#fff";
  paint.beginPath();
  paint.moveTo(x0 * scale, y0 * scale);
  paint.lineTo(x1 * scale, y1 * scale);
  paint.stroke();
  ink(x0, y0, x1, y1);
  ask();
}

// Each pixel gets as much ink as the stroke covers, estimated from the distance of its centre from the line.
function ink(x0, y0, x1, y1) {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const length = dx * dx + dy * dy;
  const reach = RADIUS + 1;
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(height - 1, Math.ceil(Math.max(y0, y1) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const px = x + 0.5 - x0;
      const py = y + 0.5 - y0;
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length));
      const distance = Math.hypot(px - along * dx, py - along * dy);
      const cover = 255 * Math.min(1, Math.max(0, RADIUS + 0.5 - distance));
      raster[y * width + x] = Math.max(raster[y * width + x], cover);
    }
  }
}

function wipe() {
  raster.fill(0);
  paint.clearRect(0, 0, pad.width, pad.height);
  chosen = false;
}

function clear() {
  wipe();
  pen.down = false;
  ask();
}

function place(event) {
  const box = pad.getBoundingClientRect();
  return {
    x: (event.clientX - box.left - pad.clientLeft) / pad.clientWidth * width,
    y: (event.clientY - box.top - pad.clientTop) / pad.clientHeight * height,
  };
}

pad.addEventListener("pointerdown", (event) => {
  if (pointer !== null || event.button !== 0 || inColour()) {
    return;
  }
  pointer = event.pointerId;
  pad.setPointerCapture(pointer);
  Object.assign(pen, place(event));
  stroke(pen.x, pen.y, pen.x, pen.y);
});

pad.addEventListener("pointermove", (event) => {
  if (event.pointerId !== pointer) {
    return;
  }
  const moves = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
  for (const move of moves.length > 0 ? moves : [event]) {
    const to = place(move);
    stroke(pen.x, pen.y, to.x, to.y);
    Object.assign(pen, to);
  }
});

for (const end of ["pointerup", "pointercancel"]) {
  pad.addEventListener(end, (event) => {
    if (event.pointerId === pointer) {
      pointer = null;
    }
  });
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

pad.addEventListener("keydown", (event) => {
  const arrow = ARROWS[event.key];
  if (inColour()) {
    return;
  } else if (arrow) {
    const x = Math.min(width, Math.max(0, pen.x + STEP * arrow[0]));
    const y = Math.min(height, Math.max(0, pen.y + STEP * arrow[1]));
    if (pen.down) {
      stroke(pen.x, pen.y, x, y);
    }
    Object.assign(pen, { x, y });
  } else if (event.key === " ") {
    pen.down = !pen.down;
    if (pen.down) {
      stroke(pen.x, pen.y, pen.x, pen.y);
    }
  } else {
    return;
  }
  event.preventDefault();
  say("Pen " + (pen.down ? "down" : "up") + " at " + Math.round(pen.x) + ", " + Math.round(pen.y) + " of " + width + (width === height ? "" : " by " + height) + ".");
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    clear();
  }
});
document.getElementById("clear").addEventListener("click", clear);

// Showing

function show(given) {
  const drawn = chosen || raster.some((ink) => ink > 0);
  const answer = drawn ? given : { ...given, name: null, digit: null, label: null, sure: true, blank: true, hidden: [] };
  const digit = document.getElementById("digit");
  digit.textContent = answer.name ?? "–";
  digit.classList.toggle("word", !model.digits);
  digit.classList.toggle("unsure", !answer.sure);
  document.body.dataset.digit = answer.digit ?? "";
  document.body.dataset.name = answer.name ?? "";
  if (answer.blank) {
    say(inColour() ? "No picture is chosen yet." : "Nothing is drawn yet.");
  } else if (!answer.oneDigit) {
    say(answer.doubt);
  } else if (answer.doubt) {
    say("Doubtful, " + percent(answer.probabilities[answer.label]) + ". " + answer.doubt);
  } else {
    const likeliest = [...model.classes.keys()].sort((a, b) => answer.probabilities[b] - answer.probabilities[a]).slice(0, 2);
    const share = (c) => percent(answer.probabilities[c]);
    say(answer.sure ? "The network gives it " + share(answer.label) + "." : "Not sure: " + likeliest.map((c) => model.classes[c] + " has " + share(c)).join(", ") + ".");
  }
  showBars(answer.label === null ? [] : answer.probabilities, answer.label);
  const seen = answer.blank ? new Array(model.channels * model.rows * model.columns).fill(0) : answer.input;
  paintCells(document.getElementById("seen"), model.columns, seen, 255, model.channels);
  showHidden(answer.hidden);
}

function showHidden(layers) {
  const shown = document.getElementById("hidden");
  layers.forEach((units, i) => {
    const canvas = shown.children[i] || shown.appendChild(document.createElement("canvas"));
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", units.filter((unit) => unit > 0).length + " of " + units.length + " units answer");
    const map = model.maps[i];
    const cells = map ? tiled(map, units) : units;
    paintCells(canvas, map ? map.columns * across(map) : Math.ceil(Math.sqrt(units.length)), cells, Math.max(...units));
  });
  for (let i = layers.length; i < shown.children.length; i++) {
    paintCells(shown.children[i], shown.children[i].width, [], 1);
  }
}

// Maps side by side, as nearly as many in a row as there are rows.
function across(map) {
  return Math.ceil(Math.sqrt(map.channels));
}

// The values of maps in the order of the cells of a picture that has the maps side by side.
function tiled(map, values) {
  const width = across(map) * map.columns;
  const cells = new Array(width * Math.ceil(map.channels / across(map)) * map.rows).fill(0);
  values.forEach((value, i) => {
    const channel = Math.floor(i / (map.rows * map.columns));
    const row = Math.floor(channel / across(map)) * map.rows + Math.floor(i / map.columns) % map.rows;
    cells[row * width + channel % across(map) * map.columns + i % map.columns] = value;
  });
  return cells;
}

// Draws values as cells, row by row, black for 0 and white for the largest; of three channels all red ones come first, then green and blue.
function paintCells(canvas, columns, values, largest, channels = 1) {
  const plane = values.length / channels;
  const rows = plane === 0 ? canvas.height : Math.ceil(plane / columns);
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  for (let i = 0; i < columns * rows; i++) {
    const [red, green = red, blue = red] = Array.from({ length: channels }, (_, c) => i < plane && largest > 0 ? 255 * values[c * plane + i] / largest : 0);
    image.data.set([red, green, blue, 255], 4 * i);
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

// Nothing is drawn for a model of coloured pictures.
function inColour() {
  return model.channels > 1;
}

// For models of other images than digits: light on black, in the shape of the network's images.
function showForm() {
  const longer = Math.max(model.columns, model.rows);
  width = Math.max(1, Math.round(SIDE * model.columns / longer));
  height = Math.max(1, Math.round(SIDE * model.rows / longer));
  raster = new Uint8ClampedArray(width * height);
  Object.assign(pen, { x: width / 2, y: height / 2 });
  pad.width = width * scale;
  pad.height = height * scale;
  pad.style.aspectRatio = width + " / " + height;
  pad.classList.add(inColour() ? "photo" : "dark");
  if (inColour()) {
    pad.tabIndex = -1;
    pad.setAttribute("aria-label", "The chosen picture");
    document.getElementById("keys").textContent = "A PNG or JPEG, of any size. It can be dropped here, too.";
  }
  const seen = document.getElementById("seen");
  const size = model.columns + " by " + model.rows;
  seen.style.aspectRatio = model.columns + " / " + model.rows;
  seen.setAttribute("aria-label", "The picture at " + size + " pixels");
  document.title = "Crosscheck: recognise a picture";
  document.getElementById("title").textContent = inColour() ? "Choose a picture" : "Draw, or choose a picture";
  document.getElementById("form").textContent = (inColour() ? "In colour" : "In grey") + ", scaled in proportion to " + size + " pixels, as the images were that it was trained on.";
}

// Pictures

async function showOnPad(file) {
  const picture = await createImageBitmap(file);
  const fit = Math.min(pad.width / picture.width, pad.height / picture.height);
  wipe();
  paint.drawImage(picture, (pad.width - fit * picture.width) / 2, (pad.height - fit * picture.height) / 2, fit * picture.width, fit * picture.height);
  chosen = true;
}

async function choose(event) {
  await askFile(event.target.files[0]);
  event.target.value = "";
}

// Sends the file as it is: the server reads and scales it.
async function askFile(file) {
  if (!file) {
    return;
  }
  say("Looking at the picture …");
  try {
    const response = await fetch("/api/predict", { method: "POST", headers: { "Content-Type": file.type }, body: file });
    const answer = await response.json();
    if (response.ok) {
      await showOnPad(file);
      show(answer);
    } else {
      say(answer.error + " " + answer.remedy);
    }
  } catch (error) {
    say("The server does not answer. Is it still running?");
  }
}

document.getElementById("file").addEventListener("change", choose);
document.getElementById("photo").addEventListener("change", choose);
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  askFile(event.dataTransfer.files[0]);
});

async function start() {
  model = await (await fetch("/api/model")).json();
  if (!model.digits) {
    showForm();
  }
  showBars = makeBars(model.classes, !model.digits);
  document.getElementById("model").textContent =
    model.title.replaceAll("-", "–") + " · " + model.parameters.toLocaleString("en") + " parameters · " + model.name;
  ask();
}

showBars = makeBars(model.classes, !model.digits);
start().catch(() => say("The server does not answer. Is it still running?"));
