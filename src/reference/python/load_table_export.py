#!/usr/bin/env python3
"""Run a table's rows through the model.onnx that `export` wrote, and compare with what `predict --out` wrote for them.

    crosscheck predict MODEL rows.csv --out answers.csv
    python3 load_table_export.py EXPORTED/model.onnx answers.csv

The answers' file has the rows' own cells, so that it is all that is read, with Python's csv; the file is checked by ONNX's
own checker and run by ONNX Runtime. None of Crosscheck's code takes part. Exit code 1: an answer differs.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

MISSING = {"", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "?"}

# predict writes six digits; the network's sums in float32 are right to about as many.
TOLERANCE = 2e-5


def number(cell):
    """Return the cell as a float, NaN for a missing one."""
    return np.nan if cell in MISSING else float(cell)


def feed(inputs, rows):
    """Return each input's column: doubles or strings, (N, 1)."""
    columns = {}
    for column in inputs:
        cells = [row[column.name].strip() for row in rows]
        numeric = column.type == "tensor(double)"
        values = np.array([number(cell) for cell in cells]) if numeric else np.array(cells, dtype=object)
        columns[column.name] = values.reshape(-1, 1)
    return columns


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="model.onnx")
    parser.add_argument("answers", type=Path, help="what predict wrote")
    options = parser.parse_args()

    onnx.checker.check_model(onnx.load(str(options.model)), full_check=True)
    session = onnxruntime.InferenceSession(str(options.model), providers=["CPUExecutionProvider"])
    with options.answers.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [output.name for output in session.get_outputs()]
    outputs = dict(zip(names, session.run(names, feed(session.get_inputs(), rows))))
    predicted = next(name for name in rows[0] if name.startswith("predicted_"))
    if "value" in outputs:
        expected = np.array([number(row[predicted]) for row in rows])
        differences = np.abs(outputs["value"][:, 0] - expected) / np.abs(expected)
        same = int((differences <= TOLERANCE).sum())
    else:
        columns = [name for name in rows[0] if name.startswith("probability_")]
        expected = np.array([[number(row[name]) for name in columns] for row in rows])
        differences = np.abs(outputs["probabilities"] - expected)
        same = int((outputs["label"] == np.array([row[predicted] for row in rows])).sum())
    refused = np.isnan(expected).reshape(len(rows), -1).any(axis=1)
    found = np.isnan(differences).reshape(len(rows), -1).any(axis=1)
    largest = float(np.nanmax(differences))
    print(f"{same} of {len(rows)} answers are the same, {int(refused.sum())} refused; largest difference {largest:.1e}")
    return 0 if same + int(refused.sum()) >= len(rows) and (refused == found).all() and largest <= TOLERANCE else 1


if __name__ == "__main__":
    raise SystemExit(main())
