import { intro } from "./intro.js";

export const perceptron = {
  id: "perceptron",
  mount(root) {
    root.replaceChildren(intro("perceptron"));
    return { close() {} };
  },
};
