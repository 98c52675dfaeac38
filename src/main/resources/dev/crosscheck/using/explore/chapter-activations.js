import { intro } from "./intro.js";

export const activations = {
  id: "activations",
  mount(root) {
    root.replaceChildren(intro("activations"));
    return { close() {} };
  },
};
