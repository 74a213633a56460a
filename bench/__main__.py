"""``python -m bench [--only NAME]``: run the benchmarks and write bench/results.json."""

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

from bench import cases
from bench.measure import Result

RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    """Run all benchmarks or one; a benchmark that is not run keeps its old line."""
    names = sorted(module.name for module in pkgutil.iter_modules(cases.__path__))
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=names, help="run this one only")
    only = parser.parse_args().only
    lines = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    for name in [only] if only else names:
        result = _load(name)()
        lines[name] = result.to_json()
        print(f"{name}: {result.ours:,.1f} against {result.peer:,.1f} {result.unit}", end=" ")
        print(f"= {result.ratio:.2f} × — {result.note}", flush=True)
    text = json.dumps(dict(sorted(lines.items())), indent=2, ensure_ascii=False)
    RESULTS.write_text(text + "\n", "utf-8")
    return 0


def _load(name: str) -> Callable[[], Result]:
    return cast(Callable[[], Result], importlib.import_module(f"bench.cases.{name}").run)


if __name__ == "__main__":
    sys.exit(main())
