#!/usr/bin/env python3
"""Recompute what the explorer shows, formula by formula, from the numbers that the formula is shown with.

    python3 walk.py shown.json

The file has numbers of the explorer: "walks" (a configuration, the optimizer's memory before the step, the passes of the step's
examples and of its batch), "perceptrons", "curves", "losses", "points", "softmax" and "digits". Everything is computed here with 50 decimal
digits and independently of Crosscheck. A number may differ by 1e-12 of its size; a sum by 1e-12 of the size of its terms, since terms may
cancel. What is smaller than the smallest normal double is 0. Exits with 1 if anything differs by more.
"""

import json
import sys
from decimal import MAX_EMAX, MIN_EMIN, Decimal, getcontext

getcontext().prec = 50
getcontext().Emax, getcontext().Emin = MAX_EMAX, MIN_EMIN

ALLOWED = Decimal("1e-12")
SMALLEST = Decimal(sys.float_info.min)
GELU = Decimal(1.7020000219345093)
CLIP = Decimal(1e-12)
ONE, HALF = Decimal(1), Decimal("0.5")


class Checks:
    """Counts comparisons and keeps the worst."""

    def __init__(self):
        self.count, self.worst, self.where, self.failed = {}, {}, "", []

    def near(self, where, shown, value, size=None):
        """Compare a number that is shown with its value; size is that of the terms of a sum."""
        kind = where.split()[0]
        self.count[kind] = self.count.get(kind, 0) + 1
        apart = abs(Decimal(shown) - value)
        share = apart / max(abs(value) if size is None else max(size, abs(value)), SMALLEST)
        self.worst[kind] = max(self.worst.get(kind, Decimal(0)), share)
        if not (share <= ALLOWED or apart <= SMALLEST):
            self.failed.append(f"{where}: {shown} is shown and {value:.20e} is right")


def exact(numbers):
    """Return doubles, in lists of any depth, as decimals without rounding."""
    return [exact(n) for n in numbers] if isinstance(numbers, list) else Decimal(numbers)


def total(terms):
    """Return a sum and the size of its terms."""
    terms = list(terms)
    return sum(terms, Decimal(0)), sum(map(abs, terms), Decimal(0))


def sigmoid(z):
    e = (-abs(z)).exp()
    return (ONE if z >= 0 else e) / (ONE + e)


def tanh(z):
    if abs(z) < Decimal("1e-15"):
        return z - z**3 / 3  # in which 50 digits do not cancel
    e = (-2 * abs(z)).exp()
    return ((ONE - e) / (ONE + e)).copy_sign(z)


def softplus(z):
    return max(z, Decimal(0)) + log1p((-abs(z)).exp())


def log1p(x):
    """Return ln(1 + x), also for an x that 50 digits do not see beside 1."""
    return x if abs(x) < Decimal("1e-45") else x - x * x / 2 + x**3 / 3 if abs(x) < Decimal("1e-17") else (ONE + x).ln()


ACTIVATIONS = {
    "sigmoid": sigmoid,
    "relu": lambda z: max(z, Decimal(0)),
    "tanh": tanh,
    "leaky-relu": lambda z: z if z > 0 else Decimal(0.01) * z,
    "elu": lambda z: z if z > 0 else z.exp() - 1,
    "gelu": lambda z: z * sigmoid(GELU * z),
    "softplus": softplus,
    "identity": lambda z: z,
}

# Terms whose sum is f'(z), with a the output that is shown.
SLOPES = {
    "sigmoid": lambda z, a: [a * (1 - a)],
    "relu": lambda z, a: [ONE if z > 0 else Decimal(0)],
    "tanh": lambda z, a: [ONE, -a * a],
    "leaky-relu": lambda z, a: [ONE if z > 0 else Decimal(0.01)],
    "elu": lambda z, a: [ONE if z > 0 else z.exp()],
    "gelu": lambda z, a: [sigmoid(GELU * z), GELU * z * sigmoid(GELU * z) * sigmoid(-GELU * z)],
    "softplus": lambda z, a: [sigmoid(z)],
    "identity": lambda z, a: [ONE],
}


def softmax(z):
    powers = [(each - max(z)).exp() for each in z]
    return [power / sum(powers) for power in powers]


def log_sum(z):
    return max(z) + sum((each - max(z)).exp() for each in z).ln()


def loss_terms(name, z, y, t):
    """Return terms whose sum is the loss of an example: cross-entropies from z, where nothing is clipped."""
    if name == "bce":
        return [softplus(z[0]), -t[0] * z[0]]
    if name == "cross-entropy":
        return [log_sum(z)] + [-ti * zi for zi, ti in zip(z, t)]
    if name == "huber":
        return [(r * r / 2 if abs(r) <= 1 else abs(r) - HALF) / len(y) for r in (yi - ti for yi, ti in zip(y, t))]
    share = HALF if name == "half-squared-error" else ONE / len(y)
    return [share * (yi - ti) ** 2 for yi, ti in zip(y, t)]


def loss_slope(name, y, t, outputs):
    """Return the derivative by z for a cross-entropy, by y for the others."""
    if name == "mse":
        return 2 * (y - t) / outputs
    if name == "huber":
        return max(-ONE, min(ONE, y - t)) / outputs
    return y - t


def walk(checks, where, config, shown):
    """Check every stop of a walk through one example."""
    a, target = exact(shown["x"]), exact(shown["target"])
    inputs = [a]
    layers = shown["layers"]
    for k, layer in enumerate(layers, 1):
        w, b, z = exact(layer["W"]), exact(layer["b"]), exact(layer["z"])
        for j in range(len(z)):
            value, size = total([ai * w[i][j] for i, ai in enumerate(a)] + [b[j]])
            checks.near(f"z {where}, layer {k}, unit {j}", layer["z"][j], value, size)
        outputs = softmax(z) if layer["activation"] == "softmax" else [ACTIVATIONS[layer["activation"]](each) for each in z]
        for j, value in enumerate(outputs):
            checks.near(f"a {where}, layer {k}, unit {j}, {layer['activation']}", layer["a"][j], value)
        a = exact(layer["a"])
        inputs.append(a)
    z = exact(layers[-1]["z"])
    checks.near(f"loss {where}", shown["loss"], *total(loss_terms(config["loss"], z, a, target)))
    fused = config["loss"] in ("bce", "cross-entropy")
    above = None
    for back in shown["backward"]:
        k = back["layer"]
        layer = layers[k - 1]
        place = f"{where}, layer {k}"
        if k == len(layers):
            for j, value in enumerate(back["dZ" if fused else "dA"]):
                checks.near(f"slope {place}, unit {j}", value, loss_slope(config["loss"], a[j], target[j], len(a)))
        else:
            w = exact(layers[k]["W"])
            for i, value in enumerate(back["dA"]):
                checks.near(f"dA {place}, unit {i}", value, *total(w[i][j] * dz for j, dz in enumerate(above)))
        if k < len(layers) or not fused:
            for j, value in enumerate(back["dZ"]):
                slopes = SLOPES[layer["activation"]](Decimal(layer["z"][j]), Decimal(layer["a"][j]))
                da = Decimal(back["dA"][j])
                checks.near(f"dZ {place}, unit {j}, {layer['activation']}", value, *total(da * s for s in slopes))
        above = exact(back["dZ"])
        for j, dz in enumerate(above):
            for i, ai in enumerate(inputs[k - 1]):
                checks.near(f"dW {place}, {i}, {j}", back["dW"][i][j], ai * dz)
            checks.near(f"db {place}, {j}", back["db"][j], dz)


def flat(layers, w="W", b="b"):
    """Return all numbers of W and b of each layer, in order."""
    return [n for layer in layers for row in layer[w] for n in row] + [n for layer in layers for n in layer[b]]


def step(checks, where, config, shown):
    """Check the batch's gradient, the mean over its examples, and the update."""
    batch, passes = shown["batch"], shown["passes"]
    layers = sorted(batch["backward"], key=lambda back: back["layer"])
    gradient = flat(layers, "dW", "db")
    each = [flat(sorted(p["backward"], key=lambda back: back["layer"]), "dW", "db") for p in passes]
    for i, value in enumerate(gradient):
        checks.near(f"mean {where}, {i}", value, *total(Decimal(one[i]) / len(passes) for one in each))
    update = batch["update"]
    before, after = exact(flat(update["before"])), flat(update["after"])
    rate, t = Decimal(update["learningRate"]), update["step"]
    remembered = {letter: exact(flat(layers)) for letter, layers in shown["memory"].items()}
    now = {letter: flat(layers) for letter, layers in update.get("memory", {}).items()}
    for i, g in enumerate(exact(gradient)):
        old = {letter: numbers[i] for letter, numbers in remembered.items()}
        place = f"{where}, {i}"
        if config["optimizer"] == "sgd":
            change = [-rate * g]
        elif config["optimizer"] == "momentum":
            terms = [Decimal(0.9) * old.get("v", Decimal(0)), g]
            checks.near(f"v {place}", now["v"][i], *total(terms))
            change = [-rate * Decimal(now["v"][i])]
        else:
            beta1, beta2 = Decimal(0.9), Decimal(0.999)
            checks.near(f"m {place}", now["m"][i], *total([beta1 * old.get("m", Decimal(0)), (1 - beta1) * g]))
            checks.near(f"v {place}", now["v"][i], *total([beta2 * old.get("v", Decimal(0)), (1 - beta2) * g * g]))
            size = rate * (1 - beta2**t).sqrt() / (1 - beta1**t)
            change = [-size * Decimal(now["m"][i]) / (Decimal(now["v"][i]).sqrt() + Decimal(1e-8))]
            if config["optimizer"] == "adamw":
                change.append(-rate * Decimal(0.01) * before[i])
        checks.near(f"update {place}", after[i], *total([before[i]] + change))


def perceptron(checks, where, run):
    """Check each look at an example; the exact sum follows the corrections from the numbers as they are written."""
    rate = Decimal(run["learningRate"])
    written = lambda number: Decimal(repr(number))
    first = run["updates"][0]
    true = [written(n) for n in first["wBefore"] + [first["bBefore"]]]
    for look in run["updates"]:
        place = f"{where}, look {look['step'] + 1}"
        point = run["points"][look["point"]]
        x = exact(point[:2]) + [ONE]
        before = exact(look["wBefore"] + [look["bBefore"]])
        checks.near(f"sum {place}", look["sum"], *total(w * xi for w, xi in zip(before, x)))
        answer = int(look["sum"] >= 0)
        checks.near(f"answer {place}", look["prediction"], Decimal(answer))
        checks.near(f"error {place}", look["error"], Decimal(point[2]) - answer)
        for i, after in enumerate(look["wAfter"] + [look["bAfter"]]):
            checks.near(f"correction {place}, {i}", after, *total([before[i], rate * look["error"] * x[i]]))
        numbers = [written(n) for n in point[:2]] + [ONE]
        exact_sum = sum(w * n for w, n in zip(true, numbers))
        by_rounding = (exact_sum >= 0) != (look["sum"] >= 0)
        checks.near(f"rounded {place}", int("exactSum" in look), Decimal(int(by_rounding)))
        if by_rounding:
            checks.near(f"exact {place}", look.get("exactSum", float("nan")), exact_sum)
        true = [w + written(run["learningRate"]) * look["error"] * n for w, n in zip(true, numbers)]


def loss_curve(checks, where, name, target, y, value, derivative):
    """Check a loss of one output and its slope; of a probability with the clip that the page shows."""
    y, t = Decimal(y), Decimal(target)
    if name in ("bce", "cross-entropy"):
        p = Decimal(float(max(CLIP, min(1 - CLIP, y))))  # the ends of the clip are doubles
        right = -t * p.ln() - ((1 - t) * (1 - p).ln() if name == "bce" else 0)
        slope = Decimal(0) if y != p else (p - t) / (p * (1 - p)) if name == "bce" else -t / p
        # 1 - p is a sum, too: what its rounding makes of the logarithm.
        size = (1 - t) * (1 + p) / (1 - p) if name == "bce" else None
        checks.near(f"{where} value", value, right, size)
        checks.near(f"{where} slope", derivative, slope)
    else:
        checks.near(f"{where} value", value, *total(loss_terms(name, [y], [y], [t])))
        checks.near(f"{where} slope", derivative, loss_slope(name, y, t, 1))


def activation(checks, where, name, z, value, derivative):
    z = Decimal(z)
    checks.near(f"{where} value", value, ACTIVATIONS[name](z))
    checks.near(f"{where} slope", derivative, *total(SLOPES[name](z, Decimal(value))))


def soft(checks, row):
    z = exact(row["z"])
    for i, (value, logarithm) in enumerate(zip(softmax(z), (each - log_sum(z) for each in z))):
        checks.near(f"softmax {row['z']}, {i}", row["softmax"][i], value)
        checks.near(f"softmax {row['z']}, ln {i}", row["logSoftmax"][i], logarithm, abs(z[i]) + abs(log_sum(z)))


def digit(checks, where, network, answer):
    """Check the way of a picture through a network, and the gradient by its pixels."""
    mean, deviation = Decimal(network["mean"]), Decimal(network["deviation"])
    below = [(Decimal(p) - mean) / deviation for p in answer["pixels"]]
    sums = []
    outputs = answer["hidden"] + [answer["probabilities"]]
    for k, layer in enumerate(network["layers"], 1):
        w, b = exact(layer["W"]), exact(layer["b"])
        values = [total([x * w[i][j] for i, x in enumerate(below)] + [b[j]]) for j in range(len(b))]
        sums.append([value for value, _ in values])
        if k == len(network["layers"]):
            for j, (value, size) in enumerate(values):
                checks.near(f"digit {where}, logit {j}", answer["logits"][j], value, size)
            right = softmax(exact(answer["logits"]))
        else:
            right = [ACTIVATIONS[layer["activation"]](z) for z in sums[-1]]
        sizes = [None] * len(b) if k == len(network["layers"]) else [size for _, size in values]
        for j, value in enumerate(right):
            checks.near(f"digit {where}, layer {k}, unit {j}", outputs[k - 1][j], value, sizes[j])
        below = exact(outputs[k - 1])
    asked = answer["gradientOf"]
    dz = [y - (j == asked) for j, y in enumerate(below)] if "label" in answer else [Decimal(int(j == asked)) for j in range(len(below))]
    sizes = [abs(d) for d in dz]
    for k in reversed(range(len(network["layers"]))):
        w = exact(network["layers"][k]["W"])
        da = [sum(wij * d for wij, d in zip(row, dz)) for row in w]
        sizes = [sum(abs(wij) * s for wij, s in zip(row, sizes)) for row in w]
        if k > 0:
            slopes = [total(SLOPES[network["layers"][k - 1]["activation"]](z, Decimal(a))) for z, a in zip(sums[k - 1], answer["hidden"][k - 1])]
            dz = [d * s for d, (s, _) in zip(da, slopes)]
            sizes = [size * s for size, (_, s) in zip(sizes, slopes)]
    for i, value in enumerate(answer["gradient"]):
        checks.near(f"digit {where}, pixel {i}", value, da[i] / deviation, sizes[i] / deviation)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        shown = json.load(file)
    checks = Checks()
    for i, each in enumerate(shown["walks"]):
        config = each["config"]
        where = f"walk {i} ({config['loss']}, {config['optimizer']})"
        for one in each["passes"]:
            walk(checks, f"{where}, example {one['example']}", config, one)
        step(checks, where, config, each)
    for i, run in enumerate(shown["perceptrons"]):
        perceptron(checks, f"perceptron {i}", run)
    for curve in shown["curves"]:
        for z, value, slope in zip(curve["inputs"], curve["value"], curve["derivative"]):
            activation(checks, f"curve {curve['name']} at {z}", curve["name"], z, value, slope)
    for curve in shown["losses"]:
        for y, value, slope in zip(curve["inputs"], curve["value"], curve["derivative"]):
            loss_curve(checks, f"curve {curve['name']} at {y}", curve["name"], curve["target"], y, value, slope)
    for point in shown["points"]:
        if "target" in point:
            loss_curve(checks, f"point {point['name']} at {point['at']}", point["name"], point["target"], point["at"], point["value"], point["derivative"])
        else:
            activation(checks, f"point {point['name']} at {point['at']}", point["name"], point["at"], point["value"], point["derivative"])
    for row in shown["softmax"]:
        soft(checks, row)
    for i, answer in enumerate(shown["digits"]["answers"]):
        digit(checks, f"answer {i}", shown["digits"]["network"], answer)
    for failure in checks.failed[:20]:
        print(failure, file=sys.stderr)
    worst = {kind: f"{share:.1e}" for kind, share in checks.worst.items()}
    print(json.dumps({"compared": checks.count, "worst": worst, "failed": len(checks.failed)}))
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
