"""The child process of `examine_isolated`: one file in, one attestation out, within limits.

Reads a line of JSON with the trust anchors and then the file from standard input.
"""

import json
import resource
import sys

from certificates.attestation import Trust
from certificates.examine import examine

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 15


def main() -> None:
    """Limit this process, examine, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    header = json.loads(sys.stdin.buffer.readline())
    pdf = sys.stdin.buffer.read()
    answer = examine(pdf, Trust.from_base64(header["anchors"])).to_json()
    sys.stdout.buffer.write(answer.encode())


if __name__ == "__main__":
    main()
