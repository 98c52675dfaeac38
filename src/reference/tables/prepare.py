#!/usr/bin/python3
"""Writes the tables of tables.csv as CSV files, each split into train.csv and test.csv for seeds 1 to 5.

    apt-get install python3-sklearn python3-statsmodels r-base-core
    python3 prepare.py --out target/tables

Every contestant reads the same files. The R packages are downloaded by apt-get and unpacked under --out/packages; nothing
of them is installed or run: R itself reads their data.

The split: row i of a table (from 0, in the source's order, rows without a target left out) has the key
SHA-256("table:seed:i") in hexadecimal. Sorted by their keys, the first 20,000 rows are kept; of these the first fifth,
rounded down, is the test set and the rest the training set.

Which third is set aside: within each of four kinds (classes or numbers; up to 1,000 rows or more) the tables are sorted by
SHA-256(name); every third one is. `--part "set aside"` writes those, once, at the end. Ten more, `--part later`, were chosen
when the budget of the candidates was new, and looked at once, too; of these 6,000 rows are kept.

What is compared: contestants are ranked per table by the mean over seeds of the error rate (classes) or the root mean
squared error (numbers) on test.csv; the log loss and the mean absolute error are recorded beside them. Rivals, untuned, are
scikit-learn's HistGradientBoosting, MLP and logistic or ridge regression, and RealMLP-TD-S.
"""
import argparse
import csv
import hashlib
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SEEDS = range(1, 6)
MOST_ROWS = {"development": 20_000, "set aside": 20_000, "later": 6_000}

R_SCRIPT = """
arguments <- commandArgs(TRUE)
data <- arguments[1]; object <- arguments[2]
e <- new.env()
if (file.exists(file.path(data, "Rdata.rdb"))) invisible(lazyLoad(file.path(data, "Rdata"), envir = e)) else
  for (f in list.files(data, pattern = "[.](rda|RData)$", full.names = TRUE)) load(f, e)
x <- as.data.frame(get(object, e))
for (i in seq_along(x)) if (!is.numeric(x[[i]])) x[[i]] <- as.character(x[[i]])
write.csv(x, arguments[3], row.names = FALSE, na = "", fileEncoding = "UTF-8")
"""


def key(text):
    return hashlib.sha256(text.encode()).hexdigest()


def tables(part=None):
    with open(HERE / "tables.csv", newline="", encoding="utf-8") as file:
        return [t for t in csv.DictReader(file) if part in (None, t["part"])]


def from_r(package, object, packages):
    if not list(packages.glob(f"{package}_*.deb")):
        packages.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-q", package], cwd=packages, check=True, stdout=subprocess.DEVNULL)
    unpacked = packages / package
    if not unpacked.exists():
        subprocess.run(["dpkg", "-x", next(packages.glob(f"{package}_*.deb")), unpacked], check=True)
    data = next(unpacked.glob("usr/lib/R/*/*/data"))
    path = packages / f"{package}-{object}.csv"
    subprocess.run(["Rscript", "-e", R_SCRIPT, data, object, path], check=True)
    return read(path)


def from_sklearn(object):
    import sklearn.datasets
    bunch = getattr(sklearn.datasets, f"load_{object}")()
    names = [n.replace(" ", "_") for n in bunch.feature_names]
    labels = [bunch.target_names[t] for t in bunch.target] if hasattr(bunch, "target_names") else bunch.target
    return names + ["target"], [[repr(float(v)) for v in row] + [str(label)] for row, label in zip(bunch.data, labels)]


def from_statsmodels(object):
    import importlib
    frame = importlib.import_module(f"statsmodels.datasets.{object}").load_pandas().data
    return list(frame.columns), [[f"{v:.10g}" for v in row] for row in frame.to_numpy()]


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, [["" if cell == "NA" else cell for cell in row] for row in rows]


def load(table, packages):
    source, object = table["source"], table["object"]
    if source.startswith("r-cran-"):
        header, rows = from_r(source, object, packages)
    elif source == "python3-sklearn":
        header, rows = from_sklearn(object)
    elif source == "python3-statsmodels":
        header, rows = from_statsmodels(object)
    else:
        header, rows = read(HERE.parents[2] / source / object)
    keep = [i for i, name in enumerate(header) if name not in table["drop"].split()]
    target = header.index(table["target"])
    rows = [row for row in rows if row[target] != ""]
    return [header[i] for i in keep], [[row[i] for i in keep] for row in rows]


def split(name, seed, rows, most):
    order = sorted(range(len(rows)), key=lambda i: key(f"{name}:{seed}:{i}"))[:most]
    test = len(order) // 5
    return [rows[i] for i in order[test:]], [rows[i] for i in order[:test]]


def write(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([header] + rows)


def describe(packages):
    """Fills in rows, columns, missing and part of tables.csv, before anything was trained."""
    listed = tables()
    for table in listed:
        header, rows = load(table, packages)
        table.update(rows=len(rows), columns=len(header) - 1, missing=sum(cell == "" for row in rows for cell in row))
    ranked = [t for t in listed if t["part"] != "later"]
    for kind in {(t["task"], t["rows"] > 1000) for t in ranked}:
        same = sorted((t for t in ranked if (t["task"], t["rows"] > 1000) == kind), key=lambda t: key(t["table"]))
        for i, table in enumerate(same):
            table["part"] = "set aside" if i % 3 == 2 else "development"
    write(HERE / "tables.csv", list(listed[0]), [list(t.values()) for t in listed])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for the tables")
    parser.add_argument("--part", default="development", choices=MOST_ROWS, help="which tables (default: development)")
    parser.add_argument("--describe", action="store_true", help="only fill in tables.csv")
    arguments = parser.parse_args()
    packages = arguments.out.resolve() / "packages"
    if arguments.describe:
        return describe(packages)
    for table in tables(arguments.part):
        header, rows = load(table, packages)
        if len(rows) != int(table["rows"]):
            sys.exit(f"{table['table']}: {table['source']} has {len(rows)} rows with a target, tables.csv says {table['rows']}")
        for seed in SEEDS:
            train, test = split(table["table"], seed, rows, MOST_ROWS[arguments.part])
            write(arguments.out / table["table"] / str(seed) / "train.csv", header, train)
            write(arguments.out / table["table"] / str(seed) / "test.csv", header, test)
        print(f"{table['table']}: {len(train)} + {len(test)} rows, {len(header) - 1} columns", flush=True)


if __name__ == "__main__":
    main()
