"""What an estimator of information asks of its words."""

from numpy.typing import NDArray

MIN_HELD_OUT = 100


class InformationError(ValueError):
    """No trustworthy estimate can be made of these words."""


def check_words(train: NDArray, held_out: NDArray, left: NDArray) -> None:
    """Refuse what cannot give an estimate, in one line.

    Args:
        train: words to learn from, shape (n_words, n_sites).
        held_out: words to measure on, same sites.
        left: True for the sites of A, shape (n_sites,).

    Raises:
        InformationError: words are not of 0 and 1, too few of them, or no proper cut.
    """
    for name, words in (("training", train), ("held-out", held_out)):
        if words.ndim != 2 or not ((words == 0) | (words == 1)).all():
            raise InformationError(f"{name} words must be rows of 0 and 1")
        if len(words) < MIN_HELD_OUT:
            message = f"{len(words)} {name} words are fewer than {MIN_HELD_OUT}"
            raise InformationError(message)
    if train.shape[1] != held_out.shape[1]:
        raise InformationError("training and held-out words differ in their sites")
    if (
        left.dtype != bool
        or left.shape != train.shape[1:]
        or left.all()
        or not left.any()
    ):
        raise InformationError("the cut must mark some but not all of the sites")
