"""What several files of tests have in common because it takes minutes."""

import pytest

from workflow import QUICK, copy_repository, snakemake


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """A copy of the repository with the quick configuration, run to completion."""
    repository = copy_repository(tmp_path_factory.mktemp("built"))
    run = snakemake(repository, "--cores", "2", *QUICK)
    assert run.returncode == 0, run.stdout[-4000:]
    return repository
