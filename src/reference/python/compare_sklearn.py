#!/usr/bin/env python3
"""Compare what `train` learns from tables with scikit-learn's networks of the same size, over several seeds.

For each table and seed the rows are split, a fifth to test by, of each class as large a share. `crosscheck train` learns from the others with
all that its guide chooses, and `crosscheck evaluate` measures on the test rows. MLPClassifier or MLPRegressor learns from the same rows with
the hidden layers, batch size and epochs that the guide chose (ReLU and Adam, otherwise as they come) behind the usual ColumnTransformer:
median and indicator where numbers are missing, the standard scale, one-hot categories, a regression's target on the standard scale.

Printed is for each measure the mean over the seeds with Student's 95 % interval, and the same of the differences.
"""

import argparse
import csv
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

try:
    import numpy as np
    import sklearn
    from scipy import stats
    from sklearn import datasets
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.metrics import accuracy_score, log_loss, mean_squared_error, r2_score
    from sklearn.model_selection import train_test_split
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
except ModuleNotFoundError as missing:
    raise SystemExit(f"{missing}: install scikit-learn (apt-get install python3-sklearn, or pip install scikit-learn).")

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("CROSSCHECK", ROOT / "bin/crosscheck")
MISSING = {"", "NA"}
TEST = 0.2


def write_table(file, names, rows):
    """Write a CSV file."""
    with open(file, "w", newline="", encoding="utf-8") as out:
        csv.writer(out, lineterminator="\n").writerows([names, *rows])


def tables(folder):
    """Return (name, file, target, whether it is a number) of each table; scikit-learn's own are written to the folder."""
    found = [("penguins", ROOT / "data/penguins/penguins.csv", "species", False)]
    for name, load, target in [
        ("diabetes", datasets.load_diabetes, "progression"),
        ("breast_cancer", datasets.load_breast_cancer, "diagnosis"),
    ]:
        data = load(**({"scaled": False} if name == "diabetes" else {}))
        answers = data.target if name == "diabetes" else data.target_names[data.target]
        names = [*data.feature_names, target]
        file = folder / f"{name}.csv"
        write_table(file, names, ([*row, answer] for row, answer in zip(data.data.tolist(), answers.tolist())))
        found.append((name, file, target, name == "diabetes"))
    return found


def read_table(file, target):
    """Return names, rows as texts, and the target's place."""
    with open(file, newline="", encoding="utf-8") as lines:
        names, *rows = list(csv.reader(lines))
    return names, rows, names.index(target)


def number(cell):
    """Return a cell's number, NaN for a missing one, None for a text."""
    if cell in MISSING:
        return math.nan
    try:
        return float(cell)
    except ValueError:
        return None


def columns(rows, place):
    """Return the inputs as an array of numbers and texts, and which are which."""
    inputs = [column for column in range(len(rows[0])) if column != place]
    cells = np.empty((len(rows), len(inputs)), object)
    numbers, kinds = [], []
    for at, column in enumerate(inputs):
        values = [number(row[column]) for row in rows]
        texts = any(value is None for value in values)
        (kinds if texts else numbers).append(at)
        cells[:, at] = [row[column] for row in rows] if texts else values
    return cells, numbers, kinds


def crosscheck(*words):
    """Run the program and return its JSON."""
    done = subprocess.run([PROGRAM, *map(str, words), "--json", "-"], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"crosscheck {' '.join(map(str, words))}: {done.stderr}")
    return json.loads(done.stdout)


def ours(folder, train, test, names, target, seed, more):
    """Return the measures of what the program learns, and how it did."""
    write_table(folder / "train.csv", names, train)
    write_table(folder / "test.csv", names, test)
    run = folder / "run"
    # One row has to be left to test by; evaluate does the test.
    crosscheck("train", "--data", folder / "train.csv", "--target", target, "--test", 1, "--seed", seed, "--no-check",
               "--out", run, *more)
    result = crosscheck("evaluate", run / "model.safetensors", folder / "test.csv", "--out", folder / "evaluation")
    numbers = result["measures"]["numbers"]
    classes = result["measures"]["classes"]
    measures = (
        {"RMSE": numbers["rmse"], "R2": numbers["r2"]}
        if numbers
        else {"accuracy": 100 * classes["accuracy"], "log loss": classes["logLoss"]}
    )
    return measures, json.loads((run / "run.json").read_text())["config"]


def theirs(cells, numbers, kinds, answers, train, test, is_number, config, seed):
    """Return the measures of scikit-learn's network."""
    columns_to_features = ColumnTransformer(
        [
            ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
            ("kinds", OneHotEncoder(handle_unknown="ignore"), kinds),
        ],
        sparse_threshold=0,
    )
    hidden = tuple(layer["units"] for layer in config["network"]["hidden"])
    epochs = config["training"]["epochs"]
    settings = dict(batch_size=config["training"]["batch"], max_iter=epochs, n_iter_no_change=epochs + 1, random_state=seed)
    kind = MLPRegressor if is_number else MLPClassifier
    network = kind(hidden, **settings)
    if is_number:
        network = TransformedTargetRegressor(network, transformer=StandardScaler())
    model = make_pipeline(columns_to_features, network)
    model.fit(cells[train], answers[train])
    right = answers[test]
    if is_number:
        found = model.predict(cells[test])
        return {"RMSE": math.sqrt(mean_squared_error(right, found)), "R2": r2_score(right, found)}
    return {
        "accuracy": 100 * accuracy_score(right, model.predict(cells[test])),
        "log loss": log_loss(right, model.predict_proba(cells[test]), labels=model.classes_),
    }


def interval(values):
    """Return the mean and how far Student's 95 % interval reaches to either side."""
    reach = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    return f"{np.mean(values):.4g} ± {reach:.2g}"


def compare(name, file, target, is_number, seeds, more):
    """Compare on a table and print its rows."""
    names, rows, place = read_table(file, target)
    cells, numbers, kinds = columns(rows, place)
    texts = np.array([row[place] for row in rows])
    answers = texts.astype(float) if is_number else texts
    mine, other = [], []
    for seed in seeds:
        train, test = train_test_split(
            np.arange(len(rows)), test_size=TEST, random_state=seed, stratify=None if is_number else texts
        )
        with tempfile.TemporaryDirectory() as folder:
            measures, config = ours(
                Path(folder), [rows[i] for i in train], [rows[i] for i in test], names, target, seed, more
            )
        mine.append(measures)
        other.append(theirs(cells, numbers, kinds, answers, train, test, is_number, config, seed))
        print(f"{name}, seed {seed}: {mine[-1]} {other[-1]}", file=sys.stderr)
    hidden = ",".join((str(layer["units"]) for layer in config["network"]["hidden"]))
    print(f"| {name}: {hidden} hidden, batch {config['training']['batch']}, {config['training']['epochs']} epochs | | | |")
    for measure in mine[0]:
        a = np.array([measures[measure] for measures in mine])
        b = np.array([measures[measure] for measures in other])
        print(f"| {measure} | {interval(a)} | {interval(b)} | {interval(a - b)} |", flush=True)


def main():
    """Parse the command line and compare on each table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=10, help="how many, from 1 (default: %(default)s)")
    parser.add_argument("--only", help="penguins, diabetes or breast_cancer (default: all)")
    parser.add_argument("--write", type=Path, help="write scikit-learn's tables to this folder and do no more")
    parser.add_argument("more", nargs="*", help="options of crosscheck train, after --")
    args = parser.parse_args()
    if args.write:
        args.write.mkdir(parents=True, exist_ok=True)
        tables(args.write)
        return
    print(f"scikit-learn {sklearn.__version__}, {args.seeds} seeds", file=sys.stderr)
    print("| | crosscheck | scikit-learn | difference |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name, file, target, is_number in tables(Path(folder)):
            if args.only in (None, name):
                compare(name, file, target, is_number, range(1, args.seeds + 1), args.more)


if __name__ == "__main__":
    main()
