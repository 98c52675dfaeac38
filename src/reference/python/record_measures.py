#!/usr/bin/env python3
"""Record scikit-learn's measures of random predictions, for the tests of `dev.crosscheck.measure` to compare with.

Three sets: `binary` (probabilities of class 1, rounded to two decimals so that many are tied), `multi` (a softmax over four
classes), `numbers` (predictions and true values). Each has its inputs and a value for each measure, named as in scikit-learn
where that has it. What it has not is computed here by definition:

    binary.delong_variance   from the matrix of all pairs of a positive and another row (DeLong et al., 1988)
    multi.brier              sum over classes of (p - y)^2, the mean over rows (Brier, 1950)
    binary.wilson            the ends of the 95 % score interval, as roots of (p - x)^2 = z^2 x (1 - x) / n
    *.calibration_error      from a histogram of ten equal bins

Two more are what is decided after training: `sigmoid` and `softmax` (logits, true classes, the temperature with the lowest log
loss by SciPy's bounded search), `binary.least_cost` and so on (the best cut of all between two probabilities, one after the other),
and `conformal` (absolute residuals and their quantile at (n + 1) level / n by NumPy).
"""

import argparse
import warnings

import numpy as np
import sklearn
from scipy.optimize import minimize_scalar
from scipy.special import expit, softmax
from sklearn import metrics
from sklearn.calibration import calibration_curve

Z = 1.959963984540054


def per_class(y, predicted):
    """Return precision, recall and F1, (3, classes)."""
    return np.array(metrics.precision_recall_fscore_support(y, predicted, zero_division=0)[:3])


def delong_variance(y, p):
    """Return the variance of the area under the ROC curve."""
    pairs = p[y == 1][:, None] - p[y == 0][None, :]
    wins = (pairs > 0) + 0.5 * (pairs == 0)
    return wins.mean(1).var(ddof=1) / wins.shape[0] + wins.mean(0).var(ddof=1) / wins.shape[1]


def wilson(right, n):
    """Return the two ends."""
    p = right / n
    return np.sort(np.roots([1 + Z * Z / n, -2 * p - Z * Z / n, p * p]).real)


def calibration_error(p, right):
    """Return the expected calibration error; a bin includes its upper end."""
    bins = np.clip(np.ceil(p * 10) - 1, 0, 9).astype(int)
    return sum(abs(p[bins == b].sum() - right[bins == b].sum()) for b in range(10)) / len(p)


def cuts(y, p):
    """Return true positives, false positives and false negatives of every cut between two probabilities, from the highest."""
    distinct = np.unique(p)[::-1]
    edges = np.concatenate([[2], (distinct[1:] + distinct[:-1]) / 2, [-1]])
    return np.array([[(y & (p > e)).sum(), ((1 - y) & (p > e)).sum(), (y & (p <= e)).sum()] for e in edges])


def decided(y, p):
    """Return the counts at the cuts that costs, a recall and a precision ask for."""
    counts = cuts(y, p)
    found, wrong, missed = counts.T
    recall = found / y.sum()
    precision = found / np.maximum(1, found + wrong)
    return {
        "least_cost": counts[np.argmin(1 * wrong + 5 * missed)],
        "recall_at_least_0.9": counts[np.flatnonzero(recall >= 0.9)[0]],
        "precision_at_least_0.6": counts[np.flatnonzero(precision >= 0.6)[-1]],
    }


def temperature(loss):
    """Return the number between 0.1 and 10 with the lowest loss."""
    return minimize_scalar(loss, bounds=(0.1, 10), method="bounded", options={"xatol": 1e-12}).x


def sigmoid(rng, rows=300):
    """Find the temperature of two classes."""
    y = (rng.random(rows) < 0.3).astype(np.int64)
    logits = 3 * (rng.normal(size=rows) + 1.5 * y - 0.7)
    best = temperature(lambda t: metrics.log_loss(y, expit(logits / t)))
    return {"logits": logits, "y": y, "temperature": best}


def four(rng, rows=240, classes=4):
    """Find the temperature of four classes."""
    y = rng.choice(classes, rows, p=[0.5, 0.3, 0.15, 0.05])
    logits = 0.4 * (rng.normal(size=(rows, classes)) + 1.2 * np.eye(classes)[y])
    best = temperature(lambda t: metrics.log_loss(y, softmax(logits / t, axis=1)))
    return {"logits": logits, "y": y, "temperature": best}


def conformal(rng, rows=57):
    """Find quantiles of absolute residuals."""
    residuals = rng.standard_t(3, rows)
    levels = np.array([0.5, 0.8, 0.9, 0.95])
    ranks = np.ceil((rows + 1) * levels - 1e-9) / rows
    return {
        "residuals": residuals,
        "levels": levels,
        "half_widths": np.quantile(np.abs(residuals), ranks, method="inverted_cdf"),
    }


def binary(rng, rows=300):
    """Measure two classes."""
    y = (rng.random(rows) < 0.3).astype(np.int64)
    logits = rng.normal(size=rows) + 1.5 * y - 0.7
    p = np.clip(np.round(1 / (1 + np.exp(-logits)), 2), 0.01, 0.99).astype(np.float32)
    exact = p.astype(np.float64)
    predicted = (exact > 0.5).astype(np.int64)
    fraction, mean = calibration_curve(y, exact, n_bins=10)
    return {
        "p": p,
        "y": y,
        "accuracy_score": metrics.accuracy_score(y, predicted),
        "wilson": wilson((y == predicted).sum(), rows),
        "balanced_accuracy_score": metrics.balanced_accuracy_score(y, predicted),
        "log_loss": metrics.log_loss(y, exact),
        "brier_score_loss": metrics.brier_score_loss(y, exact),
        "roc_auc_score": metrics.roc_auc_score(y, exact),
        "delong_variance": delong_variance(y, exact),
        "average_precision_score": metrics.average_precision_score(y, exact),
        "confusion_matrix": metrics.confusion_matrix(y, predicted),
        "per_class": per_class(y, predicted),
        "calibration_mean": mean,
        "calibration_fraction": fraction,
        "calibration_error": calibration_error(exact, y),
        "average_precision_score_of_0": metrics.average_precision_score(1 - y, 1 - exact),
        **decided(y, exact),
    }


def multi(rng, rows=240, classes=4):
    """Measure four classes."""
    y = rng.choice(classes, rows, p=[0.5, 0.3, 0.15, 0.05])
    logits = rng.normal(size=(rows, classes)) + 1.2 * np.eye(classes)[y]
    p = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    p = p.astype(np.float32)
    exact = p.astype(np.float64)
    predicted = exact.argmax(1)
    one_hot = np.eye(classes)[y]
    return {
        "p": p,
        "y": y,
        "accuracy_score": metrics.accuracy_score(y, predicted),
        "balanced_accuracy_score": metrics.balanced_accuracy_score(y, predicted),
        "log_loss": metrics.log_loss(y, exact),
        "brier": ((exact - one_hot) ** 2).sum(1).mean(),
        "roc_auc": np.array([metrics.roc_auc_score(one_hot[:, c], exact[:, c]) for c in range(classes)]),
        "average_precision_score": metrics.average_precision_score(one_hot, exact, average="macro"),
        "confusion_matrix": metrics.confusion_matrix(y, predicted),
        "per_class": per_class(y, predicted),
        "calibration_error": calibration_error(exact.max(1), predicted == y),
    }


def numbers(rng, rows=200):
    """Measure a regression."""
    true = rng.normal(20, 5, rows)
    predicted = true + rng.standard_t(3, rows)
    squares = (true - predicted) ** 2
    half = Z * np.std(squares, ddof=1) / np.sqrt(rows)
    return {
        "predicted": predicted,
        "true": true,
        "rmse": np.sqrt(metrics.mean_squared_error(true, predicted)),
        "rmse_interval": np.sqrt(squares.mean() + np.array([-half, half])),
        "mean_absolute_error": metrics.mean_absolute_error(true, predicted),
        "r2_score": metrics.r2_score(true, predicted),
        "quantiles": np.quantile(true - predicted, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]),
    }


def record(seed):
    """Return all arrays."""
    rng = np.random.default_rng(seed)
    sets = {"binary": binary(rng), "multi": multi(rng), "numbers": numbers(rng)}
    sets.update({"sigmoid": sigmoid(rng), "softmax": four(rng), "conformal": conformal(rng)})
    return {f"{name}.{key}": np.asarray(value) for name, values in sets.items() for key, value in values.items()}


def arguments():
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1, help="of the predictions (default: %(default)s)")
    parser.add_argument("--out", default="measures.npz", help="file to write (default: %(default)s)")
    return parser.parse_args()


def main():
    """Record the measures, save them and say so."""
    args = arguments()
    # Rows of a softmax in float sum to 1 within rounding, of which scikit-learn would warn.
    warnings.filterwarnings("ignore", message="The y_pred values do not sum to one")
    arrays = record(args.seed)
    np.savez_compressed(args.out, **arrays)
    print(f"{args.out}: {len(arrays)} arrays by scikit-learn {sklearn.__version__}")


if __name__ == "__main__":
    main()
