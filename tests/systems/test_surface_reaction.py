"""Trajectories against a general solver, and the two fates."""

import numpy as np
from scipy.integrate import solve_ivp

from latent_mean_field.systems.surface_reaction import coverage, draw_reactions


def test_trajectories_are_those_of_a_general_solver():
    alpha, gamma = 1.12, 0.0115

    def slope(_, rho):
        return alpha * (1 - rho) - gamma * rho - 10.0 * (1 - rho) ** 2 * rho

    times = np.linspace(0, 25, 50)
    expected = solve_ivp(slope, (0, 25), [0.89], t_eval=times, rtol=1e-10, atol=1e-12)
    found = coverage(np.array([alpha]), np.array([gamma]))[0]
    np.testing.assert_allclose(found, expected.y[0], atol=1e-6)


def test_there_are_two_fates_and_none_between():
    reactions = draw_reactions(4000, np.random.default_rng(0))
    end = reactions.coverage[:, -1]
    assert ((end < 0.3) | (end > 0.9)).all()
    # 0.7384 ± 0.0031 by 20,000 trajectories of another program; here ± 0.007.
    assert abs(reactions.high.mean() - 0.7384) < 0.03
    assert (reactions.coverage[:, 0] == 0.89).all()


def test_rates_are_log_normal_about_their_centres():
    _, adsorption, desorption = draw_reactions(20_000, np.random.default_rng(1))
    for rate, offset, scale in ((adsorption, 0.1, 1.0), (desorption, 0.001, 0.01)):
        logs = np.log((rate - offset) / scale)
        assert abs(logs.mean()) < 0.002
        assert abs(logs.std() - 0.05) < 0.002
