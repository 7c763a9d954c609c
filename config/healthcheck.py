"""Asks this machine's own health page, for a container: exit code 0 when all is well."""

import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

# Started as a file of its own, without the seconds that loading the app takes.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from accounts.reach import own_host, url_host


def main() -> int:
    """Return 0 when the page answers 200, and 1 for anything else."""
    # The server answers to its public name only.
    name = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
    host = url_host(own_host(os.environ.get("HOST", "")))
    address = f"http://{host}:{os.environ.get('PORT') or 8000}/health/"
    request = urllib.request.Request(address, headers={"Host": name})
    try:
        with urllib.request.urlopen(request, timeout=5):  # noqa: S310
            return 0
    except (urllib.error.URLError, OSError) as problem:
        print(problem)
        return 1


if __name__ == "__main__":
    sys.exit(main())
