"""Records evaluations as they are made today: `python tests/eligibility/record_evaluation.py`.

Every recorded file is kept for good: add files for new rule sets beside the old ones.
"""

import json

from eligibility_cases import HERE, changed_facts

from registry.eligibility.evaluate import evaluate

TROUBLED = {
    "submitted_on": "2025-10-01",
    "resubmission": True,
    "round.status_max_age_days": None,
    "enterprise.region_name": None,
    "declaration.profit": None,
    "declaration.export_value": 1000000001,
    "patents.0": {"typed": "ZL202110123456.8", "number": None, "status": "unknown"},
    "patents.1": {"filed_on": "2014-05-05", "basis": "patentee", "contribution": 9000},
    "benchmarks.0": {"threshold": "16"},
    "benchmarks.3": {"measure": "core_inventions", "unit": "percent"},
}
SITUATIONS = {"all_met": {}, "troubled": TROUBLED}


def record() -> None:
    """Writes one file for each situation, named after it and the rule set of today."""
    for name, changes in SITUATIONS.items():
        facts = changed_facts(changes)
        evaluation = evaluate(facts)
        data = {"facts": facts.to_json(), "evaluation": evaluation.to_json()}
        path = HERE / "recorded" / f"{name}-{evaluation.rule_set}.json"
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    record()
