"""Gains of fits whose likelihood is known, and of those where it is not."""

from matplotlib import pyplot as plt

from latent_mean_field.plotting.retina import _draw_gains
from latent_mean_field.quantities import quantity


def case(d, **numbers):
    return {"d": d, "split": "repeat"}, numbers


def test_a_fit_whose_likelihood_was_refused_is_left_out():
    _, ax = plt.subplots()
    gains = [case(d, gain=quantity(0.01 * d, 0.001)) for d in (1, 2)]
    _draw_gains(ax, [*gains, case(3)])
    (line,) = ax.containers
    assert list(line[0].get_xdata()) == [1, 2]
    plt.close()


def test_without_any_likelihood_the_panel_says_so():
    _, ax = plt.subplots()
    _draw_gains(ax, [case(1), case(2)])
    assert [text.get_text() for text in ax.texts] == ["not in this run"]
    plt.close()
