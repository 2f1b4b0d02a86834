"""Figure: what a decoder of few latents makes of the two-dimensional Ising model."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.lattice import draw_lattice
from latent_mean_field.plotting.rows import read_rows
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_arrays, load_json

with job(snakemake.log[0]), house_style():
    arrays = load_arrays(snakemake.input.arrays)
    snapshots = {title: spins[0] for title, spins in sorted(arrays.items())[::-1]}
    rows = read_rows(load_json(snakemake.input.rows))
    save(draw_lattice(rows, snapshots), snakemake.output)
