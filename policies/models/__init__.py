"""The revision policy, its versions, a client's yes to one, and the rounds used under it."""

from policies.models.agreement import Agreement
from policies.models.revision_round import RevisionRound
from policies.models.version import Policy, PolicyVersion, PublishedVersionIsFrozen

__all__ = ["Agreement", "Policy", "PolicyVersion", "PublishedVersionIsFrozen", "RevisionRound"]
