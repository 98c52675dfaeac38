"""A trainer in NumPy with examples as columns, one function each for the passes: Z = W A + b as in many textbooks.

python3 columns.py [--float32]   < start
"""
import sys

import numpy as np

real = np.float32 if "--float32" in sys.argv else np.float64
setup, *lines = sys.stdin.read().split("\n")
settings = dict(word.split(":") for word in setup.split() if ":" in word)
words, data = " ".join(lines).split(), {}
while words:
    rows, columns = int(words[1]), int(words[2])
    data[words[0]] = np.array(words[3:3 + rows * columns], float).reshape(rows, columns)
    words = words[3 + rows * columns:]
theta = {name: (array.T if name.endswith("bias") else array).astype(real) for name, array in data.items() if "." in name}
depth = len(theta) // 2
X, T = data["x"].T.astype(real), data["t"].T.astype(real)
lr, mu = real(float(settings["lr"])), real(float(settings.get("momentum", 0.9)))
velocity = {name: np.zeros_like(array) for name, array in theta.items()}
curved = "tanh" in setup


def forward(A):
    cache = [A]
    for k in range(1, depth + 1):
        Z = theta["fc%d.weight" % k] @ cache[-1] + theta["fc%d.bias" % k]
        cache.append(Z if k == depth else np.tanh(Z) if curved else np.maximum(0, Z))
    return cache


def loss_and_delta(Z, T):
    if "cross-entropy" in setup:
        shifted = Z - Z.max(axis=0)
        log_p = shifted - np.log(np.exp(shifted).sum(axis=0))
        return -(T * log_p).sum() / Z.shape[1], (np.exp(log_p) - T) / real(Z.shape[1])
    return ((Z - T) ** 2).mean(), 2 * (Z - T) / real(Z.size)


def backward(cache, dZ):
    gradients = {}
    for k in range(depth, 0, -1):
        A = cache[k - 1]
        gradients["fc%d.weight" % k] = dZ @ A.T
        gradients["fc%d.bias" % k] = dZ.sum(axis=1, keepdims=True)
        dA = theta["fc%d.weight" % k].T @ dZ
        dZ = dA * (1 - A ** 2 if curved else A > 0)
    return gradients


def show(name, array):
    array = array.T if name.endswith("bias") else array
    print(name, *array.shape)
    print(*(repr(float(v)) for v in array.ravel()))


for order in data["order"].astype(int):
    for start in range(0, len(order), int(settings["batch"])):
        rows = order[start:start + int(settings["batch"])]
        cache = forward(X[:, rows])
        loss, dZ = loss_and_delta(cache[-1], T[:, rows])
        gradients = backward(cache, dZ)
        print("loss 1 1\n%r" % float(loss))
        for name, g in gradients.items():
            show("grad." + name, g)
            velocity[name] = mu * velocity[name] + g
            theta[name] = theta[name] - lr * (velocity[name] if "momentum" in setup else g)
            show(name, theta[name])
            if "momentum" in setup:
                show("v." + name, velocity[name])
