# Bipartite mutual information: exact where it can be had, estimated everywhere.
rule measure_exact_information:
    input:
        samples="results/{chapter}/samples/{data}.npz",
    output:
        numbers="results/{chapter}/exact_information/{data}.json",
    log:
        "logs/measure_exact_information/{chapter}/{data}.log",
    wildcard_constraints:
        chapter="|".join(SOLVABLE),
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=4000,
    params:
        system=system_of,
        seed=config["seed"],
        code=code_of("measure_exact_information.py"),
    script:
        "../scripts/measure_exact_information.py"


rule estimate_information:
    input:
        samples="results/{chapter}/samples/{data}.npz",
        exact=exact_information_if_any,
    output:
        numbers="results/{chapter}/information/{data}.json",
    log:
        "logs/estimate_information/{chapter}/{data}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=4000,
    params:
        settings=config["information"],
        seed=config["seed"],
        code=code_of("estimate_information.py"),
    script:
        "../scripts/estimate_information.py"
