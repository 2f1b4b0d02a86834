"""How a case is spelled: in names of files, and in numbers and titles.

Commas would read best everywhere, but jobs of a cluster learn their wildcards from a
command line that Snakemake takes apart at every comma, quoted or not
(github.com/snakemake/snakemake/issues/2366).
"""

SEPARATOR = "+"


def label_of(name: str) -> str:
    """The file's `n=100+p=3+beta=1.2` as numbers have it, `n=100,p=3,beta=1.2`."""
    return name.replace(SEPARATOR, ",")
