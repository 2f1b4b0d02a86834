"""Whatever befalls a run, the next one completes it, to the same bytes."""

import random

import pytest

from injuries import INJURIES, complete, is_whole
from workflow import copy_repository


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Results of a run that nothing befell."""
    return complete(copy_repository(tmp_path_factory.mktemp("undisturbed")))


@pytest.mark.parametrize("injure", INJURIES, ids=lambda injure: injure.__name__)
def test_a_run_that_was_hurt_is_completed_to_the_same_bytes(
    injure, undisturbed, tmp_path
):
    repository = copy_repository(tmp_path)
    injure(repository, random.Random(1))
    assert is_whole(complete(repository), undisturbed)
