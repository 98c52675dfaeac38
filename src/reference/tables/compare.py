#!/usr/bin/python3
"""Trains contestants on the tables that prepare.py wrote, and appends what they reach to a CSV file.

    apt-get install python3-sklearn python3-xgboost python3-torch libopenblas0-pthread
    python3 compare.py --tables target/tables --results results/development.csv hgb xgb mlp linear realmlp realmlp:folds=5
    python3 compare.py --tables target/tables --results /tmp/one.csv --only glass,bdf realmlp:epochs=64,smoothing=0
    python3 compare.py --tables target/tables --results /tmp/one.csv --options "--epochs 50" "crosscheck:epochs 50"

Contestants: hgb, mlp and linear are scikit-learn's HistGradientBoosting, MLP and logistic or ridge regression with their
defaults (missing numbers: the median; categories one-hot; all standardised; hgb takes missing numbers and categories as
they are; mlp learns a standardised target). xgb is XGBoost in five folds, eta 0.05, each stopped by its own fifth of the rows.
realmlp is realmlp.py, realmlp:CHANGES is it with parts switched off; ablation
stands for a list of those. crosscheck is `bin/crosscheck train` without options, crosscheck:NAME with those of --options.

A result is one line: table, seed, contestant, metric, value, processor seconds (reading, testing and Crosscheck's start
included). What the file already has is skipped, so a run that was stopped goes on; --budget ends it in time.
"""
import argparse
import csv
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time
import warnings

ENVIRONMENT = dict(os.environ)
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402  (after the thread limits)

import prepare  # noqa: E402

# RealMLP-TD-S with one part switched off or changed each, in a quarter of its epochs
ABLATION = ["realmlp:epochs=64" + change for change in (
    "", ",scaling=standard", ",rates=plain,lr=0.001", ",rates=plain,lr=0.003", ",schedule=cosine", ",schedule=constant",
    ",beta2=0.999", ",smoothing=0", ",activation=relu", ",feature_scale=false", ",keep=last", ",keep=loss", ",bias_init=zero",
    ",width=128", ",members=4", ",folds=5", ",bins=16", ",scaling=quantile",
    ",folds=5,bins=8,keep=loss")]
HEADER = ["table", "seed", "contestant", "metric", "value", "seconds"]
ROOT = pathlib.Path(__file__).resolve().parents[3]


def frames(folder, target, task):
    """Training inputs and target, test inputs and target; the training file decides which columns are numbers."""
    import pandas
    train = pandas.read_csv(folder / "train.csv", dtype={target: str if task == "classes" else float})
    test = pandas.read_csv(folder / "test.csv", dtype={target: train[target].dtype})
    x, x_test = train.drop(columns=target), test.drop(columns=target)
    for name in x:
        if x[name].dtype.kind in "iuf":
            x[name], x_test[name] = x[name].astype(float), x_test[name].astype(float)
        else:
            x[name] = x[name].map(str, na_action="ignore").astype(object)
            x_test[name] = x_test[name].map(str, na_action="ignore").astype(object)
    return x, train[target].to_numpy(), x_test, test[target].to_numpy()


def columns(x):
    numbers = [name for name in x if x[name].dtype.kind == "f"]
    return numbers, [name for name in x if name not in numbers]


def dense(x):
    """Missing numbers get the median, missing categories are one more, categories are one-hot, and all is standardised."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
    numbers, categories = columns(x)
    one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    return make_pipeline(ColumnTransformer([
        ("numbers", SimpleImputer(strategy="median", keep_empty_features=True), numbers),
        ("categories", make_pipeline(SimpleImputer(strategy="constant", fill_value="missing"), one_hot), categories)]),
        StandardScaler())


def signs(x, x_test):
    """As RealMLP has it: one-hot, 0 for what is missing or unknown; of two categories one column of -1 and 1."""
    numbers, categories = columns(x)
    median = x[numbers].median().fillna(0)
    parts = [[part[numbers].fillna(median).to_numpy()] for part in (x, x_test)]
    for name in categories:
        levels = sorted(x[name].dropna().unique())
        for part, encoded in zip((x, x_test), parts):
            hot = np.stack([(part[name] == level).to_numpy(float) for level in levels], axis=1)
            encoded.append(hot[:, :1] - hot[:, 1:] if len(levels) == 2 else hot)
    return [np.concatenate(encoded, axis=1) for encoded in parts]


def scikit(kind, x, y, x_test, task, seed):
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.linear_model import LogisticRegression, Ridge
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OrdinalEncoder, StandardScaler
    classes = task == "classes"
    if kind == "hgb":
        numbers, categories = columns(x)
        many = [name for name in categories if x[name].nunique() > 255]  # more than its categories can have: their ranks
        categories = [name for name in categories if name not in many]
        encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan, encoded_missing_value=np.nan)
        prepared = ColumnTransformer([("categories", encoder, categories), ("many", encoder, many), ("numbers", "passthrough", numbers)])
        boosting = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
        model = boosting(categorical_features=list(range(len(categories))), random_state=seed)
    else:
        prepared = dense(x)
        if kind == "linear":
            model = LogisticRegression(max_iter=1000) if classes else Ridge()
        else:
            model = (MLPClassifier if classes else MLPRegressor)(random_state=seed)
            if not classes:
                model = TransformedTargetRegressor(model, transformer=StandardScaler())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mlp's 200 epochs may be too few for it to converge: that is its default
        pipeline = make_pipeline(prepared, model).fit(x, y)
    return (pipeline.predict_proba(x_test), pipeline.classes_) if classes else (pipeline.predict(x_test), None)


def real_mlp(changes, x, y, x_test, task, seed):
    import realmlp
    inputs, test = signs(x, x_test)
    labels = np.unique(y) if task == "classes" else None
    target = np.searchsorted(labels, y) if labels is not None else y
    answer = realmlp.fit_predict(inputs, target, test, 0 if labels is None else len(labels), realmlp.Recipe.of(changes), seed)
    return answer, labels


def boosted(x, y, x_test, task, seed):
    """XGBoost with eta 0.05: five folds, each stopped after 50 rounds without a better loss on its own fifth; the mean of the five."""
    import pandas
    import xgboost
    numbers, categories = columns(x)
    x, x_test = x.copy(), x_test.copy()
    for name in categories:
        kind = pandas.CategoricalDtype(sorted(x[name].dropna().unique()))
        x[name], x_test[name] = x[name].astype(kind), x_test[name].astype(kind)
    labels = np.unique(y) if task == "classes" else None
    target = np.searchsorted(labels, y) if labels is not None else y
    parameters = {"eta": 0.05, "tree_method": "hist", "nthread": 1, "seed": seed}
    if labels is None:
        parameters |= {"objective": "reg:squarederror", "eval_metric": "rmse"}
    elif len(labels) == 2:
        parameters |= {"objective": "binary:logistic", "eval_metric": "logloss"}
    else:
        parameters |= {"objective": "multi:softprob", "num_class": len(labels), "eval_metric": "mlogloss"}
    order = np.random.default_rng(seed).permutation(len(x))
    answers = []
    for valid in np.array_split(order, 5):
        rest = np.setdiff1d(order, valid)
        matrix = lambda rows: xgboost.DMatrix(x.iloc[rows], target[rows], enable_categorical=True, nthread=1)  # noqa: E731
        model = xgboost.train(parameters, matrix(rest), 10_000, evals=[(matrix(valid), "valid")], early_stopping_rounds=50, verbose_eval=False)
        best = (0, model.best_iteration + 1)
        answers.append(model.predict(xgboost.DMatrix(x_test, enable_categorical=True, nthread=1), iteration_range=best))
    answer = np.mean(answers, axis=0)
    return (np.stack([1 - answer, answer], axis=1) if answer.ndim == 1 and labels is not None else answer), labels


def measure(answer, labels, y):
    if labels is None:
        return {"rmse": np.sqrt(np.mean((answer - y) ** 2)), "mae": np.mean(np.abs(answer - y))}
    index = {label: i for i, label in enumerate(labels)}
    of_truth = [answer[row, index[label]] if label in index else 0.0 for row, label in enumerate(y)]
    return {"error": np.mean(labels[answer.argmax(1)] != y), "log loss": -np.mean(np.log(np.maximum(of_truth, 1e-15)))}


def crosscheck(folder, target, task, seed, options):
    with tempfile.TemporaryDirectory() as out:
        command = [ROOT / "bin/crosscheck", "train", "--data", folder / "train.csv", "--test", folder / "test.csv", "--target",
                   target, "--seed", str(seed), "--out", f"{out}/run", *options]
        done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT)
        if done.returncode:
            raise RuntimeError(f"crosscheck ended with {done.returncode}: {done.stderr.strip()}")
        listed = json.loads(pathlib.Path(out, "run", "measures.json").read_text())
        measures = next(iter(listed.values()))  # the model; after it what it is compared with
    if task == "classes":
        return {"error": 1 - measures["accuracy"], "log loss": measures["logLoss"]}
    return {"rmse": measures["rmse"], "mae": measures["mae"]}


def seconds():
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def run(contestant, table, folder, seed, options):
    name, _, changes = contestant.partition(":")
    if name == "crosscheck":
        return crosscheck(folder, table["target"], table["task"], seed, options)
    x, y, x_test, y_test = frames(folder, table["target"], table["task"])
    if name == "realmlp":
        answer, labels = real_mlp(changes, x, y, x_test, table["task"], seed)
    elif name == "xgb":
        answer, labels = boosted(x, y, x_test, table["task"], seed)
    elif name in ("hgb", "mlp", "linear"):
        answer, labels = scikit(name, x, y, x_test, table["task"], seed)
    else:
        sys.exit(f"contestant {contestant}: expected hgb, xgb, mlp, linear, realmlp[:CHANGES] or crosscheck[:NAME]")
    return measure(answer, labels, y_test)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("contestants", nargs="+", metavar="CONTESTANT")
    parser.add_argument("--tables", type=pathlib.Path, required=True, help="folder that prepare.py wrote")
    parser.add_argument("--results", type=pathlib.Path, required=True, help="CSV file to append to")
    parser.add_argument("--part", default="development", choices=prepare.MOST_ROWS)
    parser.add_argument("--only", help="tables, separated by commas")
    parser.add_argument("--seeds", type=int, default=5, help="seeds 1 to N (default: 5)")
    parser.add_argument("--options", default="", help="options for crosscheck")
    parser.add_argument("--budget", type=float, default=1e9, help="start nothing after so many seconds")
    arguments = parser.parse_args()
    begin = time.monotonic()
    arguments.results.parent.mkdir(parents=True, exist_ok=True)
    if not arguments.results.exists():
        prepare.write(arguments.results, HEADER, [])
    done = {tuple(row[:3]) for row in prepare.read(arguments.results)[1]}
    listed = [t for t in prepare.tables(arguments.part) if not arguments.only or t["table"] in arguments.only.split(",")]
    left = 0
    for table in listed:
        if not (arguments.tables / table["table"]).is_dir():
            sys.exit(f"{arguments.tables / table['table']} is not there: python3 prepare.py --out {arguments.tables} writes it"
                     + f' with --part "{arguments.part}"')
    contestants = [c for name in arguments.contestants for c in (ABLATION if name == "ablation" else [name])]
    for contestant in contestants:
        for seed in range(1, arguments.seeds + 1):
            for table in listed:
                if (table["table"], str(seed), contestant) in done:
                    continue
                if time.monotonic() - begin > arguments.budget:
                    left += 1
                    continue
                before = seconds()
                reached = run(contestant, table, arguments.tables / table["table"] / str(seed), seed, arguments.options.split())
                took = seconds() - before
                with open(arguments.results, "a", newline="", encoding="utf-8") as file:
                    csv.writer(file, lineterminator="\n").writerows(
                        [table["table"], seed, contestant, metric, f"{value:.6g}", f"{took:.2f}"]
                        for metric, value in reached.items())
                print(table["table"], seed, contestant, {k: round(float(v), 5) for k, v in reached.items()}, f"{took:.1f} s",
                      flush=True)
    print(f"{left} left" if left else "complete", flush=True)


if __name__ == "__main__":
    main()
