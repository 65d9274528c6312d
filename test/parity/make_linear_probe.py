"""golden/linear-probe.json: what LogisticRegression of scikit-learn learns from 60 vectors.

    python make_linear_probe.py

Packages: requirements.txt.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

GOLDEN = Path(__file__).resolve().parent / "golden" / "linear-probe.json"
CLASSES, WIDTH, EXAMPLES = 3, 6, 60
STRENGTHS = [1e-3, 0.1, 10.0]


def main() -> None:
    random = np.random.default_rng(0)
    targets = random.integers(CLASSES, size=EXAMPLES)
    middles = random.normal(size=(CLASSES, WIDTH))
    features = np.round(middles[targets] + random.normal(size=(EXAMPLES, WIDTH)), 3)
    fits = []
    for strength in STRENGTHS:
        model = LogisticRegression(C=strength, tol=1e-10, max_iter=10_000, solver="newton-cg")
        model.fit(features, targets)
        fits.append(
            {
                "strength": strength,
                "weights": np.column_stack([model.coef_, model.intercept_]).tolist(),
                "logProbabilities": model.predict_log_proba(features[:5]).tolist(),
            }
        )
    golden = {"features": features.tolist(), "targets": targets.tolist(), "fits": fits}
    GOLDEN.write_text(json.dumps(golden) + "\n")


main()
