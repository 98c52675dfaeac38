import { button, div, make, num } from "./dom.js";
import { t } from "./words.js";

// Edits one weight or bias: loss and surface are updated at once, but a branch is created only when the edit is kept.

const REACH = 5;
const FINE = 0.01;

export class Editor {
  _asking = false;
  _next = null;
  _was = null;

  constructor(model, failed) {
    this._model = model;
    this._failed = failed;
    this.element = make("div", { className: "editor card", role: "dialog", "aria-label": t("edit.title"), hidden: true });
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.cancel();
      }
      event.stopPropagation();
    });
  }

  /** @param edit {layer, kind, row, column}; @param opener gets the focus back */
  open(edit, opener) {
    this.opener = opener;
    this._was = { frame: this._model.frame, surface: this._model.surface };
    const { W, b } = this._was.frame.parameters[edit.layer - 1];
    const value = edit.kind === "W" ? W[edit.row][edit.column] : b[edit.column];
    const input = (type, id, shown, limits) => make("input", { type, ...limits, value: shown, "aria-label": t("edit.value"), id });
    const [min, max] = [Math.min(-REACH, Math.floor(value)), Math.max(REACH, Math.ceil(value))];
    const range = input("range", "edit-range", value, { min, max, step: FINE });
    const exactly = input("number", "edit-value", Number(value.toPrecision(6)), { step: "any" });
    this.loss = make("p", { className: "note", "aria-live": "polite" }, t("edit.was", { loss: num(this._was.frame.loss) }));
    const tell = (from, to) => () => {
      if (from.value !== "" && from.checkValidity()) {
        to.value = Number(Number(from.value).toPrecision(6));
        this._ask({ ...edit, value: Number(from.value) });
      }
    };
    range.addEventListener("input", tell(range, exactly));
    exactly.addEventListener("input", tell(exactly, range));
    const name = edit.kind === "W" ? "W" + edit.layer + "[" + (edit.row + 1) + "," + (edit.column + 1) + "]" : "b" + edit.layer + "[" + (edit.column + 1) + "]";
    this.element.replaceChildren(
      make("strong", {}, name),
      div("pair", range, exactly),
      this.loss,
      div("controls",
        button(t("edit.keep"), () => this._keep({ ...edit, value: Number(exactly.value) }), { id: "edit-keep" }),
        button(t("edit.cancel"), () => this.cancel(), { className: "quiet" })),
    );
    this.element.hidden = false;
    this._put(opener);
    exactly.focus();
    exactly.select();
  }

  // Below the element that was clicked, inside the page.
  _put(opener) {
    const box = opener.getBoundingClientRect();
    const around = this.element.offsetParent.getBoundingClientRect();
    const left = Math.min(Math.max(4, box.left - around.left - 40), around.width - this.element.offsetWidth - 4);
    this.element.style.left = Math.max(4, left) + "px";
    this.element.style.top = box.bottom - around.top + 8 + "px";
  }

  // One request at a time; later changes are sent next.
  async _ask(edit) {
    this._next = edit;
    if (this._asking) {
      return;
    }
    this._asking = true;
    try {
      while (this._next && !this.element.hidden) {
        const asked = this._next;
        this._next = null;
        const { frame, surface } = await this._model.whatIf(asked);
        if (!this.element.hidden) {
          this._model.preview(frame, surface);
          this.loss.textContent = t("edit.now", { was: num(this._was.frame.loss), loss: num(frame.loss) });
        }
      }
    } catch (error) {
      this._failed(error);
    } finally {
      this._asking = false;
    }
  }

  _keep(edit) {
    this.element.hidden = true;
    this._model.fork({ edit }).catch(this._failed);
    this.opener.focus();
  }

  /** Called when time has moved on: the previous state need not be restored. */
  leave() {
    this.element.hidden = true;
  }

  /** Restores the previous state. */
  cancel() {
    if (!this.element.hidden) {
      this.element.hidden = true;
      this._model.preview(this._was.frame, this._was.surface);
      this.opener.focus();
    }
  }
}
