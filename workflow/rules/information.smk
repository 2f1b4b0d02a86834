# Bipartite mutual information: exact where it can be had, estimated everywhere.

# What the estimator reads; the critic of the bound has a key of its own.
ESTIMATOR = {
    key: config["information"][key] for key in ("hidden_dim", "n_steps", "n_held_out")
}


rule measure_exact_information:
    input:
        samples="results/{chapter}/samples/{data}.npz",
    output:
        numbers="results/{chapter}/exact_information/{data}.json",
    log:
        "logs/measure_exact_information/{chapter}/{data}.log",
    wildcard_constraints:
        chapter="|".join([*SOLVABLE, "gaussian_mixture"]),
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        system=system_of,
        cuts=cuts_of,
        seed=config["seed"],
        code=code_of("measure_exact_information.py"),
    script:
        "../scripts/measure_exact_information.py"


rule estimate_information:
    input:
        samples=of_data("samples", "npz"),
        exact=exact_information_if_any,
    output:
        numbers="results/{chapter}/information/{data}.json",
    log:
        "logs/estimate_information/{chapter}/{data}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        settings=ESTIMATOR,
        system=system_of,
        cut=cut_of,
        seed=config["seed"],
        code=code_of("estimate_information.py"),
    script:
        "../scripts/estimate_information.py"


rule bound_information:
    input:
        samples=of_data("samples", "npz"),
    output:
        numbers="results/{chapter}/information_bound/{data}.json",
    log:
        "logs/bound_information/{chapter}/{data}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        n_steps=config["information"]["critic_steps"],
        n_held_out=config["information"]["n_held_out"],
        system=system_of,
        cut=cut_of,
        seed=config["seed"],
        code=code_of("bound_information.py"),
    script:
        "../scripts/bound_information.py"


rule calibrate_information:
    output:
        numbers="results/{chapter}/calibration/{case}.json",
    log:
        "logs/calibrate_information/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="capacity",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        settings=ESTIMATOR,
        n_samples=config["capacity"]["n_samples"],
        n_held_out=config["capacity"]["n_held_out"],
        system=system_of,
        cut=cut_of,
        seed=config["seed"],
        code=code_of("calibrate_information.py"),
    script:
        "../scripts/calibrate_information.py"


rule measure_tabulated:
    input:
        table="resources/tables/mutual_information.csv",
    output:
        rows="results/capacity/tabulated.json",
    log:
        "logs/measure_tabulated.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(2000),
    params:
        code=code_of("measure_tabulated.py"),
    script:
        "../scripts/measure_tabulated.py"
