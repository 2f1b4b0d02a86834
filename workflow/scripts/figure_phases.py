"""Figure: the samples' order parameters and their exact laws."""

from latent_mean_field.jobs import job
from latent_mean_field.plotting.phases import draw_phases
from latent_mean_field.plotting.style import house_style, save
from latent_mean_field.storage import load_words
from latent_mean_field.systems.order_parameters import magnetisation_law, overlaps
from latent_mean_field.systems.solvable import solvable_system

with job(snakemake.log[0]), house_style():
    seed = snakemake.params.seed
    spins = {
        chapter: [2 * load_words(path).train.astype("int8") - 1 for path in paths]
        for chapter, paths in snakemake.input.items()
    }
    systems = {
        chapter: {name: solvable_system(p, seed) for name, p in by_name.items()}
        for chapter, by_name in snakemake.params.systems.items()
    }
    laws, clouds = (
        {
            n: measure(s, x)
            for (n, s), x in zip(systems[c].items(), spins[c], strict=True)
        }
        for c, measure in (("curie_weiss", magnetisation_law), ("hopfield", overlaps))
    )
    save(draw_phases(laws, clouds), snakemake.output)
