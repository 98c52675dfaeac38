#!/usr/bin/env python3
"""Record a perceptron that learns a logic gate, step by step, for `crosscheck verify` to repeat.

The perceptron has two inputs, weights w, a bias b and the Heaviside step, which is 1 from 0 upward:

    y = step(w . x + b)

It sees the gate's four examples one at a time, in order, and learns from each:

    e = t - y        w += lr * e * x        b += lr * e

w and b start standard normal. Recording ends after the first epoch without an error, or with the last epoch.

The loss of a step, in the array `losses`, is |e|: 1 where the answer was wrong, 0 where it was right. The sum of an
epoch's four is the total error that the course prints.
"""

import argparse

import numpy as np

INPUTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
GATES = {
    "and": [0, 0, 0, 1],
    "or": [0, 1, 1, 1],
    "nand": [1, 1, 1, 0],
    "nor": [1, 0, 0, 0],
    "xor": [0, 1, 1, 0],
}


def train(w, b, targets, lr, epochs):
    """Learn in place; return the order, the losses and the arrays w and b after every step."""
    order, losses, trace_w, trace_b = [], [], [], []
    for _ in range(epochs):
        for i, (x, t) in enumerate(zip(INPUTS, targets)):
            e = t - float(w @ x + b[0] >= 0)
            w += lr * e * x
            b += lr * e
            order.append(i)
            losses.append(abs(e))
            trace_w.append(w.copy())
            trace_b.append(b.copy())
        if sum(losses[-len(INPUTS):]) == 0:
            break
    return order, losses, trace_w, trace_b


def record(gate, seed, lr, epochs):
    """Return the arrays of a run by name."""
    rng = np.random.default_rng(seed)
    w, b = rng.standard_normal(2), rng.standard_normal(1)
    run = {"w": w.copy(), "b": b.copy()}
    targets = np.array(GATES[gate], dtype=np.float64)
    order, losses, trace_w, trace_b = train(w, b, targets, lr, epochs)
    return run | {
        "x": INPUTS,
        "t": targets[:, None],
        "lr": np.float64(lr),
        "order": np.array(order, dtype=np.int64),
        "losses": np.array(losses),
        "state.steps": np.arange(1, len(order) + 1, dtype=np.int64),
        "state.w": np.array(trace_w),
        "state.b": np.array(trace_b),
    }


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gate", choices=GATES, default="and", help="what to learn (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the start (default: %(default)s)")
    parser.add_argument("--lr", type=float, default=0.1, help="learning rate (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=10, help="at most (default: %(default)s)")
    parser.add_argument("--out", help="file to write (default: perceptron-GATE.npz)")
    return parser.parse_args()


def main():
    """Record a run, save it and say how it went."""
    args = arguments()
    out = args.out or f"perceptron-{args.gate}.npz"
    run = record(args.gate, args.seed, args.lr, args.epochs)
    np.savez_compressed(out, **run)
    epochs = len(run["order"]) // len(INPUTS)
    print(f"{out}: {args.gate}, {epochs} epochs, total error of the last {run['losses'][-4:].sum():g}")


if __name__ == "__main__":
    main()
