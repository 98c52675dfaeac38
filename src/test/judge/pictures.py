"""Convolutions and dense layers with ReLU, softmax and cross-entropy by gradient descent, in plain loops: standard library only.

python3 pictures.py [SLIP]   < start
"""
import math
import re
import sys

slip = sys.argv[1] if len(sys.argv) > 1 else "none"
setup = sys.stdin.readline().split()
options = dict(word.split(":") for word in setup if ":" in word)
words, data = sys.stdin.read().split(), {}
while words:
    name, rows, columns = words[0], int(words[1]), int(words[2])
    data[name] = [[float(v) for v in words[3 + i * columns:3 + (i + 1) * columns]] for i in range(rows)]
    words = words[3 + rows * columns:]

head, *rest = setup[1].split("-")
shape = [int(n) for n in head.split("x")]
shape = shape if len(shape) == 3 else [1] + shape
layers = []  # each: names, and of a convolution channels, rows, columns, side, padding, pooled
for word in rest:
    if word == "pool2":
        layers[-1]["pools"] = True
        shape = [shape[0], shape[1] // 2, shape[2] // 2]
        continue
    kernel = re.match(r"conv(\d+)x(\d+)(s?)", word)
    layer = {"pools": False, "conv": bool(kernel)}
    if kernel:
        maps, side, p = int(kernel[1]), int(kernel[2]), (int(kernel[2]) - 1) // 2 if kernel[3] else 0
        layer.update(name="conv%d" % (1 + sum(other["conv"] for other in layers)), input=shape, side=side, p=p)
        shape = [maps, shape[1] + 2 * p - side + 1, shape[2] + 2 * p - side + 1]
        layer["full"] = shape
    else:
        layer["name"] = "fc%d" % (1 + sum(not other["conv"] for other in layers))
    layers.append(layer)
for layer in layers:
    layer["w"], layer["b"] = data[layer["name"] + ".weight"], data[layer["name"] + ".bias"][0]


def terms(layer):
    """Yields the place in the maps, in the input and in the kernels of each product."""
    (channels, height, width), (maps, rows, columns), s, p = layer["input"], layer["full"], layer["side"], layer["p"]
    q = 0 if slip == "zeros-at-end" else 2 * p if slip == "zeros-at-start" else p
    for o in range(maps):
        for r in range(rows):
            for c in range(columns):
                for i in range(channels):
                    for u in range(s):
                        for v in range(s):
                            y, x = r + u - q, c + v - q
                            if slip == "edge-repeated":
                                y, x = min(max(y, 0), height - 1), min(max(x, 0), width - 1)
                            if 0 <= y < height and 0 <= x < width:
                                k = (i * s + u) * s + v
                                turned = (i * s + s - 1 - u) * s + s - 1 - v
                                yield o, (o * rows + r) * columns + c, (i * height + y) * width + x, k, turned


def windows(layer):
    """Yields the four places in the maps of each place after pooling."""
    maps, rows, columns = layer["full"]
    for o in range(maps):
        for r in range(0, rows - 1, 2):
            for c in range(0, columns - 1, 2):
                first = (o * rows + r) * columns + c
                yield [first, first + 1, first + columns, first + columns + 1]


def forward(layer, a):
    if not layer["conv"]:
        return [sum(w * v for w, v in zip(row, a)) + b for row, b in zip(layer["w"], layer["b"])]
    maps, rows, columns = layer["full"]
    y = [layer["b"][place // (rows * columns)] for place in range(maps * rows * columns)]
    for o, out, place, k, turned in layer["terms"]:
        y[out] += a[place] * layer["w"][o][turned if slip in ("flipped", "flipped-forward") else k]
    layer["y"] = y
    return [max(y[n] for n in window) for window in windows(layer)] if layer["pools"] else y


def backward(layer, a, dz, dw, db):
    """Adds to the gradients, and returns that by the layer's inputs."""
    if not layer["conv"]:
        for j, d in enumerate(dz):
            db[j] += d
            dw[j] = [g + d * v for g, v in zip(dw[j], a)]
        return [sum(d * row[i] for d, row in zip(dz, layer["w"])) for i in range(len(a))]
    y, dy = layer["y"], dz
    if layer["pools"]:
        dy = [0.0] * len(y)
        for d, window in zip(dz, windows(layer)):
            best = max(y[n] for n in window)
            largest = [n for n in window if y[n] == best]
            if slip == "every-maximum":
                for n in largest:
                    dy[n] = d
            elif slip == "whole-window":
                for n in window:
                    dy[n] = d / 4
            else:
                dy[window[0] if slip == "first-of-window" else largest[0]] = d
    maps, rows, columns = layer["full"]
    for place, d in enumerate(dy):
        if slip != "bias-of-one-place" or place % (rows * columns) == 0:
            db[place // (rows * columns)] += d / (rows * columns) if slip == "bias-averaged" else d
    da = [0.0] * len(a)
    for o, out, place, k, turned in layer["terms"]:
        dw[o][turned if slip in ("flipped", "flipped-gradient") else k] += dy[out] * a[place]
        da[place] += dy[out] * layer["w"][o][turned if slip in ("flipped", "flipped-backward") else k]
    return da


def show(name, rows):
    print(name, len(rows), len(rows[0]), *[repr(v) for row in rows for v in row])


for layer in layers:
    if layer["conv"]:
        layer["terms"] = list(terms(layer))
lr, batch = float(options["lr"]), int(options["batch"])
for order in data["order"]:
    for start in range(0, len(order), batch):
        rows = [int(n) for n in order[start:start + batch]]
        loss = 0.0
        dw = [[[0.0] * len(row) for row in layer["w"]] for layer in layers]
        db = [[0.0] * len(layer["b"]) for layer in layers]
        for n in rows:
            a = [data["x"][n]]
            for k, layer in enumerate(layers):
                z = forward(layer, a[k])
                a.append(z if k == len(layers) - 1 else [max(0.0, v) for v in z])
            powers = [math.exp(v - max(z)) for v in z]
            loss -= sum(t * (v - max(z) - math.log(sum(powers))) for t, v in zip(data["t"][n], z)) / len(rows)
            dz = [(e / sum(powers) - t) / len(rows) for t, e in zip(data["t"][n], powers)]
            for k in reversed(range(len(layers))):
                da = backward(layers[k], a[k], dz, dw[k], db[k])
                dz = [d * (v > 0) for d, v in zip(da, a[k])]
        show("loss", [[loss]])
        for k, layer in enumerate(layers):
            show("grad." + layer["name"] + ".weight", dw[k])
            show("grad." + layer["name"] + ".bias", [db[k]])
        for k, layer in enumerate(layers):
            for row, gradients in zip(layer["w"] + [layer["b"]], dw[k] + [db[k]]):
                row[:] = [v - lr * g for v, g in zip(row, gradients)]
            show(layer["name"] + ".weight", layer["w"])
            show(layer["name"] + ".bias", [layer["b"]])
