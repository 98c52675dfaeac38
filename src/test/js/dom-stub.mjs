// What the chapters need of a browser's document to be mounted in Node: elements with children, texts and listeners.

class Element {
  children = [];
  dataset = {};
  style = {};
  className = "";
  classList = { add() {} };
  _listeners = {};

  constructor(tagName) {
    this.tagName = tagName;
  }

  append(...children) {
    this.children.push(...children);
  }

  prepend(...children) {
    this.children.unshift(...children);
  }

  appendChild(child) {
    this.append(child);
    return child;
  }

  replaceChildren(...children) {
    this.children = children;
  }

  setAttribute(name, value) {
    this[name] = value;
    if (name.startsWith("data-")) {
      this.dataset[name.slice("data-".length)] = value;
    }
  }

  addEventListener(type, action) {
    this._listeners[type] = action;
  }

  /** As if the reader did it. */
  does(type, change = {}) {
    Object.assign(this, change);
    this._listeners[type]({ target: this, currentTarget: this });
  }

  /** All descendants of a class. */
  all(className) {
    const elements = this.children.filter((child) => child instanceof Element);
    return elements.flatMap((child) => [...(child.className.split(" ").includes(className) ? [child] : []), ...child.all(className)]);
  }

  querySelectorAll() {
    return [];
  }

  querySelector() {
    return { remove() {} };
  }
}

/** Runs `of` with a document, of which it gets an element to mount a chapter in. */
export function withDocument(of) {
  const { document } = globalThis;
  const create = (tagName) => new Element(tagName);
  const createElementNS = (space, tagName) => create(tagName);
  globalThis.document = { createElement: create, createElementNS, body: create("body"), dispatchEvent() {} };
  try {
    return of(create("main"));
  } finally {
    globalThis.document = document;
  }
}
