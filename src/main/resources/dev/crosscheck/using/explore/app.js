import { activations } from "./chapter-activations.js";
import { backprop, convolution } from "./chapter-backprop.js";
import { chain } from "./chapter-chain.js";
import { digits } from "./chapter-digits.js";
import { perceptron } from "./chapter-perceptron.js";
import { prelude } from "./chapter-prelude.js";
import { make } from "./dom.js";
import { Path, beginTask, followTask, taskText } from "./path.js";
import { readPrograms } from "./programs.js";
import { RECORDED, TRAINED_STEPS, differing } from "./self-check.js";
import { stepNamed } from "./tasks.js";
import { explainTerms } from "./terms.js";
import { has, language, rewrite, speak, t } from "./words.js";

// The frame of the page: the selected chapter, the path's line above it, the language and error messages. A chapter has an id and mount(root, app,
// text), which returns what it has of close(), key(event), its model as state(), and tell() to put that into the address.

const CHAPTERS = [perceptron, activations, backprop, convolution, digits];
const ALL = [prelude, chain, ...CHAPTERS]; // the first two belong to the path alone

const root = document.getElementById("chapter");
const status = document.getElementById("status");
let current = null;
let opened = null;
let told = ""; // the text of the chapter's address, without the task
let turn = 0;
let differences = null;

const app = {
  /** Shows what went wrong and what to do. */
  failed(error) {
    const name = "failed." + error.message;
    status.textContent = has(name) ? t(name, error.values) : error.message;
    status.hidden = false;
  },

  clear() {
    status.hidden = true;
    status.textContent = "";
  },

  /** Opens a chapter with its defaults. */
  begin(id) {
    location.hash = "#" + id;
  },

  /** Puts the state of the chapter into the address, with the task that is done in it; returns both. */
  address(text) {
    told = text;
    const all = [text, taskText()].filter(Boolean).join("&");
    rewrite(location.pathname + location.search + "#" + current.id + (all ? "?" + all : ""));
    return all;
  },

  /** Called at every position of a chapter's model. */
  moved() {
    path.moved(opened?.state?.() ?? null);
  },
};

/** Opens an address, also the one that is open; the chapter that is left no longer changes it. */
function go(address) {
  opened?.close?.();
  opened = null;
  if (location.hash === address) {
    show(fromAddress());
  } else {
    location.hash = address;
  }
}

const path = new Path(go, () => (opened?.tell ?? (() => app.address(told)))());

function fromAddress() {
  const [id, text] = location.hash.slice(1).split(/\?(.*)/s);
  const named = (name) => ALL.find((chapter) => chapter.id === name);
  if (/^path=/.test(id)) {
    const step = stepNamed(new URLSearchParams(id).get("path"));
    const chapter = step ? named(step.chapter) : backprop; // which refuses a step that does not exist
    return chapter.hasSession ? [chapter, id] : [chapter, beginTask(step.id).text ?? ""];
  }
  if (text && named(id) && !named(id).hasSession) {
    followTask(text);
  }
  // A setting that does not exist is refused, which is how a chapter that does not exist is reported.
  return id === "" || named(id) ? [named(id) ?? backprop, text ?? ""] : [backprop, new URLSearchParams({ chapter: id }).toString()];
}

function frame() {
  document.title = t("page.title");
  document.getElementById("language").textContent = t("language.other");
  document.querySelector(".skip").textContent = t("skip");
  document.getElementById("chapters").setAttribute("aria-label", t("chapters"));
  const link = (chapter) => make("a", { href: "#" + chapter.id, "aria-current": chapter === current ? "page" : null }, t(chapter.id + ".short"));
  const focused = document.activeElement?.getAttribute("href");
  document.getElementById("chapters").replaceChildren(...CHAPTERS.map(link));
  document.querySelector("#chapters [href='" + focused + "']")?.focus();
  tellCheck();
}

/** Says what the page found when it checked itself. */
function tellCheck() {
  const values = { trainings: RECORDED.length, steps: TRAINED_STEPS, ...differences?.[0] };
  const isWrong = differences?.length > 0;
  const checked = document.getElementById("checked");
  checked.className = isWrong ? "wrong" : "note";
  checked.role = isWrong ? "alert" : null;
  checked.title = isWrong ? "" : t("checked.how", values);
  checked.textContent = differences && t(isWrong ? "checked.wrong" : "checked.right", values);
}

async function show([chapter, text]) {
  const mine = ++turn;
  opened?.close?.();
  opened = null;
  current = chapter;
  document.body.dataset.chapter = chapter.id;
  document.body.dataset.ready = "";
  app.clear();
  frame();
  root.replaceChildren();
  root.scrollTop = 0;
  try {
    const shown = (await chapter.mount(root, app, text)) ?? {};
    if (mine === turn) {
      opened = shown;
      path.show(chapter.id, shown.state?.() ?? null);
      document.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" }); // beside the path's button
      document.body.dataset.ready = chapter.id;
    } else {
      shown.close?.();
    }
  } catch (error) {
    app.failed(error);
  }
}

// The link that skips to the chapter is no address of one.
addEventListener("hashchange", () => location.hash !== "#chapter" && show(fromAddress()));

document.querySelector(".top").insertBefore(path.start, document.getElementById("language"));
root.before(path.element);
document.body.append(path.report.element);
explainTerms();

// An input error is shown until the next input.
document.addEventListener("change", () => app.clear(), true);
document.addEventListener("refused", ({ detail }) => app.failed(detail));

document.getElementById("language").addEventListener("click", () => {
  speak(language() === "en" ? "zh" : "en");
  show(fromAddress());
});

document.addEventListener("keydown", (event) => {
  const isTyped = event.target.closest("input, select, textarea, summary, [role=dialog]") || (event.key === " " && event.target.closest("button, a"));
  if (!isTyped && !event.ctrlKey && !event.metaKey && !event.altKey && opened?.key?.(event)) {
    event.preventDefault();
  }
});

function checkItself() {
  differences = differing();
  tellCheck();
}

speak(language());
readPrograms().then(() => show(fromAddress()));
addEventListener("load", () => setTimeout(checkItself)); // after what the reader came for
