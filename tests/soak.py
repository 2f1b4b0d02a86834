"""Hurt a run again and again, in any way and at any moment.

`python tests/soak.py 10 1` does it for ten rounds, from seed 1.

Each round starts from nothing, suffers one to three injuries in a row, and must end
with the bytes of a run that nothing befell.
"""

import random
import sys
import tempfile
from pathlib import Path

from injuries import INJURIES, complete, is_whole, make
from workflow import copy_repository


def soak(n_rounds: int, seed: int) -> None:
    """Say of every round what befalls it; fail if it does not recover."""
    chance = random.Random(seed)
    print(f"{n_rounds} rounds from seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        undisturbed = complete(copy_repository(Path(folder)))
    for number in range(1, n_rounds + 1):
        injuries = chance.choices(INJURIES, k=chance.randint(1, 3))
        names = ", ".join(injure.__name__ for injure in injuries)
        print(f"round {number} of {n_rounds}: {names}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            repository = copy_repository(Path(folder))
            for injure in injuries:
                injure(repository, chance)
                make(repository, "--unlock")
            if not is_whole(complete(repository), undisturbed):
                sys.exit(f"error: round {number} ended with other results")
    print(f"{n_rounds} rounds: all ended as a run that nothing befell")


if __name__ == "__main__":
    n_rounds, seed = sys.argv[1:3] if len(sys.argv) > 2 else (10, 0)
    soak(int(n_rounds), int(seed))
