"""RealMLP-TD-S of Holzmüller, Grinsztajn and Steinwart, "Better by Default: Strong Pre-Tuned MLPs and Boosted Trees on
Tabular Data" (2024), written from the paper; constants were compared with the authors' standalone file. Each part can be
switched off, which is what Recipe is for. Single-threaded PyTorch on the CPU.
"""
import dataclasses
import math

import numpy as np
import torch


@dataclasses.dataclass(frozen=True)
class Recipe:
    scaling: str = "robust"  # (x - median) / interquartile range, smoothly clipped to (-3, 3); "standard" or "quantile"
    bins: int = 0  # so many columns more for each of numbers: piecewise linear over its quantiles (Gorishniy and others 2022)
    rates: str = "ntp"  # weights N(0, 1) used as W / sqrt(inputs), rates by kind of parameter; or "plain": PyTorch's layers
    lr: float = 0.0  # 0: 0.04 for classes, 0.07 for numbers; of "plain" 0.001
    schedule: str = "coslog4"  # or "cosine", "constant"
    beta2: float = 0.95
    smoothing: float = 0.1
    activation: str = ""  # "": selu for classes, mish for numbers
    feature_scale: bool = True
    keep: str = "error"  # the epoch with the lowest validation error (numbers: squared error), "loss" or "last"
    epochs: int = 256
    batch: int = 256
    width: int = 256
    layers: int = 3
    members: int = 1  # networks with seeds of their own, averaged
    folds: int = 0  # so many networks, each with another fold for validation, averaged
    bias_init: str = "normal"  # or "zero"

    @staticmethod
    def of(text):
        """The recipe with changes such as "scaling=standard,epochs=64"."""
        kinds = {field.name: field.type for field in dataclasses.fields(Recipe)}
        changes = dict(part.split("=") for part in text.split(",") if part)
        return Recipe(**{k: v == "true" if kinds[k] is bool else kinds[k](v) for k, v in changes.items()})


class Scaling:
    """The numbers of the table, scaled by what the training rows say; one-hot columns go through the same."""

    def __init__(self, x, kind, bins=0):
        self.kind = kind
        low, self.centre, high = np.quantile(x, [0.25, 0.5, 0.75], axis=0)
        self.width = np.where(high > low, high - low, 0.5 * (x.max(0) - x.min(0)))
        if kind == "standard":
            self.centre, self.width = x.mean(0), x.std(0)
        if kind == "quantile":
            from sklearn.preprocessing import QuantileTransformer
            self.quantiles = QuantileTransformer(n_quantiles=min(1000, len(x)), output_distribution="normal").fit(x)
        self.edges = {}
        for column in range(x.shape[1] if bins else 0):
            edges = np.unique(np.quantile(x[:, column], np.linspace(0, 1, bins + 1)))
            if len(np.unique(x[:, column])) > 2 and len(edges) > 2:
                self.edges[column] = edges

    def __call__(self, x):
        z = np.where(self.width > 0, (x - self.centre) / np.where(self.width > 0, self.width, 1), 0)
        if self.kind == "robust":
            z = z / np.sqrt(1 + (z / 3) ** 2)
        elif self.kind == "quantile":
            z = self.quantiles.transform(x) / 1.35
        pieces = [np.clip((x[:, [c]] - e[:-1]) / (e[1:] - e[:-1]), 0, 1) for c, e in self.edges.items()]
        return np.concatenate([z] + pieces, axis=1).astype(np.float32)


ACTIVATIONS = {"selu": torch.nn.functional.selu, "mish": torch.nn.functional.mish, "relu": torch.relu}


class Network(torch.nn.Module):
    def __init__(self, inputs, outputs, recipe, activation):
        super().__init__()
        sizes = [inputs] + [recipe.width] * recipe.layers + [outputs]
        self.activation = ACTIVATIONS[activation]
        self.scale = torch.nn.Parameter(torch.ones(inputs))
        self.weights, self.biases, self.factors = torch.nn.ParameterList(), torch.nn.ParameterList(), []
        for n, m in zip(sizes, sizes[1:]):
            if recipe.rates == "ntp":
                last = len(self.weights) == recipe.layers
                weight = torch.zeros(n, m) if last else torch.randn(n, m)
                bias = torch.zeros(m) if last or recipe.bias_init == "zero" else torch.randn(m)
                self.factors.append(1 / math.sqrt(n))
            else:
                bound = 1 / math.sqrt(n)
                weight, bias = (torch.empty(s).uniform_(-bound, bound) for s in ((n, m), (m,)))
                self.factors.append(1.0)
            self.weights.append(torch.nn.Parameter(weight))
            self.biases.append(torch.nn.Parameter(bias))

    def forward(self, x):
        x = x * self.scale
        for i, (weight, bias, factor) in enumerate(zip(self.weights, self.biases, self.factors)):
            if i:
                x = self.activation(x)
            x = torch.addmm(bias, x, weight, alpha=factor)
        return x


def rate(schedule, t):
    """Factor of the learning rate at the share t of all steps."""
    if schedule == "coslog4":
        return 0.5 - 0.5 * math.cos(2 * math.pi * math.log2(1 + 15 * t))
    return 0.5 + 0.5 * math.cos(math.pi * t) if schedule == "cosine" else 1.0


def train(x, y, x_valid, y_valid, classes, recipe, seed):
    torch.manual_seed(seed)
    activation = recipe.activation or ("selu" if classes else "mish")
    model = Network(x.shape[1], classes or 1, recipe, activation)
    lr = recipe.lr or ((0.04 if classes else 0.07) if recipe.rates == "ntp" else 0.001)
    factors = (6, 1, 0.1) if recipe.rates == "ntp" else (1, 1, 1)
    groups = [[model.scale] if recipe.feature_scale else [], list(model.weights), list(model.biases)]
    groups = [(group, factor) for group, factor in zip(groups, factors) if group]
    model.scale.requires_grad_(recipe.feature_scale)
    optimizer = torch.optim.Adam([{"params": group} for group, _ in groups], betas=(0.9, recipe.beta2), fused=True)
    if classes:
        loss = torch.nn.CrossEntropyLoss(label_smoothing=recipe.smoothing)
        plain = torch.nn.CrossEntropyLoss()
    else:
        loss = plain = torch.nn.MSELoss()
    batch = min(recipe.batch, len(x))
    steps = len(x) // batch
    best, kept = math.inf, None
    for epoch in range(recipe.epochs):
        order = torch.randperm(len(x))
        for step in range(steps):
            at = lr * rate(recipe.schedule, (epoch * steps + step) / (recipe.epochs * steps))
            for group, (_, factor) in zip(optimizer.param_groups, groups):
                group["lr"] = factor * at
            rows = order[step * batch:(step + 1) * batch]
            optimizer.zero_grad(set_to_none=True)
            loss(model(x[rows]), y[rows]).backward()
            optimizer.step()
        if recipe.keep == "last":
            continue
        with torch.no_grad():
            out = model(x_valid)
            score = ((out.argmax(1) != y_valid).sum() if classes and recipe.keep == "error" else plain(out, y_valid)).item()
        if score <= best:
            best, kept = score, [p.detach().clone() for p in model.parameters()]
    if kept:
        with torch.no_grad():
            for parameter, value in zip(model.parameters(), kept):
                parameter.copy_(value)
    return model


def fit_predict(x, y, x_test, classes, recipe, seed):
    """Probabilities (rows, classes) or numbers (rows) of the test rows; y has class indices where classes > 0."""
    torch.set_num_threads(1)
    order = np.random.default_rng(seed).permutation(len(x))
    folds = np.array_split(order, max(5, recipe.folds))
    answers = []
    for member in range(recipe.folds or recipe.members):
        valid = folds[member if recipe.folds else 0]
        rest = np.setdiff1d(order, valid)
        scaling = Scaling(x[rest], recipe.scaling, recipe.bins)
        centre, width = (0, 1) if classes else (y[rest].mean(), y[rest].std() or 1)
        tensor = (lambda v: torch.as_tensor(v)) if classes else (
            lambda v: torch.as_tensor(((v - centre) / width).astype(np.float32))[:, None])
        model = train(torch.as_tensor(scaling(x[rest])), tensor(y[rest]), torch.as_tensor(scaling(x[valid])), tensor(y[valid]),
                      classes, recipe, 1000 * seed + member)
        with torch.no_grad():
            out = model(torch.as_tensor(scaling(x_test)))
            answers.append(torch.softmax(out, 1).double().numpy() if classes else out[:, 0].double().numpy() * width + centre)
    return np.mean(answers, axis=0)
