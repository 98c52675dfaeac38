/** What cannot be done: the name of the text that says why, and the values in it. */
export class Refused extends Error {
  constructor(name, values = {}) {
    super(name);
    this.values = values;
  }
}
