"""Fuzzes one database: `python -m tests.fuzz [--requests N] [--seed S] [--demo]`."""

import argparse
import logging
import os
import sys
import tempfile

REQUESTS, SEED = 4000, 1


def main() -> int:
    """Run and report; returns 1 when an answer was a 5xx, a leak, a way out, or did not come."""
    wanted = _arguments()
    with tempfile.TemporaryDirectory(prefix="amends-fuzz-") as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        os.environ["VAR_DIR"] = folder
        return _run(wanted)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help=f"how many; {REQUESTS}")
    parser.add_argument("--seed", type=int, default=SEED, help="the same seed asks the same")
    return parser.parse_args()


def _run(wanted: argparse.Namespace) -> int:
    import django  # noqa: PLC0415 - the folder must be known before the settings are read

    django.setup()
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    setup_test_environment(debug=False)
    # Thousands of refusals are the point; what breaks is collected by the run itself.
    logging.disable(logging.CRITICAL)
    connection.creation.create_test_db(verbosity=0)
    try:
        return _report(wanted, connection.vendor)
    finally:
        connection.creation.destroy_test_db("", verbosity=0)


def _report(wanted: argparse.Namespace, vendor: str) -> int:
    import time_machine  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    from tests.fuzz.run import Fuzz  # noqa: PLC0415 - models need the settings
    from tests.isolation.world import make_world  # noqa: PLC0415

    call_command("createcachetable", verbosity=0)
    world = make_world()
    with time_machine.travel(world.story.now):
        fuzz = Fuzz(
            world, seed=wanted.seed, say=lambda line: print(f"{vendor}: {line}", flush=True)
        )
        outcome = fuzz.run(wanted.requests)
    for problem in outcome.problems[:60]:
        print(f"{vendor}: FOUND {problem}")
    statuses = ", ".join(f"{code}: {count}" for code, count in sorted(outcome.statuses.items()))
    print(
        f"{vendor}: {outcome.requests} requests to {len(outcome.names)} addresses and"
        f" {len(outcome.forms)} forms, seed {wanted.seed}; {statuses};"
        f" {len(outcome.problems)} problems."
    )
    return int(bool(outcome.problems) or not outcome.requests)


if __name__ == "__main__":
    sys.exit(main())
