import { Branches } from "./branches.js";
import { fromText } from "./config.js";
import { button, card, div, keepingFocus, make } from "./dom.js";
import { Editor } from "./editor.js";
import { Events } from "./events.js";
import { exportOf } from "./exports.js";
import { Graph } from "./graph.js";
import { intro, refused } from "./intro.js";
import { isBeginning, linkTo, placeIn } from "./link.js";
import { Model } from "./model.js";
import { HeldOut } from "./overfit.js";
import { taskForm } from "./own.js";
import { beginOwnTask, beginTask, isNeeded, leaveTask } from "./path.js";
import { Pictures } from "./pictures.js";
import { Player } from "./player.js";
import { Setup, withPoints } from "./setup.js";
import { slipConfig, slipPanel } from "./slip.js";
import { Surface } from "./surface.js";
import { Transport } from "./transport.js";
import { Walk } from "./walk.js";
import { t } from "./words.js";

// Backpropagation, the main chapter: a small network in training, with all its numbers, forward, backward and back in time. And the same of a
// convolution, which is another network of another kind of data.

const FORMATS = ["java", "numpy", "npz"];
const DOWNLOAD_MILLIS = 10_000;
const LINK_MILLIS = 300; // of rest before the address changes, which browsers allow only so often

// Kept while another chapter or another language is shown.
let model = null;
let addressed = null; // what the address says of it, which may be a moment old
let here = "backprop"; // the chapter whose they are
const kept = {};

/** Goes to the session of a chapter. */
function take(id) {
  kept[here] = { model, addressed };
  here = id;
  ({ model, addressed } = kept[id] ?? { model: null, addressed: null });
}

function tell(app) {
  addressed = app.address(linkTo(model));
}

/** The page of one session. */
class Stage {
  left = new AbortController(); // whose listeners go with the stage

  constructor(root, app) {
    this.root = root;
    this.app = app;
    this.failed = app.failed;
    this.player = new Player(model, () => this._playing(), this.failed);
    this.editor = new Editor(model, this.failed);
    const edit = (parameter, opener) => this._edit(parameter, opener);
    const isOfPictures = Boolean(model.layers[0].maps);
    this.graph = isOfPictures ? new Pictures(model, edit, (kind, unit) => this.walk.open(kind, unit), this.failed) : new Graph(model, edit);
    const opening = intro(here);
    [this.heading] = opening.children;
    opening.append(make("p", {}, t(isOfPictures ? "picture.start" : "walk.start")), make("p", { className: "note" }, t("graph.hint")));
    this.walk = new Walk(model, this.graph, opening, this.failed);
    this.surface = isOfPictures ? null : new Surface(model, (example) => this._look(example), (points) => this.app.begin(withPoints(model.config, points)));
    this.branches = new Branches(model, this.failed);
    this.transport = new Transport(model, this.player, this.failed);
    this.events = new Events(model);
    this.transport.element.querySelector(".figures").append(this.events.element);
    this.heldOut = model.data.heldOut ? new HeldOut(model) : null;
    this._listen();
    this._mount();
    this.surface?.fit();
    this._position();
  }

  _listen() {
    const on = (name, action) => model.addEventListener(name, action, { signal: this.left.signal });
    on("position", () => this._position());
    on("example", () => this.surface?.mark());
    on("branches", () => {
      this.transport.grown();
      this.events.update();
      this.branches.refresh();
    });
  }

  _mount() {
    const slip = model.config.slip ? slipPanel(model, () => this._plant(), this.failed) : null;
    this.setup = this._setup();
    this.walk.element.append(this.editor.element);
    const banner = div("banner", this.heading, this.setup, slip);
    const aside = div("aside", this.surface ? this._answers() : this.graph.answer, this.heldOut?.element ?? "", this.branches.element);
    const stage = div("stagebox", banner, div("stage", this.walk.element, aside));
    this.root.replaceChildren(div("scroller", stage, div("more", this.walk.all, ...this._more())), this.transport.element);
  }

  _setup() {
    return new Setup(model.config, model.sizes, isNeeded("setup"), (config) => this.app.begin(config)).element;
  }

  /** Shows the session's own setup again after another one was rejected. */
  restoreSetup() {
    const restored = this._setup();
    keepingFocus(() => this.setup.replaceWith(restored));
    this.setup = restored;
  }

  _answers() {
    const { isCurve, isEditable } = this.surface;
    const title = t(isCurve ? "surface.curve" : model.layers[0].inputs > 2 ? "surface.columns" : "surface.title");
    const more = isEditable ? this.surface.classes() : "";
    return card(title, { className: "answers", "aria-label": t("surface.title") }, this.surface.frame, more);
  }

  _more() {
    const links = FORMATS.map((format) => button(t("export." + format), () => this._download(format), { className: "chip", "data-format": format }));
    this.npz = links[FORMATS.indexOf("npz")];
    return [
      card(t("export.title"), { "aria-label": t("export.title") }, div("chips", ...links)),
      card(t("slip.title"), {},
        make("p", { className: "note" }, t("slip.invite")),
        button(t("slip.start"), () => this._plant(), { className: "quiet", id: "slip-start" })),
      taskForm((task) => location.href.replace(/#.*/s, "") + "#" + here + "?" + linkTo(model) + "&" + task, this.failed),
    ];
  }

  _plant() {
    this.app.begin(slipConfig(newSeed(), model.config.data.kind));
  }

  // A run can be repeated by verify from its first step on, unless something in it cannot be.
  _offer() {
    this.npz.hidden = !model.now.repeatable || model.step === model.now.from;
  }

  async _download(format) {
    try {
      const { name, blob } = exportOf(format, await model.exported());
      const href = URL.createObjectURL(blob);
      make("a", { href, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(href), DOWNLOAD_MILLIS);
    } catch (error) {
      this.failed(error);
    }
  }

  _look(example) {
    model.look(example).catch(this.failed);
  }

  _edit(edit, opener) {
    this.transport.rest();
    this.walk.pause();
    this.editor.open(edit, opener);
  }

  _playing() {
    this.transport.playing();
    this.walk.pause();
    if (!this.player.isPlaying) {
      model.goTo(model.branch, model.step).catch(this.failed);
    }
  }

  _position() {
    if (!model.isPreview) {
      this.editor.leave();
    }
    this.graph.update();
    this.surface?.draw(model.surface);
    this.transport.update();
    this.branches.draw();
    this._offer();
    this.heldOut?.update();
    this.events.update();
    this.app.moved();
    if (!this.player.isPlaying) {
      this.walk.refresh();
    }
    clearTimeout(this.linking);
    this.linking = setTimeout(() => this.player.isPlaying || model.isPreview || model.isRestoring || tell(this.app), LINK_MILLIS);
  }

  key(event) {
    const actions = {
      " ": () => this.player.toggle(),
      ArrowLeft: () => this.transport.back(),
      ArrowRight: () => this.transport.on(),
      n: () => this.walk.next.click(),
      b: () => this.walk.back.click(),
      Escape: () => this.walk.leave.hidden || this.walk.leave.click(),
    };
    actions[event.key]?.();
    return event.key in actions;
  }

  close() {
    this.transport.rest();
    clearTimeout(this.linking);
    this.left.abort();
    [this.graph, this.surface, this.branches, this.transport].forEach((part) => part?.close());
  }
}

function newSeed() {
  return 1 + (crypto.getRandomValues(new Uint32Array(1))[0] % 1e6);
}

/** @param usual the kind of data, if an address does not say it */
const chapterOf = (id, usual) => ({
  id,
  hasSession: true,

  /** Opens the session of the address, or continues the existing one. */
  async mount(root, app, text) {
    take(id);
    let stage = null;
    const show = () => {
      stage?.close();
      stage = new Stage(root, { ...app, begin });
    };
    const begin = async (config, place = null, link = null) => {
      try {
        const opened = await Model.open(config);
        if (here !== id) {
          opened.end();
          return null;
        }
        model?.end();
        model = opened;
        keepingFocus(show, () => document.getElementById("add-layer"));
        app.clear();
        if (place && !isBeginning(place)) {
          addressed = link;
          model.restore(place).catch((error) => {
            clearTimeout(stage.linking); // the address stays as it was opened
            app.failed(error);
          });
        } else {
          tell(app);
        }
        return null;
      } catch (error) {
        stage?.restoreSetup();
        app.failed(error);
        return error;
      }
    };
    const beginAt = async (link) => {
      try {
        const place = placeIn(link);
        const task = place.path === null ? null : beginTask(place.path);
        if (link && task === null) {
          leaveTask(); // a link is opened as it is
        }
        if (place.own) {
          beginOwnTask(place.own, id);
        }
        const isWhole = task === null || new URLSearchParams(link).has("data");
        return await (isWhole ? begin(fromText(link, usual), place, link) : begin(task.config(), task.place ?? place, link));
      } catch (error) {
        app.failed(error);
        return error;
      }
    };
    if (model === null || (text && text !== addressed)) {
      const problem = await beginAt(text);
      if (problem) {
        root.replaceChildren(...refused(id));
      }
    } else {
      show();
    }
    return { close: () => stage?.close(), key: (event) => stage?.key(event) ?? false, state: () => model, tell: () => tell(app) };
  },
});

export const backprop = chapterOf("backprop", "xor");
export const convolution = chapterOf("convolution", "strokes");
