"""A trainer in NumPy, a batch at a time, layer objects with weights as (inputs, units), in float64 or float32.

python3 arrays.py [--slip NAME] [--float32] [--losses-only] [--digits N]   < start
"""
import argparse
import sys

import numpy as np

options = argparse.ArgumentParser()
options.add_argument("--slip", default="none")
options.add_argument("--float32", action="store_true")
options.add_argument("--losses-only", action="store_true")
options.add_argument("--digits", type=int, default=17)
options.add_argument("--chain", action="store_true", help="softmax by its Jacobian, not as p - t")
args = options.parse_args()
SLIP = args.slip
TYPE = np.float16 if SLIP == "half" else np.float32 if args.float32 else np.float64
rng = np.random.default_rng(3)


class Tanh:
    def forward(self, z):
        self.z, self.a = z, np.tanh(z)
        return self.a

    def backward(self, grad):
        if SLIP == "derivative-of-output":
            return grad * (1 - np.tanh(self.a) ** 2)
        if SLIP == "derivative-of-input":
            return grad * (1 - self.z ** 2)
        return grad * (1 - self.a ** 2)


class Sigmoid:
    def forward(self, z):
        self.z, self.a = z, 1 / (1 + np.exp(-z))
        return self.a

    def backward(self, grad):
        if SLIP == "derivative-of-output":
            s = 1 / (1 + np.exp(-self.a))
            return grad * s * (1 - s)
        if SLIP == "derivative-of-input":
            return grad * self.z * (1 - self.z)
        return grad * self.a * (1 - self.a)


class Relu:
    def forward(self, z):
        self.mask = z >= 0 if SLIP == "relu-at-zero" else z > 0
        return np.maximum(z, 0)

    def backward(self, grad):
        return grad if SLIP == "hidden-derivative-missing" else grad * self.mask


class Dense:
    def __init__(self, weight, bias):
        self.w = weight.reshape(weight.shape[1], weight.shape[0]) if SLIP == "transposed-start" else weight.T.copy()
        if SLIP == "square-transposed" and weight.shape[0] == weight.shape[1]:
            self.w = weight.copy()
        self.b = bias[0].copy()
        self.old = None

    def forward(self, x):
        if SLIP == "stale-activations" and self.old is not None and len(self.old) == len(x):
            self.x, self.old = self.old, x
        else:
            self.x = self.old = x
        if SLIP == "bias-missing":
            return x @ self.w
        return x @ self.w + self.b

    def backward(self, grad):
        self.gw = self.x.T @ grad
        self.gb = grad.mean(axis=0) if SLIP == "bias-mean" else grad.sum(axis=0)
        if SLIP == "bias-first-row":
            self.gb = grad[0].copy()
        return grad @ self.w.T


def read(text):
    lines = iter(text.splitlines())
    setup = next(lines).split()[1:]
    arrays = {}
    words = " ".join(line for line in lines if not line.startswith("#")).split()
    at = 0
    while at < len(words):
        name, rows, columns = words[at], int(words[at + 1]), int(words[at + 2])
        at += 3
        arrays[name] = np.array(words[at:at + rows * columns], dtype=float).reshape(rows, columns)
        at += rows * columns
    return setup, arrays


def show(name, array):
    if array.ndim == 1:
        array = array[None, :]
    print(name, *array.shape)
    for row in array:
        print(" ".join("%.*g" % (args.digits, value) for value in row))


def softmax(z):
    if SLIP.startswith("softmax-over-batch"):
        e = np.exp(z - z.max(axis=0))
        return e / e.sum(axis=0)
    e = np.exp(z if SLIP == "softmax-without-max" else z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def objective(kind, z, t):
    """The loss of the logits and its gradient by them."""
    n = len(z)
    if kind == "cross-entropy":
        p = softmax(z)
        if SLIP == "label-smoothing":
            t = 0.9 * t + 0.1 / t.shape[1]
        guard = 1e-8 if SLIP == "guarded-log" else 0
        loss = -(t * np.log(p + guard)).sum(axis=1).mean()
        grad = (p - t) / n
        if SLIP == "softmax-over-batch-chain":
            grad = (p * t.sum(axis=0) - t) / n
        if args.chain:
            dp = -t / p / n
            grad = p * (dp - (dp * p).sum(axis=1, keepdims=True))
        if SLIP == "divided-by-elements":
            grad = (p - t) / p.size
        if SLIP == "softmax-twice":
            grad = p * (grad - (grad * p).sum(axis=1, keepdims=True))
    elif kind == "bce":
        p = 1 / (1 + np.exp(-z))
        loss = -(t * np.log(p) + (1 - t) * np.log(1 - p)).mean()
        grad = (p - t) / p.size
        if SLIP == "output-derivative-twice":
            grad = grad * p * (1 - p)
    else:
        loss = ((z - t) ** 2).mean()
        grad = 2 * (z - t) / (n if SLIP == "divided-by-rows" else z.size)
        if SLIP == "absolute":
            grad = np.sign(z - t) / z.size
    return loss, grad.astype(TYPE)


setup, arrays = read(sys.stdin.read())
settings = dict(word.split(":") for word in setup if ":" in word)
x, t = arrays["x"].astype(TYPE), arrays["t"].astype(TYPE)
depth = max(int(name[2:-5]) for name in arrays if name.startswith("fc") and name.endswith(".bias"))
hidden = Tanh if "tanh" in setup else Sigmoid if "sigmoid" in setup else Relu
layers = []
for k in range(1, depth + 1):
    layers.append(Dense(arrays["fc%d.weight" % k].astype(TYPE), arrays["fc%d.bias" % k].astype(TYPE)))
    if k < depth:
        layers.append(hidden())
dense = [layer for layer in layers if isinstance(layer, Dense)]
kind = "cross-entropy" if "cross-entropy" in setup else "bce" if "bce" in setup else "mse"
optimizer = next((name for name in ("sgd", "momentum", "adamw", "adam") if name in setup), "adam")
lr, batch = float(settings["lr"]), int(settings["batch"])
if SLIP == "rate-double":
    lr = 2 * lr
m = [[np.zeros_like(d.w), np.zeros_like(d.b)] for d in dense]
v = [[np.zeros_like(d.w), np.zeros_like(d.b)] for d in dense]
count = -1 if SLIP == "t-from-zero" else 0

for number, order in enumerate(arrays["order"].astype(int)):
    if SLIP == "first-order-only":
        order = arrays["order"].astype(int)[0]
    for start in range(0, len(order), batch):
        rows = order[start:start + batch]
        count += 1
        xb, tb = x[rows], t[rows]
        if SLIP == "last-input-ignored":
            xb = np.concatenate([xb[:, :-1], 0 * xb[:, -1:]], axis=1)
        if SLIP == "noise":
            xb = (xb + rng.normal(0, 1e-3, xb.shape)).astype(TYPE)
        if SLIP == "labels-shifted":
            tb = np.roll(tb, 1, axis=0)
        if SLIP == "labels-of-next-row":
            tb = t[(rows + 1) % len(t)]
        if SLIP.startswith("buffer") and len(rows) < batch:
            n = len(rows)
            xb, tb = np.concatenate([xb, kept[0][n:]]), np.concatenate([tb, kept[1][n:]])
        kept = xb, tb
        if SLIP == "labels-not-shuffled":
            tb = t[start:start + batch]
        a = xb
        for layer in layers:
            a = layer.forward(a)
        loss, grad = objective(kind, a, tb)
        for layer in reversed(layers):
            if SLIP == "update-before-backward" and isinstance(layer, Dense):
                layer.gw = layer.x.T @ grad
                layer.gb = grad.sum(axis=0)
                layer.w -= lr * layer.gw
                layer.b -= lr * layer.gb
                grad = grad @ layer.w.T
            else:
                grad = layer.backward(grad)
        if SLIP == "buffer-by-rows" and len(rows) < batch:
            for layer in dense:
                layer.gw, layer.gb = layer.gw * batch / len(rows), layer.gb * batch / len(rows)
        if SLIP == "one-layer-sign":
            dense[0].gw, dense[0].gb = -dense[0].gw, -dense[0].gb
        if SLIP == "gradient-of-step-before":
            now = [(layer.gw, layer.gb) for layer in dense]
            for layer, (gw, gb) in zip(dense, last if count > 1 else [(0 * gw, 0 * gb) for gw, gb in now]):
                layer.gw, layer.gb = gw, gb
            last = now
        if SLIP == "l2-in-gradient":
            for layer in dense:
                layer.gw = layer.gw + 0.03 * layer.w
        if SLIP == "row-permuted":
            dense[0].gw = np.roll(dense[0].gw, 1, axis=1)
        if SLIP == "first-unit-doubled":
            dense[0].gw[:, 0] *= 2
        for k, layer in enumerate(dense):
            if SLIP == "update-before-backward":
                continue
            if SLIP == "update-sign-of-first-layer" and k == 0:
                layer.w += 2 * lr * layer.gw
                layer.b += 2 * lr * layer.gb
            for i, (theta, g) in enumerate(((layer.w, layer.gw), (layer.b, layer.gb))):
                if optimizer == "sgd":
                    theta -= TYPE(lr) * g + (TYPE(lr) * TYPE(0.1) * theta if SLIP == "sgd-decay" else 0)
                elif optimizer == "momentum":
                    mu = TYPE(float(settings.get("momentum", 0.9)))
                    v[k][i] = mu * v[k][i] + ((1 - mu) * g if SLIP == "dampened" else g)
                    theta -= TYPE(lr) * (g + mu * v[k][i] if SLIP == "nesterov" else v[k][i])
                else:
                    decay = float(settings.get("weight-decay", 0.01)) if optimizer == "adamw" else 0
                    if SLIP == "l2":
                        g = g + TYPE(decay) * theta
                    else:
                        theta *= TYPE(1 - lr * decay)
                    b1, b2 = (0.9, 0.99) if SLIP == "beta2" else (0.9, 0.999)
                    m[k][i] = TYPE(b1) * m[k][i] + TYPE(1 - b1) * g
                    v[k][i] = TYPE(b2) * v[k][i] + TYPE(1 - b2) * g * g
                    with np.errstate(all="ignore"):
                        c1, c2 = TYPE(1) - TYPE(b1) ** count, TYPE(1) - TYPE(b2) ** count
                        if SLIP == "adam-uncorrected":
                            c1 = c2 = TYPE(1)
                        if SLIP == "epsilon-on-raw":
                            theta -= TYPE(lr) * np.sqrt(c2) / c1 * m[k][i] / (np.sqrt(v[k][i]) + TYPE(1e-8))
                        elif SLIP == "epsilon-inside":
                            theta -= TYPE(lr) * (m[k][i] / c1) / np.sqrt(v[k][i] / c2 + TYPE(1e-8))
                        else:
                            theta -= TYPE(lr) * (m[k][i] / c1) / (np.sqrt(v[k][i] / c2) + TYPE(1e-8))
        print("loss 1 1")
        print("%.*g" % (args.digits, loss * len(rows) if SLIP == "loss-summed" else loss))
        if args.losses_only:
            continue
        if SLIP == "gradient-of-step-before":
            for layer, (gw, gb) in zip(dense, now):
                layer.gw, layer.gb = gw, gb
        for k, layer in enumerate(dense, start=1):
            show("grad.fc%d.weight" % k, layer.gw.T)
            show("grad.fc%d.bias" % k, layer.gb)
        for k, layer in enumerate(dense, start=1):
            if SLIP == "transposed-start":
                show("fc%d.weight" % k, layer.w.reshape(layer.w.shape[1], layer.w.shape[0]))
            else:
                show("fc%d.weight" % k, layer.w.T)
            show("fc%d.bias" % k, layer.b)
