#!/usr/bin/env python3
"""Time scikit-learn on a table, for `bench --table` to compare with.

The table is read by Python's csv module into float32 arrays, since scikit-learn has no reader of its own and loadtxt takes no categories.
Numbers get their median where they are missing, an indicator of that, and the standard scale; categories are one-hot. MLPClassifier
then trains by Adam: an epoch to warm up, as Java needs it, and those that count. Tables of `bench` have columns of categories by the name of "kind", and the last one is the target.

What is measured goes to standard output, as reporting.py says.
"""

import argparse
import csv
import sys
from array import array
from pathlib import Path

import kernels
import numpy as np
import reporting
import sklearn
from sklearn.neural_network import MLPClassifier


def read(file):
    """Return the columns: float32 numbers with NaN where they are missing, or int32 places of categories with their names."""
    with open(file, newline="", encoding="ascii") as lines:
        rows = csv.reader(lines)
        names = next(rows)
        numbers = [place for place, name in enumerate(names) if name.startswith("number")]
        kinds = [place for place in range(len(names)) if place not in set(numbers)]
        places = [{} for _ in kinds]
        values = [array("f") for _ in numbers]
        codes = [array("i") for _ in kinds]
        nan = float("nan")
        for row in rows:
            for into, place in zip(values, numbers):
                cell = row[place]
                into.append(float(cell) if cell else nan)
            for into, known, place in zip(codes, places, kinds):
                cell = row[place]
                into.append(known.setdefault(cell, len(known)))
    values = [np.frombuffer(column, np.float32) for column in values]
    codes = [np.frombuffer(column, np.int32) for column in codes]
    return values, list(zip(codes, map(list, places)))


def features(values, kinds):
    """Return what a network takes, (N, width) in float32."""
    indicators = sum(np.isnan(column).any() for column in values)
    width = len(values) + indicators + sum(len(known) for _, known in kinds)
    x = np.zeros((len(kinds[0][0]), width), np.float32)
    at = 0
    for column in values:
        missing = np.isnan(column)
        filled = np.where(missing, np.nanmedian(column), column)
        x[:, at] = (filled - filled.mean(dtype=np.float64)) / filled.std(dtype=np.float64)
        at += 1
        if missing.any():
            x[:, at] = missing
            at += 1
    rows = np.arange(len(x))
    for codes, known in kinds:
        x[rows, at + codes] = 1
        at += len(known)
    return x


def note():
    """Return what ran, in words."""
    return f"scikit-learn {sklearn.__version__}, NumPy {np.__version__}, Python {sys.version.split()[0]}, {kernels.blas()}"


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the table")
    parser.add_argument("--batch", type=int, default=64, help="rows a step (default: %(default)s)")
    parser.add_argument("--hidden", default="256", help="units of each hidden layer (default: %(default)s)")
    parser.add_argument("--epochs", type=int, default=3, help="epochs to time, after one to warm up (default: %(default)s)")
    parser.add_argument("--threads", help="ignored: OMP_NUM_THREADS and OPENBLAS_NUM_THREADS decide")
    return parser.parse_args()


def main():
    """Read, train, predict, and report how long each took."""
    args = arguments()
    reporting.end_with_parent()
    with reporting.timed("read"):
        values, kinds = read(args.data)
    with reporting.timed("fit"):
        x = features(values, kinds[:-1])
        y, classes = kinds[-1]
    del values, kinds
    hidden = tuple(int(units) for units in args.hidden.split(","))
    model = MLPClassifier(hidden, batch_size=args.batch, alpha=0, random_state=1)
    with reporting.timed("warm-up"):
        model.partial_fit(x, y, classes=np.arange(len(classes)))
    for _ in range(args.epochs):
        with reporting.timed("epoch"):
            model.partial_fit(x, y)
    with reporting.timed("predict"):
        right = (model.predict_proba(x).argmax(1) == y).mean()
    reporting.end(note(), rows=len(x), right=float(right))


if __name__ == "__main__":
    main()
