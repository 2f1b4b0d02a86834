# Sources mixed by known maps, and what nearly deterministic autoencoders find of them.
MECHANISMS = CASES.fits["independent_mechanisms"]
# Parameters that say which mixings, and of how many sources.
MIXED = {
    "system": lambda wildcards: mechanism(wildcards)["system"],
    "n_sources": lambda wildcards: n_sources(config, mechanism(wildcards)),
    "n_sets": lambda wildcards: config["independent_mechanisms"]["n_sets"][
        mechanism(wildcards)["system"]
    ],
    "seed": config["seed"],
}


rule mix_sources:
    output:
        samples="results/independent_mechanisms/samples/{data}.npz",
        sources="results/independent_mechanisms/sources/{data}.npz",
    log:
        "logs/mix_sources/{data}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        **MIXED,
        n_samples=config["independent_mechanisms"]["n_samples"],
        n_held_out=config["independent_mechanisms"]["n_held_out"],
        n_components=config["independent_mechanisms"]["n_components"],
        code=code_of("mix_sources.py"),
    script:
        "../scripts/mix_sources.py"


rule assess_mechanisms:
    input:
        vae="results/independent_mechanisms/vae/{case}.pt",
        samples=mixed("samples"),
        sources=mixed("sources"),
    output:
        numbers="results/independent_mechanisms/assessment/{case}.json",
        arrays="results/independent_mechanisms/assessment/{case}.npz",
    log:
        "logs/assess_mechanisms/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        **MIXED,
        code=code_of("assess_mechanisms.py"),
    script:
        "../scripts/assess_mechanisms.py"


rule solve_gaps:
    output:
        rows="results/independent_mechanisms/gaps.json",
        arrays="results/independent_mechanisms/gaps.npz",
    log:
        "logs/solve_gaps.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        seed=config["seed"],
        code=code_of("solve_gaps.py"),
    script:
        "../scripts/solve_gaps.py"
