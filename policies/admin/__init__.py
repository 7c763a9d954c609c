"""The admin pages on which freelancers set up their policies: write, look, publish, retire."""

from policies.admin import policy, version

__all__ = ["policy", "version"]
