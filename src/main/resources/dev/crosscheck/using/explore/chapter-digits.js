import { intro } from "./intro.js";

export const digits = {
  id: "digits",
  mount(root) {
    root.replaceChildren(intro("digits"));
    return { close() {} };
  },
};
