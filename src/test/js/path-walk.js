// Runs in the page, for ExplorerPathIT, which puts before it STEPS, the path's ids: what a reader does there.

const PATIENCE = 100_000; // ms

const find = (selector) => document.querySelector(selector);
const count = (selector) => document.querySelectorAll(selector).length;
const pause = () => new Promise((done) => setTimeout(done, 10));

function assert(isSo, what) {
  if (!isSo) {
    throw new Error("expected " + what);
  }
}

async function until(isSo) {
  for (const end = Date.now() + PATIENCE; !isSo(); await pause()) {
    assert(Date.now() < end, String(isSo));
  }
}

const appears = (selector) => until(() => find(selector) !== null);

async function click(selector) {
  await appears(selector);
  find(selector).click();
  await pause();
}

async function set(selector, value, event = "input") {
  await appears(selector);
  const control = find(selector);
  control.value = value;
  control.dispatchEvent(new Event(event, { bubbles: true }));
  await pause();
}

// The path ------------------------------------------------------------------------------------------------------------------------------------------

const isDone = () => find(".path").dataset.done === "true";
const notDone = (what) => assert(!isDone(), "more to be done than " + what);
const stepIs = (step) => until(() => Number(find(".transport")?.dataset.step) === step);

async function begins(id) {
  await until(() => find(".path")?.dataset.step === id && !isDone());
  const chapter = { slope: "prelude", chain: "chain", weights: "chain", perceptron: id, activations: id, digits: id, window: "convolution", sixteen: "convolution" }[id] ?? "backprop";
  await until(() => document.body.dataset.ready === chapter);
  if (chapter === "backprop") {
    await stepIs(["neuron", "carry", "blame", "update"].includes(id) ? 2 : 0);
  }
}

async function onTo(id) {
  await until(isDone);
  await click("#path-next");
  await begins(id);
}

/** Presses Next until a stop of this kind. */
async function walkTo(kind) {
  await appears(".walk");
  for (let i = 0; i < 40; i++) {
    const { stop } = find(".walk").dataset;
    await click("#walk-next");
    await until(() => find(".walk").dataset.stop !== stop);
    if (find(".walk").dataset.now.startsWith(kind + ":")) {
      return;
    }
  }
  throw new Error("no stop of kind " + kind);
}

/** Guesses wrongly, reads the answer, then guesses rightly. */
async function answer(topic, wrong, right) {
  await click("#why [data-topic=" + topic + "]");
  for (const [guess, judged] of [[wrong, "wrong"], [right, "right"]]) {
    notDone("the question");
    await click('#why [data-guess="' + guess + '"]');
    assert(find("#why .guess").dataset.guessed === judged && find("#why .says").textContent !== "", guess + " to be " + judged);
  }
}

async function train(atLeast) {
  await click("#epochs-on");
  await until(() => Number(find(".transport")?.dataset.step) >= atLeast);
}

/** Slides to the bottom, then to where it is steep, and lets the gradient lead down. */
async function theSlopeIsFollowed() {
  await set("#weight", 0.3);
  await set("#weight", 0.5);
  await appears(".prelude .tangent");
  await set("#weight", -0.3);
  await until(() => find("#prelude-step")?.hidden === false);
  for (let i = 0; i < 5; i++) {
    notDone(i + " steps");
    await click("#prelude-step");
  }
  assert(Number(document.querySelectorAll(".prelude .result")[2].dataset.value) < 0.01, "a small loss");
}

/** Slides, guesses that slopes are added, then that they are multiplied; the product follows the slider. */
async function slopesAreMultiplied() {
  const numbers = (selector) => [...document.querySelectorAll(selector)].map((each) => Number(each.dataset.value));
  assert(find("[data-guess]") === null, "no question before a slide");
  await set("#weight-1", 0.4);
  await click("[data-guess=sum]");
  notDone("a wrong guess");
  assert(count(".prelude .result") === 0, "no product before the answer");
  await click("[data-guess=product]");
  for (const w of [-2, 1.5]) {
    await set("#weight-1", w);
    const [product] = numbers(".prelude .result");
    assert(numbers(".chain-plot .number")[0] === w && Math.abs(product - numbers(".chain-plot .slope").reduce((all, slope) => all * slope)) < 1e-15, "the product at " + w);
  }
}

/** From one neuron to the network that needs a transposed matrix. */
async function aNetworkLearns() {
  await theSlopeIsFollowed();
  await onTo("chain");
  await slopesAreMultiplied();
  await onTo("weights");
  await set("#weight-1", 0.5);
  notDone("a slide");
  await click("[data-guess=w2]");
  assert(count(".prelude .result") === 2 && count(".prelude .note") === 2, "what each weight alone would do");
  await onTo("neuron");
  await walkTo("unit");
  assert(find("#why").textContent !== "", "a reason at the first stop");
  notDone("a unit");
  await walkTo("loss");
  await until(() => find("#say").textContent.includes(find("#why").textContent));
  await onTo("carry");
  await walkTo("dW");
  await answer("carry", "half", "double");
  await onTo("blame");
  await walkTo("dZ");
  await answer("difference", "thumb", "cancels");
  await onTo("update");
  await walkTo("update");
  await appears(".walk.guessing");
  await click("#why .skip-guess");
  await until(() => find(".walk.guessing") === null);
  notDone("a guess that is skipped");
  await click("#step-on");
  await stepIs(3);
  await appears(".walk.guessing");
  await click("#why [data-guess]");
  await until(() => find(".walk.guessing") === null);
  await onTo("learn");
  await click("#epoch-on");
  await stepIs(1);
  notDone("an epoch");
  await train(1000);
  await onTo("line");
  await train(1000);
  await appears("[data-event=plateau]");
  notDone("the plateau");
  await walkTo("loss");
  await answer("xor", "0", "2");
  await onTo("hidden");
  await click("#add-layer");
  await until(() => count(".node.hidden") === 3);
  await train(1000);
  await onTo("transpose");
}

/** From there to the slip and the other chapters, after the page was loaded again. */
async function whatGoesWrongIsFound() {
  await walkTo("dA");
  await answer("transpose", "in", "out");
  await onTo("symmetric");
  await train(1000);
  await appears("[data-event=symmetric]");
  notDone("equal units");
  await click("#to-start");
  await stepIs(0);
  await click('[data-name="W1:0:1"]');
  await set("#edit-value", 2);
  await click("#edit-keep");
  await until(() => count(".branches li") === 2);
  await train(1000);
  await onTo("rate");
  assert(count("[data-event]") === 0, "no verdict before the guess");
  await click(".events [data-guess=learns]");
  notDone("a wrong guess");
  await train(200);
  await appears("[data-fate=swings]");
  await appears("[data-event=oscillation]");
  await onTo("overfit");
  await train(200);
  await click("[data-event=memorised]");
  await until(() => find(".event-more")?.matches(":popover-open"));
  await onTo("regularise");
  await train(700);
  notDone("training");
  await click("#setup-more");
  await set("#l2", 0.01, "change");
  await until(() => find("#setup-more").textContent.includes("2"));
  await stepIs(0);
  await train(600);
  await onTo("spirals");
  await train(2000);
  await onTo("slip");
  await theSlipIsFound();
  await onTo("perceptron");
  for (const gate of ["AND", "XOR"]) {
    notDone("no gate or one");
    await click("[data-gate=" + gate + "]");
    await click(".verdict-box [data-guess=true]");
    await set(".stage input[type=range]", 1_000_000);
  }
  await onTo("activations");
  for (const [name, end] of [["sigmoid", 1], ["relu", -5]]) {
    notDone("no flat end or one");
    await click("[data-panel=activation] [data-name=" + name + "]");
    await set("[data-panel=activation] input", -5);
    await set("[data-panel=activation] input", end);
  }
  await onTo("digits");
  await twoDigitsAreDrawn();
  await onTo("window");
  await aPictureIsDrawn();
  await walkTo("window");
  await answer("moved", "stays", "moves");
  await onTo("sixteen");
  await click("#walk-next");
  await click("[data-group='kernel:1']");
  await answer("sixteen", "batch", "places");
  await until(isDone);
}

/** One guess after another, of which the right one is the last. */
async function theSlipIsFound() {
  await appears("#walk-all");
  find("#walk-all").open = true;
  await appears("#walk-all tr.differs");
  await click("#slip-open");
  for (const chip of [...document.querySelectorAll("[data-slip]")].reverse()) {
    notDone("a wrong guess");
    chip.click();
    await until(() => chip.matches(".right, .wrong"));
  }
}

/** A pixel that is clicked is ink, and again it is paper; the window over it has it. */
async function aPictureIsDrawn() {
  const ink = (pixel) => find('[data-cell="x:' + pixel + '"]').textContent;
  const before = ink(0);
  await click('[data-cell="x:0"]');
  await until(() => ink(0) !== before);
  await until(() => location.hash.includes("picture="));
  await click('[data-cell="y:0"]');
  await until(() => find(".walk").dataset.now?.startsWith("window:") && count(".products > span") === 10);
  assert(find(".products > span").textContent.startsWith(ink(0) + " · "), "the pixel among the products");
  await click("#walk-leave");
}

/** A stroke is a 1, a ring a 0: of a narrow one the network is not sure, but half drawn it is a sure 2. */
async function twoDigitsAreDrawn() {
  const ring = (width) => Array.from({ length: 41 }, (_, i) => [0.5 + width * Math.cos(i * Math.PI / 20), 0.5 + 0.3 * Math.sin(i * Math.PI / 20)]);
  await until(() => document.body.dataset.digit !== undefined);
  await draw(Array.from({ length: 20 }, (_, i) => [0.5, 0.2 + 0.03 * i]));
  await until(() => document.body.dataset.digit === "1");
  notDone("one digit");
  await draw(ring(0.16));
  await until(() => document.body.dataset.digit === "0");
  notDone("a digit that is not sure");
  await draw(ring(0.3));
}

/** As by hand: the page answers before the pen moves on. */
async function draw(places) {
  const pad = find(".pad");
  const box = pad.getBoundingClientRect();
  [...document.querySelectorAll(".card button")].find((each) => !each.className.includes("chip")).click();
  pad.setPointerCapture = () => {};
  const at = async (type, [x, y]) => {
    pad.dispatchEvent(new PointerEvent(type, { clientX: box.x + x * box.width, clientY: box.y + y * box.height, pointerId: 1, bubbles: true }));
    await pause();
  };
  await at("pointerdown", places[0]);
  for (const place of places) {
    await at("pointermove", place);
  }
  await at("pointerup", places.at(-1));
}

/** In Chinese: what is not done is skipped; one can go back, and leave. */
async function everyStepIsShown() {
  for (const id of STEPS) {
    await begins(id);
    const says = find(".path-says").textContent;
    assert(says.includes("/" + (STEPS.length - 1) + " ") && /\p{Script=Han}/u.test(says), "a Chinese step: " + says);
    assert(!/[。：？！] \p{Script=Han}/u.test(document.body.innerText), "no space between Chinese sentences: " + id);
    assert(document.documentElement.scrollWidth <= innerWidth, "nothing cut off at the side: " + id);
    if (id !== STEPS.at(-1)) {
      await click("#path-skip");
    }
  }
  location.hash = "#path=3"; // its number, when steps had numbers
  await begins("carry");
  await click("#path-back");
  await begins("neuron");
  await click("#path-leave");
  await until(() => find(".path").dataset.step === "" && !location.hash.includes("path="));
  await walkTo("loss"); // what the step asked for: off the path it does not count
}

/** The fonts of all formulas that are shown at these stops. */
async function fontsOf(stops) {
  const used = new Set();
  for (const stop of stops) {
    await walkTo(stop);
    const written = [...document.querySelectorAll(".katex *")].filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""));
    written.map((each) => getComputedStyle(each)).forEach(({ fontFamily, fontWeight, fontStyle }) => (
      used.add(fontFamily.split(",")[0] + "-" + (fontWeight === "700" ? "Bold" : fontStyle === "italic" ? "Italic" : "Regular"))));
  }
  return [...used].filter((font) => font.startsWith("KaTeX"));
}
