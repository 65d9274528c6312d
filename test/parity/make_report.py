"""Golden file of a report's figures: golden/report.json.

    python make_report.py

Answers to 400 images of seven labels, one without images ("fox") and one that is never predicted
("owl"), beside some that a seventh answer ("none of these") is given for. Figures are those of
scikit-learn, Wilson's intervals those of scipy (which comes with it). A figure that is not defined
(0/0) is null; means are over the labels that have images. A row is right label, predicted label,
probability of the latter.
"""

import json
import math
import pathlib

import numpy as np
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

GOLDEN = pathlib.Path(__file__).parent / "golden" / "report.json"
LABELS = ["ant", "bee", "cat", "dog", "fox", "owl", "pig"]
THERE = [label for label in LABELS if label != "fox"]
NONE = "none of these"
BINS = 15


def rows_of(generator):
    for index in range(400):
        truth = THERE[index % 6]
        kind = generator.random()
        others = [label for label in LABELS if label not in (truth, "owl")]
        right = kind < 0.7 and truth != "owl"
        predicted = truth if right else NONE if kind > 0.95 else str(generator.choice(others))
        yield truth, predicted, round(float(generator.uniform(0.2, 1)), 6)


def number(value):
    return None if math.isnan(value) else float(value)


def share(count, of):
    if of == 0:
        return None
    interval = binomtest(int(count), int(of)).proportion_ci(method="wilson")
    return [int(count), int(of), interval.low, interval.high]


rows = list(rows_of(np.random.default_rng(6)))
truth, predicted, confidence = map(np.array, zip(*rows))
figures = precision_recall_fscore_support(truth, predicted, labels=LABELS, zero_division=np.nan)
macro = precision_recall_fscore_support(
    truth, predicted, labels=THERE, zero_division=np.nan, average="macro"
)
matrix = confusion_matrix(truth, predicted, labels=[*LABELS, NONE])
right = truth == predicted
shares, means = calibration_curve(right, confidence, n_bins=BINS)
counts, _ = np.histogram(confidence, bins=BINS, range=(0, 1))
counts = counts[counts > 0]

GOLDEN.write_text(
    json.dumps(
        {
            "labels": LABELS,
            "rows": rows,
            "accuracy": share(right.sum(), len(rows)),
            "macro": [number(value) for value in macro[:3]],
            "perLabel": [
                {
                    "label": label,
                    "precision": share(matrix[i, i], matrix[:, i].sum()),
                    "recall": share(matrix[i, i], matrix[i].sum()),
                    "figures": [number(values[i]) for values in figures[:3]],
                    "support": int(figures[3][i]),
                }
                for i, label in enumerate(LABELS)
            ],
            "matrix": matrix.tolist(),
            "bins": [[int(n), m, s] for n, m, s in zip(counts, means, shares)],
            "calibrationError": float((counts * abs(shares - means)).sum() / counts.sum()),
        }
    )
    + "\n"
)
