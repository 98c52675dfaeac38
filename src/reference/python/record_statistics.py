#!/usr/bin/env python3
"""Record SciPy's statistics of made-up sweeps, for the tests of `dev.crosscheck.statistics` to compare with.

Accuracies in percent of 5, 12, 16, 30 and 100 seeds (`n5` to `n100`), `x` and, of the same seeds, `y`, rounded to 0.01 as accuracies on
10,000 images are, so that differences are tied. Each has a value for every statistic, from SciPy where that has it. What it has not is
computed here by definition:

    family         differences of five settings from a base, and p by the ranges of all sign patterns, with the farthest setting first;
                   one setting lacks a seed and is compared without it
"""

import argparse
import itertools

import numpy as np
import scipy
from scipy import stats


def permutation(x, y):
    """Return the exact p value, where there are few enough pairs; from whole hundredths, whose sums are tied exactly."""
    if len(x) > 16:
        return np.array([])
    x, y = np.rint(100 * x), np.rint(100 * y)
    test = stats.permutation_test(
        (x, y), lambda a, b: np.mean(a - b), permutation_type="samples", n_resamples=np.inf, vectorized=False
    )
    return test.pvalue


def sweep(rng, n):
    """Measure two settings on the same seeds."""
    of_seed = rng.normal(0, 0.15, n)
    x = np.round(98 + of_seed + rng.normal(0, 0.1, n), 2)
    y = np.round(97.93 + of_seed + rng.normal(0, 0.1, n), 2)
    difference = x - y
    interval = stats.ttest_rel(x, y).confidence_interval()
    return {
        "x": x,
        "y": y,
        "mean": x.mean(),
        "deviation": stats.tstd(x),
        "interval": stats.t.interval(0.95, n - 1, x.mean(), stats.sem(x)),
        "range": [x.min(), x.max()],
        "difference": difference.mean(),
        "difference_interval": [interval.low, interval.high],
        "permutation": permutation(x, y),
    }


def family(values):
    """Return the p value of each setting but the first; NaN is a seed that a setting has not."""
    found = np.empty(len(values) - 1)
    for row in range(1, len(values)):
        seeds = ~np.isnan(values[row])
        members = [m for m in range(len(values)) if not np.isnan(values[m, seeds]).any()]
        d = np.rint(100 * (values[members][:, seeds] - values[0, seeds])).astype(int)
        far = np.abs(d.sum(axis=1))
        flipped = np.array(list(itertools.product([1, -1], repeat=seeds.sum()))) @ d.T
        p = [np.mean(np.ptp(flipped[:, far <= limit], axis=1) >= limit) for limit in far]
        found[row - 1] = max(p[m] for m in range(len(members)) if far[m] >= far[members.index(row)])
    return found


def record(seed):
    """Return all arrays."""
    rng = np.random.default_rng(seed)
    arrays = {}
    for n in (5, 12, 16, 30, 100):
        arrays |= {f"n{n}.{key}": np.asarray(value) for key, value in sweep(rng, n).items()}
    means, noise = [98, 97.85, 97.95, 97.8, 97.7, 90], [0.1, 0.1, 0.1, 0.1, 0.2, 0.1]
    values = np.round(rng.normal(np.array(means)[:, None], np.array(noise)[:, None], (6, 10)), 2)
    values[3, 4] = np.nan
    return arrays | {"family.values": values, "family.p": family(values)}


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, help="of the sweeps (default: %(default)s)")
    parser.add_argument("--out", default="statistics.npz", help="file to write (default: %(default)s)")
    return parser.parse_args()


def main():
    """Record the statistics, save them and say so."""
    args = arguments()
    arrays = record(args.seed)
    np.savez_compressed(args.out, **arrays)
    print(f"{args.out}: {len(arrays)} arrays by SciPy {scipy.__version__}")


if __name__ == "__main__":
    main()
