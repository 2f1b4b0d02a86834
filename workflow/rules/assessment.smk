# What the fits are worth: likelihood, capacity verdict, population statistics.
rule assess_matter:
    input:
        vae="results/{chapter}/vae/{case}.pt",
        samples=of_data("samples", "npz"),
        information=of_data("exact_information", "json"),
    output:
        numbers="results/{chapter}/assessment/{case}.json",
    log:
        "logs/assess_matter/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="|".join(SOLVABLE),
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=3000,
    params:
        system=system_of,
        seed=config["seed"],
        code=code_of("assess_matter.py"),
    script:
        "../scripts/assess_matter.py"


rule assess_population:
    input:
        vae="results/retina/vae/{case}.pt",
        samples=of_data("samples", "npz"),
    output:
        numbers="results/retina/assessment/{case}.json",
        arrays="results/retina/assessment/{case}.npz",
    log:
        "logs/assess_population/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=4000,
    params:
        seed=config["seed"],
        code=code_of("assess_population.py"),
    script:
        "../scripts/assess_population.py"
