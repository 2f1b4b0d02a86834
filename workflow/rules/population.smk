# Laws of a population's words: the one that a decoder holds, and its rivals.
rule measure_statistics:
    input:
        samples="results/retina/samples/split={split}.npz",
    output:
        statistics="results/retina/statistics/split={split}.npz",
    log:
        "logs/measure_statistics/{split}.log",
    wildcard_constraints:
        split="repeat|time",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        seed=config["seed"],
        code=code_of("measure_statistics.py"),
    script:
        "../scripts/measure_statistics.py"


rule decode_generalised_hopfield:
    input:
        vae=vae_of_law,
        samples=words_of_law,
    output:
        law="results/retina/laws/{law}.npz",
        numbers="results/retina/laws/{law}.json",
    log:
        "logs/decode_generalised_hopfield/{law}.log",
    wildcard_constraints:
        law=r"generalised_hopfield\+[^/]+",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        n_patterns=lambda wildcards: CASES.laws[wildcards.law].get("p", 2),
        seed=config["seed"],
        code=code_of("decode_generalised_hopfield.py"),
    script:
        "../scripts/decode_generalised_hopfield.py"


rule fit_rival:
    input:
        samples=words_of_law,
    output:
        law="results/retina/laws/{law}.npz",
    log:
        "logs/fit_rival/{law}.log",
    wildcard_constraints:
        law="(?!generalised_hopfield)[^/]+",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        case=lambda wildcards: CASES.laws[wildcards.law],
        seed=config["seed"],
        code=code_of("fit_rival.py"),
    script:
        "../scripts/fit_rival.py"


rule assess_law:
    input:
        law="results/retina/laws/{law}.npz",
        samples=words_of_law,
        statistics=lambda wildcards: words_of_law(wildcards).replace(
            "samples", "statistics"
        ),
    output:
        numbers="results/retina/judged/{law}.json",
        arrays="results/retina/judged/{law}.npz",
    log:
        "logs/assess_law/{law}.log",
    wildcard_constraints:
        law="[^/]+",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(4000),
    params:
        case=lambda wildcards: CASES.laws[wildcards.law],
        seed=config["seed"],
        code=code_of("assess_law.py"),
    script:
        "../scripts/assess_law.py"


rule follow_movie:
    input:
        law="results/retina/laws/{law}.npz",
        samples=words_of_law,
    output:
        numbers="results/retina/movie/{law}.json",
        arrays="results/retina/movie/{law}.npz",
    log:
        "logs/follow_movie/{law}.log",
    wildcard_constraints:
        law=r"generalised_hopfield\+.*split=repeat",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        code=code_of("follow_movie.py"),
    script:
        "../scripts/follow_movie.py"


rule measure_thermodynamics:
    input:
        law="results/retina/laws/{law}.npz",
        samples=words_of_law,
    output:
        numbers="results/retina/thermodynamics/{law}.json",
        arrays="results/retina/thermodynamics/{law}.npz",
    log:
        "logs/measure_thermodynamics/{law}.log",
    wildcard_constraints:
        law=r"generalised_hopfield\+.*split=repeat",
    conda:
        "../../envs/environment.yaml"
    resources:
        mem_mb=memory(3000),
    params:
        sizes=config["retina"]["subsets"],
        seed=config["seed"],
        code=code_of("measure_thermodynamics.py"),
    script:
        "../scripts/measure_thermodynamics.py"


rule judge_retina:
    input:
        laws=collect("results/retina/judged/{law}.json", law=CASES.laws),
        gains=collect("results/retina/judged/{law}.npz", law=CASES.laws),
        decoded=collect(
            "results/retina/laws/{law}.json",
            law=[case_name(keys) for keys in POPULATION["decoded"]],
        ),
        followed=collect(
            "results/retina/movie/{law}.json",
            law=[case_name(keys) for keys in POPULATION["followed"]],
        ),
        subsets=collect(
            "results/retina/thermodynamics/{law}.json",
            law=[case_name(keys) for keys in POPULATION["subsets"]],
        ),
    output:
        rows="results/retina/rows.json",
    log:
        "logs/judge_retina.log",
    localrule: True
    conda:
        "../../envs/environment.yaml"
    params:
        cases=POPULATION,
        code=code_of("judge_retina.py"),
    script:
        "../scripts/judge_retina.py"
