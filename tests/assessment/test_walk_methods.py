"""Methods compared by hand-made errors."""

import numpy as np
import pytest
from scipy.stats import t as student

from latent_mean_field.assessment.walk_methods import compare_walks


def errors(*seeds: float) -> dict[str, np.ndarray]:
    aligned = np.array(seeds)[:, None] * np.ones(3)
    return {"aligned": aligned, "scaled": aligned / 2}


def test_errors_are_in_units_of_dynae():
    found = {
        "dynae": errors(0.9, 1.0, 1.1, 1.0, 1.0),
        "swae": errors(10.0, 10.1, 9.9, 10.0, 10.0),
        "dynae_improved": errors(0.1, 0.2, 0.3, 0.2, 0.2),
    }
    rows = {row["keys"]["method"]: row["numbers"] for row in compare_walks(found, "w")}
    assert list(rows) == ["swae", "dynae_improved"]
    ratio = rows["swae"]["aligned_mse_over_dynae"]
    assert ratio["value"] == pytest.approx(10)
    spread = np.std([0.9, 1.0, 1.1, 1.0, 1.0], ddof=1) / np.sqrt(5)
    of_rival = 10 * np.std([1.0, 1.01, 0.99, 1.0, 1.0], ddof=1) / np.sqrt(5)
    assert ratio["error"] == pytest.approx(np.hypot(10 * spread, of_rival))
    assert rows["swae"]["scaled_mse_over_dynae"]["value"] == pytest.approx(10)
    logs = [np.log(x) for x in ([0.1, 0.2, 0.3, 0.2, 0.2], [0.9, 1.0, 1.1, 1.0, 1.0])]
    t = (logs[0].mean() - logs[1].mean()) / np.sqrt(
        sum(x.var(ddof=1) / 5 for x in logs)
    )
    # Welch's degrees of freedom are between 4 and 8.
    p = rows["dynae_improved"]["better_by_chance"]["value"]
    assert student.cdf(t, 8) < p < student.cdf(t, 4)
    assert rows["swae"]["better_by_chance"]["value"] > 0.99
