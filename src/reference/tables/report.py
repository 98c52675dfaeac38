#!/usr/bin/python3
"""Says in Markdown what compare.py measured: mean ranks and every table's figures.

    python3 report.py results/development.csv
    python3 report.py --baseline realmlp:epochs=64 results/ablation.csv
    python3 report.py --page > ../../../docs/internals/tables.md

A contestant counts if it has every table and seed of the file; one that has fewer is ranked by these in a table of its own.
With --baseline, contestants are set against that one instead, over the tables and seeds that both have. --page writes the page
of the docs from the tables for development, those set aside and ten more.
"""
import argparse
import collections
import math
import pathlib
import sys

import prepare


PAGE = """# On open tables

`train` without options beside scikit-learn's HistGradientBoosting (`hgb`), MLP and logistic or ridge regression (`linear`)
with their defaults, XGBoost in five folds (`xgb`: eta 0.05, early stopping), RealMLP-TD-S (`realmlp`), and it in five folds.
Five seeds, a fifth of the rows to test on; a rank compares the mean error rate or RMSE over the seeds, ties share places; the
best of a row is bold. Seconds are processor seconds for one table and seed, with the start of Java and without the comparison
with DL4J. [How to repeat it](../../src/reference/README.md#compare-on-open-tables); `tables.csv` there has the tables'
sources. They, the split and the rivals were fixed before anything was tuned.
"""
BEFORE = "crosscheck:before"
TUNED = "development.csv"  # its figures, on which defaults were chosen, say least
PARTS = {TUNED: """
## Tables used for development
The defaults were chosen on these; `report.py results/development.csv` prints every table's figures.
""", "set-aside.csv": """
## Tables set aside
Looked at once, when nothing was changed any more.
""", "later.csv": """
## Ten tables more
Chosen and looked at once after candidates had been given the epochs that each needs; of each 6,000 rows at most. The figures above are
from before that.
"""}

LIMITS = """
## Limits

An answer beyond the training part's range and a share of it on both sides is [limited](../math.md#7-decisions). The same answers
with limits of several shares, and the change of the RMSE in percent, least and most of all runs; rows are those limited at a tenth:

| tables | runs | 0 | 0.05 | **0.1** | 0.2 | rows |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| ames (`r-cran-modeldata`), five seeds | 5 | -13.1 to 0 | -9.4 to 0 | -5.5 to 0 | -0.2 to 0 | 3 |
| 17 others: the eight for development, `house_prices`, concrete, Boston, ozone, servo, salaries, CPS1985, NMES1988, CASchools | 39 | -0.6 to 0 | -0.1 to 0 | 0 | 0 | 0 |
| 150 rows of each to train on | 28 | -2.5 to 0 | -0.9 to 0 | -0.1 to 0 | 0 | 6 |
| made up without noise, 150 and 1,500 rows | 7 | -0.2 to +16.9 | 0 to +1.7 | 0 | 0 | 0 |

A tenth is the least of these that harms no run. On most tables nothing is ever limited. In one seed of ames three houses were
answered above all prices in training. Errors inside of the range stay as they are.
"""


def collect(paths):
    values = collections.defaultdict(dict)
    took = collections.defaultdict(dict)
    for path in paths:
        for table, seed, contestant, metric, value, seconds in prepare.read(path)[1]:
            values[contestant][table, int(seed), metric] = float(value)
            took[contestant][table, int(seed)] = float(seconds)
    return values, took


def mean(numbers):
    numbers = list(numbers)
    return sum(numbers) / len(numbers)


def ranks(scores):
    """Rank of each contestant by its score, least first; ties share the mean of their places."""
    return {c: 1 + sum(o < s for o in scores.values()) + (sum(o == s for o in scores.values()) - 1) / 2
            for c, s in scores.items()}


def line(*cells):
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def figure(metric, value):
    return f"{100 * value:.1f}" if metric == "error" else f"{value:.3f}" if metric == "log loss" else f"{value:.4g}" \
        if value < 1e4 else f"{value:,.0f}"


def score(values, contestant, table, metric, seeds):
    return mean(values[contestant][table["table"], seed, metric] for seed in seeds)


def ranking(values, took, listed, contestants, seeds, brief=False):
    """Prints mean ranks, as a table or in brief, and returns the contestants in their order."""
    place = {t["table"]: ranks({c: score(values, c, t, "error" if t["task"] == "classes" else "rmse", seeds) for c in contestants})
             for t in listed}
    loss = {t["table"]: ranks({c: score(values, c, t, "log loss", seeds) for c in contestants})
            for t in listed if t["task"] == "classes"}
    order = sorted(contestants, key=lambda c: mean(place[t][c] for t in place))
    kinds = [("all", listed), ("classes", [t for t in listed if t["task"] == "classes"]),
             ("numbers", [t for t in listed if t["task"] == "numbers"]),
             ("over 1,000 rows", [t for t in listed if int(t["rows"]) > 1000])]
    if brief:
        print("; ".join(f"{c} {mean(place[t][c] for t in place):.2f} ({mean(loss[t][c] for t in loss):.2f}, "
                        f"{mean(took[c][t['table'], seed] for t in listed for seed in seeds):.1f} s)" for c in order) + ".")
        return order
    line("mean rank", *(f"{name} ({len(group)})" for name, group in kinds), "log loss", "first", "seconds")
    line("---", *["---:"] * (len(kinds) + 3))
    for c in order:
        line(c, *(f"{mean(place[t['table']][c] for t in group):.2f}" if group else "" for _, group in kinds),
             f"{mean(loss[t][c] for t in loss):.2f}" if loss else "",
             sum(place[t][c] == min(place[t].values()) for t in place),
             f"{mean(took[c][t['table'], seed] for t in listed for seed in seeds):.1f}")
    return order


def compare(values, took, tables, by_table=True):
    everything = max(len(v) for v in values.values())
    whole = [c for c, v in values.items() if len(v) == everything]
    listed = [t for t in tables if any(key[0] == t["table"] for key in values[whole[0]])]
    seeds = sorted({key[1] for key in values[whole[0]]})
    order = ranking(values, took, listed, whole, seeds)
    for metric, title in (("error", "wrong, %"), ("log loss", "log loss"), ("rmse", "RMSE")) if by_table else ():
        of = [t for t in listed if (t["task"] == "classes") == (metric != "rmse")]
        sizes = ("rows", "columns") if metric != "log loss" else ()  # the table above has them
        if of:
            print()
            line(title, *sizes, *order)
            line("---", *["---:"] * (len(order) + len(sizes)))
        for t in of:
            scores = {c: score(values, c, t, metric, seeds) for c in order}
            cells = [("**{}**" if s == min(scores.values()) else "{}").format(figure(metric, s)) for s in scores.values()]
            line(t["table"], *(f"{int(t[size]):,}" for size in sizes), *cells)
    for contestant in (c for c in values if c not in whole):
        pairs = {key[:2] for key in values[contestant]}
        some = [t for t in listed if any(pair[0] == t["table"] for pair in pairs)]
        has = [seed for seed in seeds if all((t["table"], seed) in pairs for t in some)]
        if not has:
            print(f"left out, not complete: {contestant}", file=sys.stderr)
            continue
        missing = [t["table"] for t in listed if t not in some]
        print(f"\nMean ranks beside {contestant}, by the {len(has)} of {len(seeds)} seeds that it was trained with"
              f"{', without ' + ' and '.join(missing) if missing else ''} (by log loss; seconds):")
        ranking(values, took, some, whole + [contestant], has, brief=True)


def against(values, took, baseline, tables):
    """Wins and losses by table, mean differences of error and log loss, and the geometric mean of RMSE ratios."""
    task = {t["table"]: t["task"] for t in tables}
    base = values[baseline]
    line("against " + baseline, "tables x seeds", "better", "equal", "worse", "wrong, points", "± s.e.", "log loss", "RMSE, %",
         "± s.e.", "time, %")
    line("---", *["---:"] * 10)
    for contestant, found in values.items():
        both = [key for key in found if key in base]
        of = {m: collections.defaultdict(list) for m in ("error", "log loss", "rmse")}
        for table, seed, metric in both:
            mine, theirs = found[table, seed, metric], base[table, seed, metric]
            if metric == "rmse":
                of[metric][table].append(100 * math.log(mine / theirs))
            elif metric in of:
                of[metric][table].append((100 if metric == "error" else 1) * (mine - theirs))
        by_table = {m: [mean(v) for v in of[m].values()] for m in of}
        first = by_table["error"] + by_table["rmse"]
        if contestant == baseline or not first:
            continue

        def error(differences):
            n = len(differences)
            if n < 2:
                return ""
            m = mean(differences)
            return f"{math.sqrt(sum((d - m) ** 2 for d in differences) / (n - 1) / n):.2f}"

        def signed(differences, form="{:+.2f}"):
            return form.format(mean(differences)) if differences else ""

        pairs = {key[:2] for key in both}
        time = sum(took[contestant][p] for p in pairs) / sum(took[baseline][p] for p in pairs)
        line(contestant, f"{len(pairs)}", sum(d < -1e-9 for d in first), sum(abs(d) <= 1e-9 for d in first),
             sum(d > 1e-9 for d in first), signed(by_table["error"]), error(by_table["error"]),
             signed(by_table["log loss"], "{:+.3f}"), signed(by_table["rmse"]), error(by_table["rmse"]), f"{100 * time:.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", nargs="*", type=pathlib.Path)
    parser.add_argument("--page", action="store_true", help="the whole page")
    parser.add_argument("--baseline", help="contestant to set the others against")
    parser.add_argument("--without", default="", help="contestants to leave out, separated by spaces")
    arguments = parser.parse_args()
    if arguments.page:
        folder = prepare.HERE / "results"
        print(PAGE, end="")
        for name, heading in PARTS.items():
            if (folder / name).exists():
                print(heading)
                values, took = collect([folder / name])
                compare({c: v for c, v in values.items() if c != BEFORE}, took, prepare.tables(), name != TUNED)
        print(LIMITS, end="")
        return
    if not arguments.results:
        parser.error("name a file of results, or --page")
    values, took = collect(arguments.results)
    for name in arguments.without.split():
        values.pop(name, None)
    if arguments.baseline:
        against(values, took, arguments.baseline, prepare.tables())
    else:
        compare(values, took, prepare.tables())


if __name__ == "__main__":
    main()
