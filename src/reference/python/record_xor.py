#!/usr/bin/env python3
"""Record a small network that learns XOR by backpropagation, step by step, for `crosscheck verify` to repeat.

Two inputs, three hidden tanh units, one linear output; N = 1 example a step, rows are examples:

    h = tanh(x W1 + b1)        y = h W2 + b2        L = (y - t)^2 / 2

Each step goes backward through these, every gradient from the weights that the step began with, and then moves all
parameters against their gradients, scaled by the learning rate:

    dy = y - t          dW2 = h^T dy        db2 = dy
    dh = dy W2^T        dz = dh * (1 - h^2)
    dW1 = x^T dz        db1 = dz

All parameters start standard normal. The four examples come one at a time, in order, in every epoch.
`losses` has L of each step, before its update. `state.*` has the parameters after the steps in `state.steps`. In the file weights
are (units, inputs), as in PyTorch: the transposes of those above.
"""

import argparse

import numpy as np

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = np.array([0.0, 1.0, 1.0, 0.0])
NAMES = ("W1", "b1", "W2", "b2")
IN_FILE = {"W1": "fc1.weight", "b1": "fc1.bias", "W2": "fc2.weight", "b2": "fc2.bias"}


def start(rng):
    """Draw the parameters."""
    shapes = {"W1": (2, 3), "b1": (3,), "W2": (3, 1), "b2": (1,)}
    return {name: rng.standard_normal(shapes[name]) for name in NAMES}


def step(p, x, t, lr):
    """Learn from one example in place; return its loss before."""
    h = np.tanh(x @ p["W1"] + p["b1"])  # (1, 3)
    y = h @ p["W2"] + p["b2"]  # (1, 1)
    dy = y - t
    dz = dy @ p["W2"].T * (1 - h * h)
    gradients = {"W1": x.T @ dz, "b1": dz[0], "W2": h.T @ dy, "b2": dy[0]}
    for name in NAMES:
        p[name] -= lr * gradients[name]
    return 0.5 * (y[0, 0] - t) ** 2


def train(p, lr, epochs, every):
    """Learn in place; return the order, the losses, the steps traced and the parameters after them."""
    order = np.tile(np.arange(len(INPUTS), dtype=np.int64), epochs)
    losses = np.empty(len(order))
    traced, trace = [], {name: [] for name in NAMES}
    for k, i in enumerate(order):
        losses[k] = step(p, INPUTS[i : i + 1], TARGETS[i], lr)
        if (k + 1) % every == 0 or k + 1 == len(order):
            traced.append(k + 1)
            for name in NAMES:
                trace[name].append(p[name].copy())
    return order, losses, traced, trace


def record(seed, lr, epochs, every):
    """Return the arrays of a run by name."""
    p = start(np.random.default_rng(seed))
    setup = f"2-3-1 tanh half-squared-error sgd lr:{lr} batch:1"
    run = {"setup": np.frombuffer(setup.encode(), np.uint8), "x": INPUTS, "t": TARGETS[:, None]}
    run |= {IN_FILE[name]: p[name].T.copy() for name in NAMES}
    order, losses, traced, trace = train(p, lr, epochs, every)
    run |= {"order": order.reshape(epochs, -1), "losses": losses, "state.steps": np.array(traced, dtype=np.int64)}
    return run | {f"state.{IN_FILE[name]}": np.array([array.T for array in trace[name]]) for name in NAMES}


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, help="of the start (default: %(default)s)")
    parser.add_argument("--lr", type=float, default=0.1, help="learning rate (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=10_000, help="of four steps (default: %(default)s)")
    parser.add_argument("--every", type=int, default=1, help="keep the parameters every so many steps, and after the last (default: %(default)s)")
    parser.add_argument("--out", default="xor.npz", help="file to write (default: %(default)s)")
    return parser.parse_args()


def main():
    """Record a run, save it and say how it went."""
    args = arguments()
    run = record(args.seed, args.lr, args.epochs, args.every)
    np.savez_compressed(args.out, **run)
    losses = run["losses"]
    print(f"{args.out}: {len(losses)} steps, mean loss {losses[:4].mean():.6f} to {losses[-4:].mean():.3g}")


if __name__ == "__main__":
    main()
