"""The process in which one file is read: it has no environment, little memory and little time.

``python -m registry.documents.child read`` writes lines: the kind alone, or problem, expectation and
each value as ``name=value``; ``… preview KIND`` writes a PNG. The file comes on standard input. Any
other end than 0 means that it could not be read.
"""

import resource
import sys

from registry.documents.reading import DocumentError, kind_of, preview_of

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 15


def main(arguments: list[str]) -> None:
    """Read the one file, and say what it is or show it."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    content = sys.stdin.buffer.read()
    if arguments[0] == "preview":
        answer = preview_of(content, arguments[1])
    else:
        answer = "\n".join(_read(content)).encode()
    sys.stdout.buffer.write(answer)


def _read(content: bytes) -> list[str]:
    try:
        return [kind_of(content)]
    except DocumentError as error:
        values = [f"{name}={value}" for name, value in error.values.items()]
        return [error.problem, error.expected, *values]


if __name__ == "__main__":
    main(sys.argv[1:])
