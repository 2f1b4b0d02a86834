"""Laws of words in the order of their likelihood."""

from latent_mean_field.quantities import quantity
from latent_mean_field.reporting.ranking import rankings


def numbers(case: str, gain: float, **others: float) -> dict:
    own = {"n_parameters": 160.0, "log_likelihood_bits_per_cell": -0.2, "gain": gain}
    return {f"retina/{case}/{n}": quantity(v) for n, v in (own | others).items()}


def test_the_best_law_comes_first_split_by_split():
    found = rankings(
        numbers("independent,split=repeat", 0.0)
        | numbers("generalised_hopfield,p=4,split=repeat", 0.04, pair_correlation_r=0.9)
        | numbers("pairwise,split=time", 0.01)
        | {"retina/d=2,split=repeat/rate": quantity(2.0)}
    )
    assert found.keys() == {"repeat", "time"}
    names = [row["law"] for row in found["repeat"]]
    assert names == ["generalised_hopfield,p=4", "independent"]
    best, last = found["repeat"]
    assert best["pairs"]["value"] == 0.9
    assert last["pairs"] is None


def test_a_run_without_laws_has_no_ranking():
    assert rankings({"hopfield/n=100,p=3,beta=1.2/gap": quantity(0.1)}) == {}
