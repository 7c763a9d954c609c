"""How many wrong passwords may be typed, and by whom: the three counts that slow a guesser down.

A guesser elsewhere must not lock out the owner at home. So the tight count is about one account
from one network; the one about an account from everywhere is wide, and does not hold in networks
from which somebody signed in to it before.
"""

import hashlib
import math
import time
from dataclasses import dataclass, field
from datetime import timedelta

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

APP = "accounts.guesses"
ACCOUNT_HERE, NETWORK, ACCOUNT_ANYWHERE = "account_here", "network", "account_anywhere"
LIMITS = {ACCOUNT_HERE: "5/5m/key", NETWORK: "30/5m/key", ACCOUNT_ANYWHERE: "100/1h/key"}
REMEMBER_NETWORK = timedelta(days=90)


class TooManyGuessesError(Exception):
    """No password is looked at now; `minutes` says for how long."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes


@dataclass(frozen=True)
class Guess:
    """One try to sign in as `login` from `network`. It counts until it is taken back."""

    request: HttpRequest
    login: str
    network: str
    _counted: list[ratelimit.RateLimitUsage] = field(default_factory=list)

    def count(self) -> None:
        """Count the try; raises TooManyGuessesError, and then counts nothing."""
        for action, key in self._keys().items():
            usage = ratelimit.consume(
                self.request, app=APP, action=action, config=LIMITS, key=key, limit_get=True
            )
            if usage is None:
                self.take_back()
                raise TooManyGuessesError(self._minutes())
            self._counted.append(usage)

    def take_back(self) -> None:
        """The password was right, or was not looked at: the try does not count."""
        while self._counted:
            self._counted.pop().rollback()

    def succeed(self) -> None:
        """Note that the owner signs in from this network."""
        self.take_back()
        cache.set(self._known_key(), True, REMEMBER_NETWORK.total_seconds())

    def forget(self) -> None:
        """Begin anew here: the owner has just shown that the mailbox is theirs."""
        key = self._keys()[ACCOUNT_HERE]
        ratelimit.clear(self.request, app=APP, action=ACCOUNT_HERE, config=LIMITS, key=key)
        self.succeed()

    def _keys(self) -> dict[str, str]:
        keys = {ACCOUNT_HERE: f"{self.login} {self.network}", NETWORK: self.network}
        if not cache.get(self._known_key()):
            keys[ACCOUNT_ANYWHERE] = self.login
        return keys

    def _known_key(self) -> str:
        return f"{APP}:known:{hashlib.sha256(f'{self.login} {self.network}'.encode()).hexdigest()}"

    def _minutes(self) -> int:
        """Return in how many minutes none of the counts is full any more."""
        waits = [self._wait(action, key) for action, key in self._keys().items()]
        return max(1, math.ceil(max(waits) / 60))

    def _wait(self, action: str, key: str) -> float:
        """Return in how many seconds a count takes another try; 0 when it does now."""
        (rate,) = ratelimit.get_rates(app=APP, action=action, config=LIMITS)
        place = ratelimit.get_cache_key(self.request, app=APP, action=action, rate=rate, key=key)
        tries = cache.get(place, [])
        return min(tries) + rate.duration - time.time() if len(tries) >= rate.amount else 0
