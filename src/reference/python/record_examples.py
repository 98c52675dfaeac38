#!/usr/bin/env python3
"""Make thirty honest recordings and twenty-four altered ones, for `crosscheck verify` to tell apart.

All are PyTorch runs on random rows: linear models and networks of one to four hidden layers, convolutions, every activation and loss, every optimizer,
batches with and without a remainder, single and double precision, with and without recorded states. In an altered one a single thing is wrong from one step on, or in one step, or
in one number of the file; its name has the step at which that shows first: `altered-07-step-5-bias-frozen.npz`.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from record import ACTIVATIONS, Recorder
from torch import nn
from torch.nn import functional


class Gelu(nn.Module):
    """The GELU's sigmoid form; another c in double than crosscheck's, which is rounded to single precision as in ND4J."""

    def __init__(self, c=1.702):
        super().__init__()
        self.c = c

    def forward(self, z):
        return z * torch.sigmoid(self.c * z)


class Nd4jGelu(Gelu):
    def __init__(self):
        super().__init__(float(np.float32(1.702)))


ACTIVATIONS |= {Gelu: "gelu", Nd4jGelu: "gelu"}
MODULES = {word: module for module, word in ACTIVATIONS.items()} | {"gelu": Gelu, "gelu of ND4J": Nd4jGelu}


def criterion(loss, weights):
    """Return the loss of outputs and targets; class weights divide by the rows, as in crosscheck."""

    def of(y, t):
        if loss == "cross-entropy":
            rows = -(t * functional.log_softmax(y, 1)).sum(1)
            return (rows * (t @ weights)).mean() if weights is not None else rows.mean()
        if loss == "bce":
            return functional.binary_cross_entropy_with_logits(y, t)
        if loss == "huber":
            return functional.huber_loss(y, t)
        return functional.mse_loss(y, t) if loss == "mse" else 0.5 * ((y - t) ** 2).sum(1).mean()

    return of


def optimizer(name, parameters, rate):
    """Return an optimizer by crosscheck's name."""
    if name == "adam":
        return torch.optim.Adam(parameters, lr=rate)
    if name == "adamw":
        return torch.optim.AdamW(parameters, lr=rate, weight_decay=0.05)
    return torch.optim.SGD(parameters, lr=rate, momentum=0.9 if name == "momentum" else 0)


class Altered(Recorder):
    """A recorder that does not notice what is wrong."""

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.scheduled = True


def convolutional(pictures, words, sizes):
    """Return layers such as conv3x5s and pool2 with ReLU, then linear ones of these sizes."""
    layers, channels, rows, columns = [], *pictures
    for word in words:
        if word == "pool2":
            layers.append(nn.MaxPool2d(2))
            rows, columns = rows // 2, columns // 2
        else:
            maps, side = map(int, word[4:].rstrip("s").split("x"))
            padding = side // 2 if word.endswith("s") else 0
            layers += [nn.Conv2d(channels, maps, side, padding=padding), nn.ReLU()]
            channels, rows, columns = maps, rows + 2 * padding - side + 1, columns + 2 * padding - side + 1
    layers.append(nn.Flatten())
    for inputs, outputs in zip([channels * rows * columns] + sizes, sizes):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return layers[:-1]


def run(path, sizes, activation="relu", loss="cross-entropy", rule="adam", rate=0.01, rows=37, batch=8, epochs=2, seed=1,
        double=False, states="all", gradients=(), weights=None, schedule=None, pixels=False, pictures=None, convolutions="", slip=None, at=0, edit=None):
    """Train and save. With pictures (channels, rows, columns), sizes are those after the convolutions. slip(step, model, optimizer, x, t) may change things before the step `at`; edit(arrays) the file."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    dtype = torch.float64 if double else torch.float32
    words = activation.split("/") * (1 if "/" in activation else len(sizes) - 2)
    layers, inputs = [], int(np.prod(pictures)) if pictures else sizes[0]
    if pictures:
        layers = convolutional(pictures, convolutions.split(), sizes)
    for k in range(0 if pictures else len(sizes) - 1):
        layers += [nn.Linear(sizes[k], sizes[k + 1])] + ([MODULES[words[k]]()] if k < len(sizes) - 2 else [])
    model = nn.Sequential(*layers).to(dtype)
    x = torch.from_numpy(rng.integers(0, 256, (rows, inputs)) if pixels else rng.normal(size=(rows, inputs))).to(dtype)
    if pictures:
        x = x.reshape(rows, *pictures)
        x[:, :, : pictures[1] // 2] = 0  # black, so that windows have equal values
    if loss == "cross-entropy":
        t = functional.one_hot(torch.from_numpy(rng.integers(0, sizes[-1], rows)), sizes[-1]).to(dtype)
    elif loss == "bce":
        t = torch.from_numpy(rng.integers(0, 2, (rows, sizes[-1]))).to(dtype)
    else:
        t = torch.from_numpy(rng.normal(size=(rows, sizes[-1])) * 2).to(dtype)
    more = ["class-weights:" + "/".join(map(str, weights))] if weights else []
    more += [f"schedule:{schedule}"] if schedule else []
    own = optimizer(rule, model.parameters(), rate)
    kind = Altered if slip or edit or schedule else Recorder
    recorder = kind(model, own, loss, x, t, batch, states, gradients, more)
    of = criterion(loss, None if weights is None else torch.tensor(weights, dtype=dtype))
    per_epoch = -(-rows // batch)
    step = 0
    for epoch in range(epochs):
        for used in recorder.batches(rng.permutation(rows)):
            if schedule:
                _, factor, length = schedule.split("/")
                cosine = (1 + np.cos(np.pi * min(1, step / (int(length) * per_epoch)))) / 2
                now = rate * (float(factor) + (1 - float(factor)) * cosine) if "cosine" in schedule else rate * float(factor) ** (epoch // int(length))
                own.param_groups[0]["lr"] = now
            step += 1
            bx, bt = x[used], t[used]
            if slip and getattr(slip, "on_rows", False) and step == at:
                bx, bt = slip(bx, bt)
            value = of(model(bx), bt)
            own.zero_grad()
            value.backward()
            if slip and not getattr(slip, "on_rows", False) and step >= at:
                slip(step - at, model, own)
            recorder.step(value)
    if edit:
        edit(recorder)
    recorder.save(path)


def on_rows(slip):
    """Mark a slip that changes a batch."""
    slip.on_rows = True
    return slip


def once(action):
    """Make a slip of one step."""

    def slip(since, model, own):
        if since == 0:
            action(model, own)
        elif since == 1 and hasattr(action, "undo"):
            action.undo(model, own)

    return slip


def rate_times(factor):
    """A rate that is another for one step."""

    def action(model, own):
        own.param_groups[0]["lr"] *= factor

    def undo(model, own):
        own.param_groups[0]["lr"] /= factor

    action.undo = undo
    return once(action)


def group(name, value):
    """A setting that is another from a step on."""

    def slip(since, model, own):
        own.param_groups[0][name] = value

    return slip


def gradient(change):
    """Gradients that are changed from a step on."""

    def slip(since, model, own):
        for k, layer in enumerate(layer for layer in model if isinstance(layer, nn.Linear)):
            change(k, layer)

    return slip


def clear(name):
    """What the optimizer remembers is forgotten once."""

    def action(model, own):
        for p in model.parameters():
            own.state[p][name].zero_()

    return once(action)


def number(name, index, factor):
    """One number of the file is another."""

    def edit(recorder):
        stack = recorder.losses if name == "losses" else recorder.stacks[name]
        if name == "losses":
            stack[index] = stack[index] + factor
        else:
            stack[index] = stack[index].copy()
            stack[index].flat[-1] *= factor

    return edit


def freeze_bias(k, layer):
    if k == 0:
        layer.bias.grad.zero_()


def last_column(k, layer):
    if k == 0:
        layer.weight.grad[:, -1] = 0


def clip(k, layer):
    layer.weight.grad.clamp_(-0.02, 0.02)


def turned_kernels(since, model, own):
    model[0].weight.grad = model[0].weight.grad.flip(2, 3)


def map_bias(since, model, own):
    model[0].bias.grad /= 2


def shifted(bx, bt):
    return bx.roll(1, 3), bt


def transposed_rows(bx, bt):
    return bx, bt.flip(0)


def without_last(bx, bt):
    return bx[:-1], bt[:-1]


def of_other(bx, bt):
    bx = bx.clone()
    bx[0] = bx[1]
    return bx, bt


def honest(folder):
    """Make the honest ones."""
    runs = [
        dict(sizes=[5, 3]),
        dict(sizes=[6, 16, 4]),
        dict(sizes=[6, 16, 4], double=True),
        dict(sizes=[7, 20, 10, 3], rule="sgd", rate=0.1),
        dict(sizes=[7, 12, 12, 12, 3], activation="tanh", rule="momentum", double=True),
        dict(sizes=[4, 9, 9, 9, 9, 2], activation="elu", rule="adamw", batch=10, rows=40),
        dict(sizes=[5, 30, 1], loss="bce", activation="sigmoid"),
        dict(sizes=[5, 30, 1], loss="mse", activation="softplus", rule="adamw"),
        dict(sizes=[5, 11, 2], loss="huber", activation="leaky-relu", rule="momentum", rate=0.02),
        dict(sizes=[3, 8, 2], loss="half-squared-error", activation="tanh", rule="sgd", rate=0.05, double=True),
        dict(sizes=[10, 65, 17], batch=64, rows=200, epochs=3),
        dict(sizes=[10, 128, 64, 10], batch=1, rows=30, rule="sgd", rate=0.02, epochs=1, states=[1, 2, 29, 30]),
        dict(sizes=[20, 256, 10], batch=512, rows=1500, epochs=4, states=[1, 11, 12]),
        dict(sizes=[20, 512, 10], batch=256, rows=1000, epochs=5, states=[20]),
        dict(sizes=[6, 16, 4], states=(), epochs=20),
        dict(sizes=[6, 16, 4], states=(), gradients="all", rule="sgd", rate=0.1, double=True, epochs=5),
        dict(sizes=[6, 16, 4], weights=[0.5, 2.0, 1.0, 0.5], rule="adam"),
        dict(sizes=[6, 16, 4], schedule="cosine/0.1/3", epochs=4, rule="adamw"),
        dict(sizes=[6, 16, 4], schedule="step/0.5/1", epochs=4, rule="momentum"),
        dict(sizes=[6, 24, 8, 4], activation="relu/tanh", gradients=[1, 3], rule="adam"),
        dict(sizes=[6, 9, 4], activation="gelu", double=True, epochs=1),
        dict(sizes=[6, 9, 4], activation="gelu of ND4J", double=True, epochs=1),
        dict(sizes=[3], pictures=(1, 8, 8), convolutions="conv3x3 pool2"),
        dict(sizes=[3], pictures=(1, 8, 8), convolutions="conv3x3 pool2", double=True),
        dict(sizes=[6, 3], pictures=(1, 8, 9), convolutions="conv3x3s pool2 conv4x3 pool2", rule="adamw"),
        dict(sizes=[6, 3], pictures=(1, 8, 9), convolutions="conv3x3s pool2 conv4x3 pool2", rule="adamw", double=True),
        dict(sizes=[2], pictures=(3, 6, 7), convolutions="conv4x3s pool2", loss="mse", rule="momentum"),
        dict(sizes=[2], pictures=(3, 6, 7), convolutions="conv2x5s conv3x1 pool2", loss="mse", rule="momentum", double=True),
        dict(sizes=[5, 1], pictures=(3, 9, 9), convolutions="conv2x7s pool2 conv3x3", loss="bce", states=[1, 2, 9, 10]),
        dict(sizes=[4], pictures=(1, 10, 10), convolutions="conv5x5 conv2x3", rule="sgd", rate=0.1, rows=40, batch=20, double=True),
    ]
    for i, settings in enumerate(runs, 1):
        run(folder / f"honest-{i:02}.npz", seed=i, **settings)
    run(folder / "large-inputs.npz", [64, 10], rule="sgd", rate=0.0001, pixels=True, epochs=1)  # which DL4J cannot follow
    run(folder / "long.npz", [6, 32, 32, 4], states=(), epochs=200, rate=0.1)  # which two programs part on


def altered(folder):
    """Make the altered ones: what is wrong, the step that shows it, and the run."""
    small = dict(sizes=[6, 16, 4])
    pictures = dict(sizes=[3], pictures=(1, 8, 8), convolutions="conv3x3 pool2")
    runs = [
        ("loss-off", 5, dict(small, edit=number("losses", 4, 1e-4))),
        ("loss-off-far", 7, dict(small, states=(), edit=number("losses", 6, 3.7))),
        ("bias-frozen", 5, dict(small, slip=gradient(freeze_bias))),
        ("last-column", 4, dict(small, slip=gradient(last_column))),
        ("clipped", 3, dict(small, rule="sgd", rate=0.1, slip=gradient(clip))),
        ("rate", 6, dict(small, slip=rate_times(1.01))),
        ("rate-of-momentum", 6, dict(small, rule="momentum", slip=rate_times(1.01))),
        ("beta2", 4, dict(small, slip=group("betas", (0.9, 0.99)))),
        ("beta1", 4, dict(small, slip=group("betas", (0.8, 0.999)))),
        ("epsilon", 2, dict(small, slip=group("eps", 1e-5))),
        ("decay", 5, dict(small, rule="adamw", slip=group("weight_decay", 0.1))),
        ("velocity-lost", 5, dict(small, rule="momentum", slip=clear("momentum_buffer"))),
        ("second-moments-lost", 5, dict(small, slip=clear("exp_avg_sq"))),
        ("labels-reversed", 4, dict(small, slip=on_rows(transposed_rows))),
        ("last-row-left-out", 4, dict(small, slip=on_rows(without_last))),
        ("a-row-twice", 4, dict(small, slip=on_rows(of_other))),
        ("one-weight", 6, dict(small, edit=number("state.fc2.weight", 5, 1.0001))),
        ("one-moment", 6, dict(small, edit=number("state.v.fc1.bias", 5, 1.001))),
        ("one-gradient", 3, dict(small, gradients="all", edit=number("grad.fc2.bias", 2, 1.001))),
        ("nesterov", 3, dict(small, rule="momentum", double=True, slip=group("nesterov", True))),
        ("kernels-turned", 4, dict(pictures, slip=turned_kernels)),
        ("bias-of-maps", 5, dict(pictures, rule="momentum", double=True, slip=map_bias)),
        ("a-column-off", 4, dict(pictures, slip=on_rows(shifted))),
        ("one-kernel", 6, dict(pictures, double=True, edit=number("state.conv1.weight", 5, 1 + 1e-9))),
    ]
    for i, (name, step, settings) in enumerate(runs, 1):
        run(folder / f"altered-{i:02}-step-{step}-{name}.npz", seed=i, at=step, **settings)


def main():
    """Make all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default="recordings", help="folder to write to (default: %(default)s)")
    folder = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    honest(folder)
    altered(folder)


if __name__ == "__main__":
    main()
