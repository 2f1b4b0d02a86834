"""Methods compared by hand-made errors."""

import numpy as np
import pytest

from latent_mean_field.assessment.walk_methods import compare_walks


def errors(*seeds: float) -> dict[str, np.ndarray]:
    aligned = np.array(seeds)[:, None] * np.ones(3)
    return {"aligned": aligned, "scaled": aligned / 2}


def test_errors_are_in_units_of_dynae():
    found = {
        "dynae": errors(0.9, 1.0, 1.1, 1.0, 1.0),
        "swae": errors(10.0, 10.0, 10.0, 10.0, 10.0),
        "dynae_improved": errors(0.1, 0.2, 0.3, 0.2, 0.2),
    }
    rows = {row["keys"]["method"]: row["numbers"] for row in compare_walks(found, "w")}
    assert list(rows) == ["swae", "dynae_improved"]
    ratio = rows["swae"]["aligned_mse_over_dynae"]
    assert ratio["value"] == pytest.approx(10)
    spread = np.std([0.9, 1.0, 1.1, 1.0, 1.0], ddof=1) / np.sqrt(5)
    assert ratio["error"] == pytest.approx(10 * spread)
    assert rows["swae"]["scaled_mse_over_dynae"]["value"] == pytest.approx(10)
    # All of five below all of five others: the ranks say p < 0.01, and the reverse.
    assert rows["dynae_improved"]["better_by_chance"]["value"] < 0.01
    assert rows["swae"]["better_by_chance"]["value"] > 0.99
