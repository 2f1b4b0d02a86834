# Two commands are enough: `make reproduce` and `make test`. Each makes .venv if absent.
PYTHON ?= python3
BIN := .venv/bin
CORES ?= all
# Jobs run side by side: one thread each, or they would fight for the cores.
export OMP_NUM_THREADS ?= 1


.PHONY: reproduce quick full reference test check lock clean

reproduce: .venv/.complete
	$(BIN)/snakemake --cores $(CORES)

quick: .venv/.complete
	$(BIN)/snakemake --cores $(CORES) --configfile config/quick.yaml

full: .venv/.openmm
	$(BIN)/snakemake --cores $(CORES) --configfile config/full.yaml

# The numbers of a run, as the reference of its configuration, the paper's if not said:
# `make reference CONFIG=config/full.yaml` makes that which reports show beside theirs.
reference: .venv/.complete
	$(BIN)/snakemake freeze_reference --cores $(CORES) $(if $(CONFIG),--configfile $(CONFIG))

test: .venv/.complete
	$(BIN)/python -m pytest

check: .venv/.complete
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint
	PYTHONPATH=src $(BIN)/lint-imports
	$(BIN)/mypy

.venv/.complete: envs/requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement envs/requirements.lock
	touch $@

.venv/.openmm: .venv/.complete envs/requirements-openmm.txt
	$(BIN)/python -m pip install --quiet --requirement envs/requirements-openmm.txt
	touch $@

# Pin what envs/requirements.in resolves to; a local tag such as +cpu is not on PyPI.
# Conda gets a copy of all pins: Snakemake makes its environments elsewhere, where a path
# to the lock leads nowhere.
lock:
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement envs/requirements.in
	$(BIN)/python -m pip freeze | sed 's/+cpu$$//' > envs/requirements.lock
	sed -i.old '/- pip:/q' envs/environment.yaml && rm envs/environment.yaml.old
	sed 's/^/      - /' envs/requirements.lock >> envs/environment.yaml

clean:
	rm -rf results logs
