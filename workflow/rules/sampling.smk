# Samples: exact or tempered for solvable matter, recorded or simulated for the retina.
rule draw_samples:
    output:
        samples="results/{chapter}/samples/{data}.npz",
    log:
        "logs/draw_samples/{chapter}/{data}.log",
    wildcard_constraints:
        chapter="|".join(SIMULATED),
    priority: 10
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        system=system_of,
        n_sets=n_sets,
        n_samples=n_samples,
        n_held_out=lambda wildcards: config[wildcards.chapter]["n_held_out"],
        seed=config["seed"],
        code=code_of("draw_samples.py"),
    script:
        "../scripts/draw_samples.py"


rule obtain_raster:
    input:
        recording=recording_if_present(),
    output:
        raster="results/retina/raster.npz",
        provenance="results/retina/raster.json",
    log:
        "logs/obtain_raster/raster.log",
    priority: 20
    # Where there is a network: nodes of a cluster may have none.
    localrule: True
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        settings=recording_settings(),
        seed=config["seed"],
        code=code_of("obtain_raster.py"),
    script:
        "../scripts/obtain_raster.py"


rule split_raster:
    input:
        raster="results/retina/raster.npz",
    output:
        samples="results/retina/samples/split={split}.npz",
    log:
        "logs/split_raster/{split}.log",
    priority: 20
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        held_out_repeats=config["retina"]["held_out_repeats"],
        held_out_bins=config["retina"]["held_out_bins"],
        code=code_of("split_raster.py"),
    script:
        "../scripts/split_raster.py"
