#!/usr/bin/env python3
"""Record what pandas and scikit-learn make of two untidy tables, for `FeaturesOfPandasTest` to compare with.

`trees` has commas, quotes and Windows' ends of lines, `sales` semicolons, decimal commas and a byte order mark. Both have cells that
are missing by several names, or only in rows that are not learnt from, categories that training never saw, numbers that are categories,
dates, money, shares, columns of one value and columns that identify rows. How each column is read is written here, column by column.
For each case, a table with a target, there are

    *.csv       the file, as bytes
    *.cells     the texts of each row with a target, as pandas reads them, without the blanks around them, each followed by a zero byte
    *.columns   the names of their columns, one a line, as bytes
    *.names     the names of the features, likewise
    *.rows      the rows with a target, from 0
    *.training  those that are learnt from; all figures are theirs
    *.features  by the definitions of docs/math.md: RobustScaler's (x - median)/(q3 - q1) as z, then z/sqrt(1 + (z/3)^2), or half of the
                range as the scale where the quartiles are the same; 0 for what is missing, and MissingIndicator's 1 beside it; -1 and 1
                of two categories; OneHotEncoder's columns of more, where infrequent ones share one; of dates the parts by pandas
    *.targets   StandardScaler's numbers, or columns of 0 and 1
"""

import argparse
import io

import numpy as np
import pandas as pd
import sklearn
from sklearn.preprocessing import LabelEncoder, OneHotEncoder, RobustScaler, StandardScaler

MISSING = ["", "?", "NA", "N/A", "n/a", "NaN", "nan", "NULL", "null"]
LEAST = 10


class Number:
    """A column of numbers, each made of a cell's text, or missing where it cannot be."""

    def __init__(self, read=float):
        self.read = read

    def numbers(self, name, cells):
        return {name: cells.map(self.value)}

    def value(self, cell):
        try:
            return np.nan if cell in MISSING else self.read(cell)
        except ValueError:
            return np.nan

    def features(self, name, cells, training):
        features = {}
        for part, values in self.numbers(name, cells).items():
            features.update(scaled(part, values.to_numpy(dtype=float), training))
        return features


class Date(Number):
    """A column of dates, which become five numbers."""

    def __init__(self, format):
        self.format = format

    def numbers(self, name, cells):
        dates = pd.to_datetime(cells.where(~cells.isin(MISSING)), format=self.format, errors="coerce")
        days = (dates - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
        parts = {
            "days": days,
            "season, sine": np.sin(2 * np.pi * days / 365.2425),
            "season, cosine": np.cos(2 * np.pi * days / 365.2425),
            "weekday": dates.dt.dayofweek,
            "hour": dates.dt.hour + dates.dt.minute / 60 + dates.dt.second / 3600,
        }
        return {f"{name}: {part}": values for part, values in parts.items()}


class Category:
    """A column of texts; `rest` is the name of those that share a feature because they are infrequent."""

    def __init__(self, rest=None):
        self.rest = rest

    def features(self, name, cells, training):
        missing = cells.isin(MISSING).to_numpy()
        learnt = cells.to_numpy()[np.intersect1d(training, np.flatnonzero(~missing))]
        indicator = {f"{name} missing": missing.astype(float)} if missing[training].any() else {}
        known = np.unique(learnt)
        if len(known) == 2:
            values = np.where(cells == known[1], 1.0, np.where(cells == known[0], -1.0, 0.0))
            return {f"{name}={known[1]}": values} | indicator
        encoder = OneHotEncoder(
            sparse_output=False,
            min_frequency=LEAST if self.rest else None,
            handle_unknown="infrequent_if_exist" if self.rest else "ignore",
        ).fit(learnt[:, None])
        columns = encoder.transform(cells.to_numpy()[:, None]) * ~missing[:, None]
        names = [n.removeprefix("x0_") for n in encoder.get_feature_names_out()]
        names = [self.rest if n == "infrequent_sklearn" else n for n in names]
        return {f"{name}={names[i]}": columns[:, i] for i in np.argsort(names)} | indicator


class Unused:
    """A column that is left out."""

    def features(self, name, cells, training):
        return {}


def scaled(name, values, training):
    """Return the feature of a number and the one for missing values, if it is used."""
    missing = np.isnan(values)
    learnt = values[training][~missing[training]]
    indicator = {f"{name} missing": missing.astype(float)} if missing[training].any() else {}
    if not indicator and learnt.min() == learnt.max():
        return {}
    scaler = RobustScaler(quantile_range=(25, 75)).fit(learnt[:, None])
    spread = np.subtract(*np.quantile(learnt, [0.75, 0.25]))
    half = (learnt.max() - learnt.min()) / 2
    scale = scaler.scale_[0] if spread > 0 else half if half > 0 else 1
    z = np.where(missing, 0, (values - scaler.center_[0]) / scale)
    return {name: z / np.sqrt(1 + (z / 3) ** 2)} | indicator


def quoted(cells, delimiter):
    """Return a line of a file."""
    return delimiter.join(f'"{c.replace(chr(34), 2 * chr(34))}"' if set(c) & set(delimiter + '"\n') else c for c in cells)


def day(rng):
    """Return a date and time, day first."""
    return f"{rng.integers(1, 29)}.{rng.integers(1, 13)}.{rng.integers(1990, 2020)} {rng.integers(24):02d}:30"


def trees(rng, rows=240, late=150):
    """Make the file of trees, and say how its columns are read."""
    lines = [list(TREES)]
    for row in range(rows):
        def cell(text, absent, share):
            return absent if row >= late and rng.random() < share else text

        kind = rng.integers(3)
        place = rng.integers(10)
        lines.append([
            f"T{row}",
            str(row + 1000),
            cell(f"{12 + 3 * kind + 2 * rng.normal():.2f}", "NA", 0.25),
            f"{0.3 + 0.1 * rng.normal():.3f}",
            str(rng.integers(1990, 2020)),
            cell(["rough", "smooth", "grey, smooth", 'called "bark"'][rng.integers(4)], "?", 0.2),
            str(rng.integers(1, 5)),
            cell(day(rng), "soon", 0.05),
            "unknown" if rng.random() < 0.03 else f"€ {rng.integers(1, 10)}.{rng.integers(1000):03d},5",
            f"forest {place}" if place < 3 else f"owner {row}",
            cell("7", "", 0.3),
            str(rng.integers(100)),
            f"{400 + 90 * kind + 60 * rng.normal():.1f}",
            "" if row == late + 1 else ["ash", "beech", "oak"][kind],
            cell(["north", "south"][rng.integers(2)], "", 0.15),
            cell(str(rng.integers(20, 110)), "n/a", 0.15),
        ])
    text = "\r\n".join(quoted(cells, ",") for cells in lines) + "\r\n"
    return text.encode(), ",", TREES


def money(cell):
    """Read "€ 1.234,5"."""
    return float(cell.removeprefix("€ ").replace(".", "").replace(",", "."))


def comma(cell):
    """Read "1.234,50" and "(1,5)", which is negative."""
    negative = cell.startswith("(")
    size = float(cell.strip("()").replace(".", "").replace(",", "."))
    return -size if negative else size


TREES = {
    "tree": Unused(),
    "number": Unused(),
    "height": Number(),
    "girth": Number(),
    "year": Number(),
    "bark": Category(),
    "soil": Category(),
    "planted": Date("%d.%m.%Y %H:%M"),
    "price": Number(money),
    "owner": Category("other"),
    "same": Number(),
    "note": Unused(),
    "mass": Number(),
    "kind": Category(),
    "side": Category(),
    "age": Number(),
}


def sales(rng, rows=200):
    """Make the file of sales, and say how its columns are read."""
    lines = [list(SALES)]
    for row in range(rows):
        tail = row >= 160  # not learnt from
        amount = rng.integers(-200000, 300000) / 100
        size = f"{abs(amount):,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")
        hour = rng.integers(24)
        lines.append([
            f"({size})" if amount < 0 else size,
            "" if tail and row % 3 == 0 else f"{rng.integers(1000) / 10} %".replace(".", ","),
            f"{rng.integers(1, 13)}/{rng.integers(1, 29)}/{rng.integers(2019, 2025)}"
            f" {(hour + 11) % 12 + 1}:{rng.integers(60):02d} {'AM' if hour < 12 else 'PM'}",
            f"2024-{rng.integers(1, 13):02d}-{rng.integers(1, 29):02d}",
            "0" if rng.random() < 0.8 else str(rng.integers(1, 9)),
            " violett " if tail and row % 4 == 0 else ["grün", "größer; blau", "Rot", "rot"][rng.integers(4)],
            "west" if tail and row % 5 == 0 else ["ost", "süd"][rng.integers(2)],
            "immer",
            "" if row % 9 == 4 else ["ja", "nein"][int(amount + 600 * rng.normal() < 500)],
        ])
    text = "\n".join(quoted(cells, ";") for cells in lines)
    return b"\xef\xbb\xbf" + text.encode(), ";", SALES


SALES = {
    "amount": Number(comma),
    "share": Number(lambda cell: comma(cell.removesuffix(" %"))),
    "when": Date("%m/%d/%Y %I:%M %p"),
    "day": Date("%Y-%m-%d"),
    "returns": Number(),
    "colour": Category(),
    "region": Category(),
    "always": Unused(),
    "paid": Category(),
}


def case(file, delimiter, columns, target, training):
    """Return the arrays of a table with a target; of `training` only the rows with a target are learnt from."""
    table = pd.read_csv(io.BytesIO(file), sep=delimiter, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    table = table.map(str.strip)
    rows = np.flatnonzero(~table[target].isin(MISSING))
    training = np.intersect1d(training, rows)
    features = {}
    for name, form in columns.items():
        if name != target:
            features.update(form.features(name, table[name], training))
    if isinstance(columns[target], Number):
        values = table[target].map(columns[target].value).to_numpy()
        targets = StandardScaler().fit(values[training][:, None]).transform(values[:, None])[rows]
    else:
        labels = LabelEncoder().fit_transform(table[target].iloc[rows])
        targets = labels[:, None] if labels.max() == 1 else np.eye(labels.max() + 1)[labels]
    cells = "".join(cell + "\0" for row in rows for cell in table.iloc[row])
    return {
        "csv": np.frombuffer(file, dtype=np.uint8),
        "cells": np.frombuffer(cells.encode(), dtype=np.uint8),
        "columns": np.frombuffer("\n".join(columns).encode(), dtype=np.uint8),
        "names": np.frombuffer("\n".join(features).encode(), dtype=np.uint8),
        "rows": rows,
        "training": training,
        "features": np.stack(list(features.values()), axis=1)[rows],
        "targets": targets.astype(float),
    }


def record(seed):
    """Return all arrays."""
    rng = np.random.default_rng(seed)
    wood, sold = trees(rng), sales(rng)
    learnt = np.sort(rng.permutation(240)[:170])
    cases = {
        "kind": case(*wood, "kind", learnt),
        "mass": case(*wood, "mass", learnt),
        "paid": case(*sold, "paid", np.arange(160)),
    }
    return {f"{name}.{key}": array for name, arrays in cases.items() for key, array in arrays.items()}


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1, help="of the tables (default: %(default)s)")
    parser.add_argument("--out", default="tables.npz", help="file to write (default: %(default)s)")
    return parser.parse_args()


def main():
    """Record the tables, save them and say so."""
    args = arguments()
    arrays = record(args.seed)
    np.savez_compressed(args.out, **arrays)
    print(f"{args.out}: {len(arrays)} arrays by pandas {pd.__version__} and scikit-learn {sklearn.__version__}")


if __name__ == "__main__":
    main()
