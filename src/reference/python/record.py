#!/usr/bin/env python3
"""Record a PyTorch training run for `crosscheck verify FILE.npz` to repeat and judge.

Five lines around a training loop of one's own:

    recorder = Recorder(model, optimizer, "cross-entropy", x, t, batch=64, states=[1, 2, 100])
    for rows in recorder.batches(order):            # an epoch; order has each row number once
        loss = criterion(model(x[rows]), labels[rows])
        optimizer.zero_grad(); loss.backward(); recorder.step(loss)     # recorder.step calls optimizer.step
    recorder.save("run.npz")

The model is an nn.Sequential of nn.Linear layers with an activation after each but the last; the loss takes logits where it is a
cross-entropy. Before them there may be convolutions of pictures, (N, channels, rows, columns): nn.Conv2d of odd side with padding 0 or
the one that keeps the size, nn.ReLU and perhaps nn.MaxPool2d(2) each, then nn.Flatten(). What the program could not repeat is refused by
name: AMSGrad, Nesterov, dampening, L2 in the place of decoupled weight decay, other betas, dropout, GELU (PyTorch's is another formula),
strides, dilation, groups, a schedule that does not fit the rates that were used.

`states` are the steps, from 1, after which parameters and the optimizer's moments are kept: "all", or a list. From each of them the
run is taken up again, so that the next step is judged by itself; two consecutive steps judge one update number by number.
`gradients` likewise. The file's arrays are in src/reference/README.md.
"""

import numpy as np
import torch
from torch import nn

ACTIVATIONS = {nn.ReLU: "relu", nn.Sigmoid: "sigmoid", nn.Tanh: "tanh", nn.LeakyReLU: "leaky-relu", nn.ELU: "elu", nn.Softplus: "softplus"}
LOSSES = ("cross-entropy", "bce", "mse", "huber", "half-squared-error")
BETAS, EPSILON = (0.9, 0.999), 1e-8


def refuse(holds, what):
    """Ends with a message unless a condition holds."""
    if not holds:
        raise SystemExit(f"record: {what} cannot be repeated by crosscheck")


def convolution(layer, pools):
    """Return the word of a convolution."""
    side = layer.kernel_size[0]
    refuse(layer.kernel_size == (side, side) and side % 2 == 1, f"the kernel of {layer}")
    refuse(layer.padding in ((0, 0), (side // 2, side // 2)) and layer.padding_mode == "zeros", f"the padding of {layer}")
    refuse(layer.stride == layer.dilation == (1, 1) and layer.groups == 1, f"stride, dilation or groups of {layer}")
    refuse(layer.bias is not None, "a layer without a bias")
    return f"conv{layer.out_channels}x{side}" + ("s" if side > 1 and layer.padding != (0, 0) else "") + ("-pool2" if pools else "")


def convolutions(model, pictures):
    """Return the convolutions that a model begins with, their words, and the layers after them."""
    layers = list(model)
    found, words = [], ["x".join(map(str, pictures))]
    while isinstance(layers[0], nn.Conv2d):
        found.append(layers.pop(0))
        refuse(isinstance(layers.pop(0), nn.ReLU), "a convolution without ReLU")
        pools = isinstance(layers[0], nn.MaxPool2d)
        if pools:
            pool = layers.pop(0)
            refuse((pool.kernel_size, pool.stride, pool.padding, pool.dilation, pool.ceil_mode) == (2, 2, 0, 1, False), f"{pool}")
        words.append(convolution(found[-1], pools))
    if not found:
        return [], [], layers
    refuse(isinstance(layers[0], nn.Flatten), "convolutions without nn.Flatten() after them")
    return found, words, layers[1:]


def network(model, pictures):
    """Return the layers with parameters by name, and the words that describe the model."""
    found, sizes, model = convolutions(model, pictures)
    linears = [layer for layer in model if isinstance(layer, nn.Linear)]
    names = []
    for layer in model:
        if not isinstance(layer, nn.Linear):
            refuse(type(layer) in ACTIVATIONS, f"the layer {layer}")
            refuse(getattr(layer, "negative_slope", 0.01) == 0.01, f"the slope of {layer}")
            refuse(getattr(layer, "alpha", 1) == 1 and getattr(layer, "beta", 1) == 1, f"the constants of {layer}")
            names.append(ACTIVATIONS[type(layer)])
    refuse(len(names) == len(linears) - 1 and isinstance(model[-1], nn.Linear), "a model whose last layer is not linear")
    refuse(all(isinstance(model[2 * k], nn.Linear) for k in range(len(linears))), "a model that does not alternate")
    refuse(all(layer.bias is not None for layer in linears), "a layer without a bias")
    sizes = (sizes or [linears[0].in_features]) + [layer.out_features for layer in linears]
    names = ["relu"] * len(found) + names
    words = ["-".join(map(str, sizes))]
    if names:
        words.append(names[0] if len(set(names)) == 1 else "/".join(names))
    named = {f"conv{k}": layer for k, layer in enumerate(found, 1)} | {f"fc{k}": layer for k, layer in enumerate(linears, 1)}
    return named, words


def rule(optimizer):
    """Return the words that describe an optimizer, and the names of what it remembers by ours."""
    refuse(len(optimizer.param_groups) == 1, "an optimizer with several groups of parameters")
    group = optimizer.param_groups[0]
    refuse(not group.get("maximize", False), "an optimizer that maximizes")
    if isinstance(optimizer, torch.optim.SGD):
        refuse(not group["nesterov"], "Nesterov's momentum")
        refuse(group["dampening"] == 0, "dampening")
        refuse(group["weight_decay"] == 0, "weight decay with SGD")
        if group["momentum"] == 0:
            return ["sgd"], {}
        return ["momentum", f"momentum:{group['momentum']}"], {"v": "momentum_buffer"}
    refuse(type(optimizer) in (torch.optim.Adam, torch.optim.AdamW), f"the optimizer {type(optimizer).__name__}")
    refuse(not group["amsgrad"], "AMSGrad")
    refuse(tuple(group["betas"]) == BETAS and group["eps"] == EPSILON, f"Adam with {group['betas']} and {group['eps']}")
    words = ["adam", "epsilon:corrected"]
    if isinstance(optimizer, torch.optim.AdamW):
        words = ["adamw", f"weight-decay:{group['weight_decay']}", "epsilon:corrected"]
    else:
        refuse(group["weight_decay"] == 0, "L2 in the gradient of Adam")
    return words, {"m": "exp_avg", "v": "exp_avg_sq"}


class Recorder:
    """Notes down a run, step by step.

    model, optimizer: what trains, on the CPU
    loss: what is reduced, by crosscheck's name
    x, t: all rows and their targets, (N, I) or pictures, and (N, O): one-hot for classes; None for crosscheck's MNIST images
    batch: rows of a step
    states, gradients: after which steps to keep these: a list from 1, "all", or nothing
    words: further words of the description, such as "schedule:cosine/0/3" or "class-weights:0.7/2"
    """

    def __init__(self, model, optimizer, loss, x=None, t=None, batch=16, states=(), gradients=(), words=()):
        refuse(loss in LOSSES, f"the loss {loss}")
        self.layers, description = network(model, (28, 28) if x is None else tuple(x.shape[1:]))
        description.append(loss)
        own, self.memory = rule(optimizer)
        self.rate = optimizer.param_groups[0]["lr"]
        self.line = " ".join(description + own + [f"lr:{self.rate}", f"batch:{batch}"] + list(words))
        self.scheduled = any(word.startswith("schedule:") for word in words)
        self.optimizer, self.batch = optimizer, batch
        self.at = {"state": states, "grad": gradients}
        self.kept = {"state": [], "grad": []}
        self.arrays = {}
        if x is not None:
            self.arrays |= {"x": self._numpy(x).reshape(len(x), -1), "t": self._numpy(t)}
        self.arrays |= self._named(lambda p: p)
        self.stacks, self.losses, self.order = {}, [], []

    @staticmethod
    def _numpy(tensor):
        return np.array(tensor.detach().cpu().numpy() if torch.is_tensor(tensor) else tensor)

    def _named(self, what):
        """Return something of each parameter, by PyTorch's names of a plain model."""
        named = {}
        for name, layer in self.layers.items():
            named[f"{name}.weight"] = self._numpy(what(layer.weight)).copy()
            named[f"{name}.bias"] = self._numpy(what(layer.bias)).copy()
        return named

    def batches(self, order):
        """Yield the row numbers of each batch of an epoch, as tensors."""
        order = np.asarray(order, dtype=np.int64)
        refuse(not self.order or len(order) == len(self.order[0]), "epochs of different lengths")
        self.order.append(order)
        yield from torch.from_numpy(order).split(self.batch)

    def _wants(self, kind, step):
        return self.at[kind] == "all" or step in self.at[kind]

    def _keep(self, kind, prefix, arrays):
        for name, array in arrays.items():
            self.stacks.setdefault(f"{kind}.{prefix}{name}", []).append(array)

    def step(self, loss):
        """Call after backward: keeps what is asked for and does the optimizer's step."""
        step = len(self.losses) + 1
        refuse(self.scheduled or self.optimizer.param_groups[0]["lr"] == self.rate, "a rate that changes without a schedule")
        self.losses.append(loss.item())
        if self._wants("grad", step):
            self.kept["grad"].append(step)
            self._keep("grad", "", self._named(lambda p: p.grad))
        self.optimizer.step()
        if self._wants("state", step):
            self.kept["state"].append(step)
            self._keep("state", "", self._named(lambda p: p))
            for letter, name in self.memory.items():
                self._keep("state", letter + ".", self._named(lambda p: self.optimizer.state[p][name]))

    def save(self, path, **more):
        """Write the file; `more` are arrays such as test_loss and test_correct."""
        arrays = {"setup": np.frombuffer(self.line.encode(), np.uint8), **self.arrays}
        arrays["order"] = np.stack(self.order)
        arrays["losses"] = np.array(self.losses)
        for kind, steps in self.kept.items():
            if steps:
                arrays[f"{kind}.steps"] = np.array(steps, dtype=np.int64)
        arrays |= {name: np.stack(stack) for name, stack in self.stacks.items()}
        np.savez_compressed(path, **arrays, **more)
        print(f"{path}: {self.line}, {len(self.losses)} steps, loss {self.losses[0]:.6g} to {self.losses[-1]:.6g}")
