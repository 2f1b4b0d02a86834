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
        mem_mb=2000,
    params:
        seed=config["seed"],
        code=code_of("solve_levels.py"),
    script:
        "../scripts/solve_levels.py"


rule compare_axes:
    input:
        free="results/perturbation/vae/{case}.pt",
        driven="results/perturbation/vae/{case},vae=potential.pt",
        samples="results/perturbation/samples/{case}.npz",
    output:
        numbers="results/perturbation/axes/{case}.json",
        arrays="results/perturbation/axes/{case}.npz",
    log:
        "logs/compare_axes/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=2000,
    params:
        seed=config["seed"],
        code=code_of("compare_axes.py"),
    script:
        "../scripts/compare_axes.py"


rule judge_perturbation:
    input:
        levels="results/perturbation/levels.json",
        axes=collect("results/perturbation/axes/{case}.json", case=TURNED),
    output:
        rows="results/perturbation/rows.json",
    log:
        "logs/judge_perturbation.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        cases=list(TURNED.values()),
        code=code_of("judge_perturbation.py"),
    script:
        "../scripts/judge_perturbation.py"
