"""A trainer in plain loops, standard library only: dense layers of any depth, read and written as docs/judge.md says.

python3 loops.py [SLIP] [what to write: loss, grad, state; default all]   < start
"""
import math
import sys

slip = sys.argv[1] if len(sys.argv) > 1 else "none"
parts = sys.argv[2] if len(sys.argv) > 2 else "loss,grad,state,moments"

words = sys.stdin.readline().split()[1:]
options = dict(w.split(":") for w in words if ":" in w)
names = [w for w in words[1:] if ":" not in w]
tokens = sys.stdin.read().split()
data, shapes, i = {}, {}, 0
while i < len(tokens):
    rows, columns = int(tokens[i + 1]), int(tokens[i + 2])
    numbers = [float(n) for n in tokens[i + 3:i + 3 + rows * columns]]
    data[tokens[i]] = [numbers[r * columns:(r + 1) * columns] for r in range(rows)]
    i += 3 + rows * columns

layers = sum(name.endswith("weight") for name in data)
rate = float(options["lr"])
size = int(options["batch"])
loss_name = next((n for n in ("cross-entropy", "mse", "bce", "huber", "half-squared-error") if n in names), "mse")
optimizer = next((n for n in ("sgd", "momentum", "adamw", "adam") if n in names), "adam")
hidden = next((n for n in ("relu", "tanh", "sigmoid", "leaky-relu", "elu", "softplus") if n in names), "relu")


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


FUNCTION = {
    "relu": lambda z: z if z > 0 else 0.0,
    "leaky-relu": lambda z: z if z > 0 else 0.01 * z,
    "tanh": math.tanh,
    "sigmoid": sigmoid,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "softplus": lambda z: math.log(1 + math.exp(-abs(z))) + max(z, 0.0),
}
SLOPE = {
    "relu": lambda z: 1.0 if z > 0 else 0.0,
    "leaky-relu": lambda z: 1.0 if z > 0 else 0.01,
    "tanh": lambda z: 1 - math.tanh(z) ** 2,
    "sigmoid": lambda z: sigmoid(z) * (1 - sigmoid(z)),
    "elu": lambda z: 1.0 if z > 0 else math.exp(z),
    "softplus": sigmoid,
}
f, slope = FUNCTION[hidden], SLOPE[hidden]
if slip == "relu-at-zero":
    slope = lambda z: 1.0 if z >= 0 else 0.0
if slip == "hidden-derivative-missing":
    slope = lambda z: 1.0
if slip == "scaled-tanh":
    f, slope = lambda z: 1.7159 * math.tanh(z * 2 / 3), lambda z: 1.7159 * 2 / 3 * (1 - math.tanh(z * 2 / 3) ** 2)


def write(name, matrix):
    print(name, len(matrix), len(matrix[0]))
    for row in matrix:
        print(*row)


def zeros(matrix):
    return [[0.0] * len(row) for row in matrix]


W = [data["fc%d.weight" % (k + 1)] for k in range(layers)]
b = [data["fc%d.bias" % (k + 1)] for k in range(layers)]
mW, vW = [zeros(w) for w in W], [zeros(w) for w in W]
mb, vb = [zeros(c) for c in b], [zeros(c) for c in b]
sumW, sumb = [zeros(w) for w in W], [zeros(c) for c in b]
x, t = data["x"], data["t"]


def forward(row):
    a, z = [row], []
    for k in range(layers):
        z.append([b[k][0][j] + sum(w * v for w, v in zip(W[k][j], a[k])) for j in range(len(W[k]))])
        if k < layers - 1:
            a.append([f(v) for v in z[k]])
            if slip == "unit-dead" and k == 0:
                a[-1][1] = 0.0
    return a, z


def output(z):
    if loss_name == "cross-entropy":
        top = 0.0 if slip == "softmax-without-max" else max(z)
        e = [math.exp(v - top) if v - top < 709.7 else math.inf for v in z]
        return [v / sum(e) for v in e]
    return [sigmoid(v) for v in z] if loss_name == "bce" else z


def row_loss(y, target):
    o = len(y)
    if loss_name == "cross-entropy":
        return -sum(math.log(p) * q for p, q in zip(y, target) if q != 0)
    if loss_name == "bce":
        return -sum(q * math.log(p) + (1 - q) * math.log(1 - p) for p, q in zip(y, target)) / o
    if loss_name == "huber":
        return sum(0.5 * (p - q) ** 2 if abs(p - q) <= 1 else abs(p - q) - 0.5 for p, q in zip(y, target)) / o
    if loss_name == "half-squared-error":
        return sum(0.5 * (p - q) ** 2 for p, q in zip(y, target))
    return sum((p - q) ** 2 for p, q in zip(y, target)) / o


def delta(y, target):
    """dLoss/dz of the last layer for one row."""
    o = len(y)
    d = [p - q for p, q in zip(y, target)]
    if slip == "output-derivative-twice":
        return [e * p * (1 - p) / (o if loss_name == "bce" else 1) for e, p in zip(d, y)]
    if loss_name in ("cross-entropy", "half-squared-error"):
        return d
    if loss_name == "mse":
        return [(1 if slip == "no-factor-two" else 2) * e / o for e in d]
    if loss_name == "huber":
        return [max(-1.0, min(1.0, e)) / o for e in d]
    return [e / o for e in d]


step = 0
for epoch in data["order"]:
    order = [int(n) for n in epoch]
    if slip == "order-ignored":
        order = list(range(len(order)))
    for start in range(0, len(order), size):
        rows = order[start:start + size]
        if slip == "last-batch-dropped" and len(rows) < size:
            continue
        step += 1
        n = size if slip == "last-batch-full-divisor" else len(rows)
        gW, gb = [zeros(w) for w in W], [zeros(c) for c in b]
        loss = 0.0
        for place, row in enumerate(rows):
            target = t[start + place] if slip == "labels-not-shuffled" else t[row]
            a, z = forward(x[row])
            y = output(z[-1])
            loss += row_loss(y, target) / n
            dz = delta(y, target)
            for k in reversed(range(layers)):
                for j in range(len(W[k])):
                    share = dz[j] if slip == "gradient-summed" else dz[j] / n
                    for c in range(len(W[k][j])):
                        gW[k][j][c] += share * a[k][c]
                    if slip == "bias-of-last-row":
                        gb[k][0][j] = share
                    elif slip == "bias-divided-twice":
                        gb[k][0][j] += share / n
                    else:
                        gb[k][0][j] += share
                if k > 0:
                    w = list(zip(*W[k])) if slip == "transposed-backward" else W[k]
                    da = [sum(dz[j] * w[j][c] for j in range(len(w))) for c in range(len(w[0]))]
                    dz = [g * slope(a[k][c] if slip == "derivative-of-output" else z[k - 1][c])
                          for c, g in enumerate(da)]
                    if slip == "unit-dead" and k == 1:
                        dz[1] = 0.0
        if slip == "accumulated":
            for k in range(layers):
                for g, total in ((gW[k], sumW[k]), (gb[k], sumb[k])):
                    for r in range(len(g)):
                        for c in range(len(g[r])):
                            total[r][c] += g[r][c]
                            g[r][c] = total[r][c]
        if slip == "clipped":
            for g in gW + gb:
                for r in range(len(g)):
                    g[r] = [max(-0.05, min(0.05, v)) for v in g[r]]
        for k in range(layers):
            for theta, g, m, v in ((W[k], gW[k], mW[k], vW[k]), (b[k], gb[k], mb[k], vb[k])):
                if slip == "bias-frozen" and theta is b[k]:
                    continue
                for r in range(len(theta)):
                    for c in range(len(theta[r])):
                        d = g[r][c]
                        if optimizer == "sgd":
                            theta[r][c] += rate * d if slip == "sign" else -rate * d
                        elif optimizer == "momentum":
                            mu = float(options.get("momentum", 0.9))
                            v[r][c] = mu * v[r][c] + ((1 - mu) * d if slip == "dampened" else d)
                            theta[r][c] -= rate * (d + mu * v[r][c] if slip == "nesterov" else v[r][c])
                        else:
                            decay = float(options.get("weight-decay", 0.01)) if optimizer == "adamw" else 0.0
                            if slip == "l2" and optimizer == "adamw":
                                d += decay * theta[r][c]
                            elif slip == "decay-without-rate":
                                theta[r][c] -= decay * theta[r][c]
                            else:
                                theta[r][c] -= rate * decay * theta[r][c]
                            m[r][c] = 0.9 * m[r][c] + 0.1 * d
                            v[r][c] = 0.999 * v[r][c] + 0.001 * d * d
                            mh, vh = m[r][c] / (1 - 0.9 ** step), v[r][c] / (1 - 0.999 ** step)
                            if slip == "t-from-zero":
                                mh = m[r][c] / ((1 - 0.9 ** (step - 1)) or 1)
                                vh = v[r][c] / ((1 - 0.999 ** (step - 1)) or 1)
                            if slip == "adam-uncorrected":
                                mh, vh = m[r][c], v[r][c]
                            if slip == "epsilon-inside":
                                theta[r][c] -= rate * mh / math.sqrt(vh + 1e-8)
                            else:
                                theta[r][c] -= rate * mh / (math.sqrt(vh) + 1e-8)
                if slip == "rounded-weights":
                    for r in range(len(theta)):
                        theta[r] = [round(value, 3) for value in theta[r]]
        if slip == "loss-after-update":
            loss = sum(row_loss(output(forward(x[row])[1][-1]), t[row]) for row in rows) / n
        if slip == "loss-summed":
            loss *= n
        print("loss 1 1")
        print("%.17e" % loss)
        for k in range(layers):
            if "grad" in parts:
                write("grad.fc%d.weight" % (k + 1), gW[k])
                write("grad.fc%d.bias" % (k + 1), gb[k])
        for k in range(layers):
            if "state" in parts:
                write("fc%d.weight" % (k + 1), [["%.16e" % w for w in row] for row in W[k]])
                write("fc%d.bias" % (k + 1), [["%.16e" % c for c in b[k][0]]])
            if "moments" in parts and optimizer != "sgd":
                if optimizer != "momentum":
                    write("m.fc%d.weight" % (k + 1), mW[k])
                    write("m.fc%d.bias" % (k + 1), mb[k])
                write("v.fc%d.weight" % (k + 1), vW[k])
                write("v.fc%d.bias" % (k + 1), vb[k])
