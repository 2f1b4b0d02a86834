# The quantum mechanics of latent densities, and the axes that a potential chooses.
rule solve_levels:
    output:
        rows="results/perturbation/levels.json",
        arrays="results/perturbation/levels.npz",
    log:
        "logs/solve_levels.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        seed=config["seed"],
        code=code_of("solve_levels.py"),
    script:
        "../scripts/solve_levels.py"


LEARNED = {
    name: case
    for name, case in CASES.fits["curie_weiss"].items()
    if latent_dim(case) == 1
}


rule solve_learned_levels:
    input:
        vae=[f"results/curie_weiss/vae/{name}.pt" for name in LEARNED],
        samples=[
            f"results/curie_weiss/samples/{data_name(case)}.npz"
            for case in LEARNED.values()
        ],
    output:
        rows="results/perturbation/learned_levels.json",
        arrays="results/perturbation/learned_levels.npz",
    log:
        "logs/solve_learned_levels.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        cases=list(LEARNED.values()),
        systems=[
            system_parameters(config, "curie_weiss", case) for case in LEARNED.values()
        ],
        seed=config["seed"],
        code=code_of("solve_learned_levels.py"),
    script:
        "../scripts/solve_learned_levels.py"


rule compare_axes:
    input:
        free="results/perturbation/vae/{case}.pt",
        driven="results/perturbation/vae/{case}+vae=potential.pt",
        samples="results/perturbation/samples/{case}.npz",
    output:
        numbers="results/perturbation/axes/{case}.json",
        arrays="results/perturbation/axes/{case}.npz",
    log:
        "logs/compare_axes/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        seed=config["seed"],
        code=code_of("compare_axes.py"),
    script:
        "../scripts/compare_axes.py"
