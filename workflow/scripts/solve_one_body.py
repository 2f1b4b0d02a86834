"""Transition and order parameter of infinitely many molecules."""

import numpy as np

from latent_mean_field.jobs import job
from latent_mean_field.quantities import quantity
from latent_mean_field.storage import save_arrays, save_json
from latent_mean_field.systems.maier_saupe import one_body_order, transition

with job(snakemake.log[0]):
    T, jump = transition()
    numbers = {
        "transition_temperature": quantity(T, 0.0, unit="J", theory=0.2202),
        "order_parameter_jump": quantity(jump, 0.0, theory=0.4290),
    }
    save_json(snakemake.output.numbers, numbers)
    temperature = np.append(np.linspace(0.15, T, 60), [T, 0.35])
    order = [one_body_order(float(one)) for one in temperature[:60]] + [0.0, 0.0]
    save_arrays(snakemake.output.arrays, temperature=temperature, order=order)
