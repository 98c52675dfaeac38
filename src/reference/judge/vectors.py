"""Recomputes test vectors from the conventions of their README.md, in plain loops, and compares them: Python's standard library only.

python3 vectors.py DIR
"""
import json
import math
import struct
import sys


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


# f(z), and f'(z) from z and a = f(z)
ACTIVATIONS = {
    "identity": (lambda z: z, lambda z, a: 1.0),
    "relu": (lambda z: max(0.0, z), lambda z, a: 1.0 if z > 0 else 0.0),
    "leaky-relu": (lambda z: z if z > 0 else 0.01 * z, lambda z, a: 1.0 if z > 0 else 0.01),
    "elu": (lambda z: z if z > 0 else math.expm1(z), lambda z, a: 1.0 if z > 0 else math.exp(z)),
    "softplus": (lambda z: max(0.0, z) + math.log1p(math.exp(-abs(z))), lambda z, a: sigmoid(z)),
    "sigmoid": (sigmoid, lambda z, a: a * (1 - a)),
    "tanh": (math.tanh, lambda z, a: 1 - a * a),
}


class Layer:
    def __init__(self, form):
        self.name, self.activation, self.pool, self.padding = (form[k] for k in ("name", "activation", "pool", "padding"))
        self.input, self.output, self.convolves = form["input"], form["output"], form["kind"] == "convolution"
        self.units = math.prod(self.output)

    def terms(self, w_shape):
        """All products of the sums before pooling: the sum's place, the input's and the weight's; of a dense layer, too."""
        inputs = math.prod(self.input)
        if not self.convolves:
            return [(o, i, o * inputs + i) for o in range(self.units) for i in range(inputs)]
        maps, channels, side, _ = w_shape
        _, rows, columns = self.input
        p = self.padding
        self.full = rows + 2 * p - side + 1, columns + 2 * p - side + 1
        return [((o * self.full[0] + r) * self.full[1] + c,
                 (i * rows + r + u - p) * columns + c + v - p,
                 ((o * channels + i) * side + u) * side + v)
                for o in range(maps) for r in range(self.full[0]) for c in range(self.full[1])
                for i in range(channels) for u in range(side) for v in range(side)
                if 0 <= r + u - p < rows and 0 <= c + v - p < columns]

    def window(self, unit):
        """The places before pooling of a unit's window, row by row."""
        if self.pool == 1:
            return [unit]
        _, rows, columns = self.output
        o, r, c = unit // (rows * columns), unit // columns % rows, unit % columns
        first = (o * self.full[0] + 2 * r) * self.full[1] + 2 * c
        return [first, first + 1, first + self.full[1], first + self.full[1] + 1]

    def prepare(self, w_shape):
        self.products = self.terms(w_shape)
        self.sums = 1 + max(place for place, _, _ in self.products)
        self.windows = [self.window(unit) for unit in range(self.units)]
        self.bias_of = [place * w_shape[0] // self.sums for place in range(self.sums)]

    def forward(self, w, b, a):
        y = [0.0] * self.sums
        for place, i, k in self.products:
            y[place] += w[k] * a[i]
        y = [value + b[o] for value, o in zip(y, self.bias_of)]
        self.taken = [max(window, key=lambda place: y[place]) for window in self.windows]  # the first of equal ones
        return [y[place] for place in self.taken], self.taken

    def backward(self, w, a, taken, dz, dw, db):
        dy = [0.0] * self.sums
        for place, d in zip(taken, dz):
            dy[place] = d
        da = [0.0] * len(a)
        for place, i, k in self.products:
            dw[k] += dy[place] * a[i]
            da[i] += dy[place] * w[k]
        for d, o in zip(dy, self.bias_of):
            db[o] += d
        return da


def outputs(activation, z):
    if activation != "softmax":
        return [ACTIVATIONS[activation][0](v) for v in z]
    powers = [math.exp(v - max(z)) for v in z]
    return [power / math.fsum(powers) for power in powers]


def loss_of_row(loss, z, y, t, rows):
    """A row's share of the loss, and its gradient by y, or by z for a cross-entropy."""
    all_of = rows * len(y)
    if loss == "cross-entropy":
        log_sum = max(z) + math.log(math.fsum(math.exp(v - max(z)) for v in z))
        return sum(ti * (log_sum - zi) for zi, ti in zip(z, t)) / rows, [(p - ti) / rows for p, ti in zip(y, t)]
    if loss == "bce":
        terms = [ACTIVATIONS["softplus"][0](zi) - ti * zi for zi, ti in zip(z, t)]
        return sum(terms) / all_of, [(p - ti) / all_of for p, ti in zip(y, t)]
    r = [yi - ti for yi, ti in zip(y, t)]
    if loss == "mse":
        return sum(v * v for v in r) / all_of, [2 * v / all_of for v in r]
    if loss == "huber":
        return (sum(v * v / 2 if abs(v) <= 1 else abs(v) - 0.5 for v in r) / all_of,
                [max(-1.0, min(1.0, v)) / all_of for v in r])
    assert loss == "half-squared-error", loss
    return sum(v * v / 2 for v in r) / rows, [v / rows for v in r]


def update(optimizer, name, theta, g, moments, t):
    kind, lr = optimizer["kind"], optimizer["lr"]
    if kind == "sgd":
        return [p - lr * d for p, d in zip(theta, g)]
    zeros = [0.0] * len(theta)
    if kind == "momentum":
        v = moments["v." + name] = [optimizer["momentum"] * v + d for v, d in zip(moments.get("v." + name, zeros), g)]
        return [p - lr * d for p, d in zip(theta, v)]
    assert kind in ("adam", "adamw"), kind
    m = moments["m." + name] = [0.9 * v + 0.1 * d for v, d in zip(moments.get("m." + name, zeros), g)]
    v = moments["v." + name] = [0.999 * v + 0.001 * d * d for v, d in zip(moments.get("v." + name, zeros), g)]
    one, two = 1 - 0.9 ** t, 1 - 0.999 ** t
    epsilon = 1e-8 / math.sqrt(two) if optimizer["epsilon"] == "raw" else 1e-8
    kept = 1 - lr * optimizer["weight-decay"]
    return [p * kept - lr * (mi / one) / (math.sqrt(vi / two) + epsilon) for p, mi, vi in zip(theta, m, v)]


def train(file):
    """The arrays of each step, computed."""
    layers = [Layer(form) for form in file["layers"]]
    theta = {name: numbers(array) for name, array in file["start"].items()}
    for layer in layers:
        layer.prepare(file["start"][layer.name + ".weight"]["shape"])
    x, t = numbers(file["x"]), numbers(file["t"])
    width, classes = len(x) // file["x"]["shape"][0], file["t"]["shape"][1]
    moments, steps = {}, []
    for order in file["order"]:
        for first in range(0, len(order), file["batch"]):
            rows = order[first:first + file["batch"]]
            step = {"loss": [0.0]}
            for name in theta:
                step["grad." + name] = [0.0] * len(theta[name])
            for n in rows:
                target = t[n * classes:(n + 1) * classes]
                a, z, taken = [x[n * width:(n + 1) * width]], [], []
                for layer in layers:
                    zs, places = layer.forward(theta[layer.name + ".weight"], theta[layer.name + ".bias"], a[-1])
                    z.append(zs)
                    taken.append(places)
                    a.append(outputs(layer.activation, zs))
                    last = layer is layers[-1]
                    step.setdefault("z." + layer.name, []).extend(zs)
                    step.setdefault("output" if last else "a." + layer.name, []).extend(a[-1])
                share, d = loss_of_row(file["loss"], z[-1], a[-1], target, len(rows))
                step["loss"][0] += share
                for k in reversed(range(len(layers))):
                    if k < len(layers) - 1 or file["loss"] not in ("cross-entropy", "bce"):
                        slope = ACTIVATIONS[layers[k].activation][1]
                        d = [v * slope(zi, ai) for v, zi, ai in zip(d, z[k], a[k + 1])]
                    name = layers[k].name
                    d = layers[k].backward(theta[name + ".weight"], a[k], taken[k], d,
                                           step["grad." + name + ".weight"], step["grad." + name + ".bias"])
            for name in theta:
                theta[name] = update(file["optimizer"], name, theta[name], step["grad." + name], moments, len(steps) + 1)
            steps.append(dict(step, **theta, **moments))
            assert rows == file["steps"][len(steps) - 1]["rows"], "rows of step %d" % len(steps)
    return steps


def numbers(array):
    """The numbers of an array, after its decimals, its bits and its shape have been compared."""
    decimals, bits = array["decimals"], array["bits"]
    assert len(decimals) == len(bits) == math.prod(array["shape"]) > 0, "an array of another shape: %s" % array["shape"]
    values = [struct.unpack(">d", bytes.fromhex(word))[0] for word in bits]
    for decimal, value in zip(decimals, values):
        same = not math.isfinite(value) if decimal is None else struct.pack(">d", decimal) == struct.pack(">d", value)
        assert same, "decimals are %s, bits %s" % (decimal, value)
    return values


def apart(right, other):
    """The largest difference of two arrays, divided by the largest number of the right one; infinite if that is 0 or one is no number."""
    if len(right) != len(other) or not all(map(math.isfinite, right + other)):
        return math.inf
    difference = max(abs(p - q) for p, q in zip(right, other))
    largest = max(map(abs, right))
    return 0.0 if not difference else difference / largest if largest else math.inf


def check(path, entry, tolerance):
    with open(path + "/" + entry["file"], encoding="utf-8") as source:
        file = json.load(source)
    computed = train(file)
    right = [{name: numbers(array) for name, array in step["arrays"].items()} for step in file["steps"]]
    assert len(computed) == len(right) == entry["steps"] > 1, "%d steps, not %d" % (len(right), len(computed))
    farthest = 0.0
    for t, (ours, theirs) in enumerate(zip(computed, right), 1):
        assert ours.keys() == theirs.keys(), "step %d: other arrays: %s" % (t, sorted(ours.keys() ^ theirs.keys()))
        for name in ours:
            farthest = max(farthest, apart(theirs[name], ours[name]))
            assert apart(theirs[name], ours[name]) <= tolerance, "step %d, %s: %s, computed %s" % (
                t, name, theirs[name], ours[name])
    slips = file["slips"]
    assert len(slips) == entry["slips"] > 9 and all(slip["arrays"] for slip in slips), "too few slips: %d" % len(slips)
    nearest = math.inf
    for slip in slips:
        for name, array in slip["arrays"].items():
            far = apart(right[slip["step"] - 1][name], numbers(array))
            nearest = min(nearest, far)
            assert far > tolerance, "slip %s: %s is right" % (slip["slip"], name)
    print("%-28s %2d steps agree to %.1e, %2d slips differ by %.1e or more" % (
        entry["file"], len(right), farthest, len(slips), nearest))


def main(path):
    with open(path + "/index.json", encoding="utf-8") as source:
        index = json.load(source)
    assert index["networks"], "no networks"
    for entry in index["networks"]:
        try:
            check(path, entry, index["tolerance"])
        except AssertionError as problem:
            sys.exit("%s: %s" % (entry["file"], problem))


main(sys.argv[1])
