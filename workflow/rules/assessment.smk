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
        chapter="|".join(DECODED),
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        system=system_of,
        seed=config["seed"],
        code=code_of("assess_matter.py"),
    script:
        "../scripts/assess_matter.py"


rule assess_nematic:
    input:
        vae="results/{chapter}/vae/{case}.pt",
        samples=of_data("samples", "npz"),
    output:
        numbers="results/{chapter}/assessment/{case}.json",
        arrays="results/{chapter}/assessment/{case}.npz",
    log:
        "logs/assess_nematic/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="maier_saupe",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        system=system_of,
        seed=config["seed"],
        code=code_of("assess_nematic.py"),
    script:
        "../scripts/assess_nematic.py"


rule solve_one_body:
    output:
        numbers="results/maier_saupe/exact/theory.json",
        arrays="results/maier_saupe/exact/theory.npz",
    log:
        "logs/solve_one_body.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        code=code_of("solve_one_body.py"),
    script:
        "../scripts/solve_one_body.py"


rule assess_population:
    input:
        vae="results/retina/vae/{case}.pt",
        samples=of_data("samples", "npz"),
        statistics=of_data("statistics", "npz"),
    output:
        numbers="results/retina/assessment/{case}.json",
        arrays="results/retina/assessment/{case}.npz",
    log:
        "logs/assess_population/{case}.log",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        seed=config["seed"],
        code=code_of("assess_population.py"),
    script:
        "../scripts/assess_population.py"


rule assess_capacity:
    input:
        vae="results/{chapter}/vae/{case}.pt",
        samples=of_data("samples", "npz"),
        information=of_data("exact_information", "json"),
    output:
        numbers="results/{chapter}/assessment/{case}.json",
        arrays="results/{chapter}/assessment/{case}.npz",
    log:
        "logs/assess_capacity/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="capacity",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        system=system_of,
        cuts=cuts_of,
        seed=config["seed"],
        code=code_of("assess_capacity.py"),
    script:
        "../scripts/assess_capacity.py"


rule judge_capacity:
    input:
        exact=capacity_files("exact", "exact_information"),
        estimates=capacity_files("estimates", "information"),
        bounds=capacity_files("bounds", "information_bound"),
        runs=capacity_files("runs", "calibration"),
        fits=capacity_files("fits", "assessment"),
        tabulated="results/capacity/tabulated.json",
    output:
        rows="results/capacity/rows.json",
    log:
        "logs/judge_capacity.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        cases=CAPACITY,
        code=code_of("judge_capacity.py"),
    script:
        "../scripts/judge_capacity.py"


rule recover_matter:
    input:
        vae="results/{chapter}/vae/{case}.pt",
        samples=of_data("samples", "npz"),
        peers=peers_of,
    output:
        numbers="results/{chapter}/recovered/{case}.json",
    log:
        "logs/recover_matter/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="recovery",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        system=system_of,
        seed=config["seed"],
        code=code_of("recover_matter.py"),
    script:
        "../scripts/recover_matter.py"


rule choose_dimension:
    input:
        vaes=rivals_of,
        samples=of_data("samples", "npz"),
    output:
        choices="results/{chapter}/dimension/{case}.json",
    log:
        "logs/choose_dimension/{chapter}/{case}.log",
    wildcard_constraints:
        chapter="recovery",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        dims=dimensions_of,
        seed=config["seed"],
        code=code_of("choose_dimension.py"),
    script:
        "../scripts/choose_dimension.py"


rule judge_recovery:
    input:
        recovered=collect(
            "results/recovery/recovered/{case}.json", case=CASES.recovered
        ),
        choices=collect("results/recovery/dimension/{case}.json", case=CASES.dimensions),
    output:
        rows="results/recovery/rows.json",
    log:
        "logs/judge_recovery.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        cases=RECOVERY,
        code=code_of("judge_recovery.py"),
    script:
        "../scripts/judge_recovery.py"
