"""What code a result depends on.

Snakemake watches a script, not the modules it imports: after an edit of a package
function it would say "nothing to be done". A digest over the script and all it imports
from this package, handed to the rule as a parameter, closes the gap. It depends on
content alone, so that touching a file or moving the repository reruns nothing.
"""

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = __name__.partition(".")[0]


def digest_of(script: Path, source_root: Path) -> str:
    """Hexadecimal digest of a script and the package modules it leads to.

    Args:
        script: the Python file a rule runs.
        source_root: folder that holds the package.
    """
    files = sorted(dependencies(script, source_root))
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def dependencies(script: Path, source_root: Path) -> set[Path]:
    """The script and, recursively, the package files that it imports."""
    found: set[Path] = set()
    waiting = [script]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            waiting.extend(_imported_files(file, source_root))
    return found


def _imported_files(file: Path, source_root: Path) -> Iterator[Path]:
    """Package files named by the absolute imports of one file."""
    for name in _imported_names(file.read_text()):
        if name.partition(".")[0] == PACKAGE:
            candidate = source_root / (name.replace(".", "/") + ".py")
            if candidate.is_file():
                yield candidate


@cache
def _imported_names(source: str) -> tuple[str, ...]:
    """What a source may import; kept, as many scripts lead to the same modules."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    return tuple(names)
