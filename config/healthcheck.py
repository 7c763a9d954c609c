"""Asks this machine's own health page, for a container: exit code 0 when all is well."""

import os
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit


def main() -> int:
    """Return 0 when the page answers 200, and 1 for anything else."""
    # The server answers to its public name only.
    name = urlsplit(os.environ.get("SITE_URL", "")).netloc or "127.0.0.1"
    address = f"http://127.0.0.1:{os.environ.get('PORT') or 8000}/health/"
    request = urllib.request.Request(address, headers={"Host": name})
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return 0
    except (urllib.error.URLError, OSError) as problem:
        print(problem)
        return 1


if __name__ == "__main__":
    sys.exit(main())
