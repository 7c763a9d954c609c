"""Takes one claimed batch through its steps: offer together, mark, final dots, record."""

import logging
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import DatabaseError, connection

from outbox import backoff, claims, crash, journal, ledger, message
from outbox.budget import Budget
from outbox.claims import Outcome
from outbox.models import MailState, OutgoingEmail
from outbox.suppression import suppress, suppressed
from outbox.transport import (
    NoReply,
    Parcel,
    Problem,
    Refused,
    Reply,
    Transport,
    Unreachable,
)

logger = logging.getLogger(__name__)

# A process that slept between the mark and the dot (a closed laptop) starts over instead.
WAKE_LIMIT_SECONDS = 30
CONFIRM_PAUSES = (0.25, 0.5, 1, 2, 5)
UNTRIED = "untried"


class Round:
    """One sender with one batch of mails under one lease. Counts outcomes in `tally`."""

    def __init__(
        self,
        way_out: Transport,
        ours: journal.Journal,
        now: datetime,
        budget: Budget,
        tally: Counter[str],
    ) -> None:
        self._way_out = way_out
        self._journal = ours
        self._now = now
        self._budget = budget
        self._tally = tally

    def send(self, batch: Sequence[OutgoingEmail]) -> bool:
        """Send the batch group by group; what the budget does not reach is given back.

        Returns whether the server took part in it: mails that are held back never meet it.
        Raises Unreachable when the server takes part in nothing; then all is given back.
        """
        has_spoken = False
        left = self._without_suppressed(batch)
        while left and not self._budget.is_spent:
            try:
                width = self._way_out.ready(len(left))
                unreachable = self._send_group(left[:width])
            except Unreachable as problem:
                self._untried(left, problem)
                raise
            has_spoken = True
            left = left[width:]
            if unreachable:
                # The server closes; whoever comes after would only be turned away.
                break
        claims.release(left)
        return has_spoken

    def _send_group(self, group: Sequence[OutgoingEmail]) -> bool:
        """Send as many mails as there are links; True when the server turned one away."""
        problems = self._way_out.offer([_parcel(email) for email in group])
        offered = {place: group[place] for place, why in enumerate(problems) if why is None}
        self._hand_off(offered)
        closing = []
        for place, problem in enumerate(problems):
            if isinstance(problem, Unreachable):
                closing.append(group[place])
            elif problem is not None:
                self._count(self._not_taken(group[place], problem))
        if closing:
            problem = next(why for why in problems if isinstance(why, Unreachable))
            if len(closing) == len(group):
                raise problem
            self._untried(closing, problem)
        return bool(closing)

    def _hand_off(self, offered: dict[int, OutgoingEmail]) -> None:
        """Mark the offered mails, send the final dots of those that may go, record the answers."""
        if not offered:
            return
        crash.point("before_mark")
        before = _ticked()
        marked = claims.mark_handoff(list(offered.values()))
        going = {place: email for place, email in offered.items() if email.pk in marked}
        self._withdraw({place: email for place, email in offered.items() if place not in going})
        if _ticked() - before > WAKE_LIMIT_SECONDS:
            self._withdraw(going, "This machine slept.")
            return
        try:
            self._journal.finishing(_keys(going.values()))
        except OSError as problem:
            logger.exception("The data folder takes nothing; mails wait")
            self._withdraw(going, str(problem))
            raise
        crash.point("after_handoff")
        for answers in self._way_out.finish(going):
            self._record({going[place]: answer for place, answer in answers.items()})

    def _record(self, answers: dict[OutgoingEmail, Reply | NoReply]) -> None:
        crash.point("after_250")
        taken: dict[OutgoingEmail, Outcome] = {}
        for email, answer in answers.items():
            if not isinstance(answer, NoReply) and answer[0] // 100 == 2:
                taken[email] = Outcome("sent", *answer)
        # Acceptances first: they are what must not be forgotten.
        self._confirm(taken)
        for email, answer in answers.items():
            if isinstance(answer, NoReply):
                claims.doubt(email, Outcome("dot", None, str(answer)), now=self._now)
                logger.warning("No answer after the end of mail %s: it is in doubt", email.pk)
                self._count(MailState.UNCERTAIN)
            elif email not in taken:
                self._count(self._not_taken(email, Refused("dot", *answer)))
        self._journal.settled(_keys(answers))

    def _confirm(self, taken: dict[OutgoingEmail, Outcome]) -> None:
        """Record the acceptances, however often the database has to be asked."""
        if not taken:
            return
        self._note_in_ledger(taken)
        outcomes = {email.pk: outcome for email, outcome in taken.items()}
        for attempt, pause in enumerate((*CONFIRM_PAUSES, 0)):
            try:
                claims.confirm(list(taken), outcomes, now=self._now)
                break
            except DatabaseError as problem:
                logger.warning("Accepted mails could not be recorded: %s", problem)
                if attempt == 0:
                    self._keep(taken)
                if attempt == len(CONFIRM_PAUSES):
                    raise
                if not connection.in_atomic_block:
                    connection.close()
                time.sleep(pause)
        self._tally[MailState.SENT] += len(taken)

    def _note_in_ledger(self, taken: dict[OutgoingEmail, Outcome]) -> None:
        try:
            ledger.note([email.message_id for email in taken], self._now)
        except OSError:
            # It only serves to notice a restored database; the mail itself is not in question.
            logger.exception("The ledger could not be written")

    def _keep(self, taken: dict[OutgoingEmail, Outcome]) -> None:
        at = self._now.timestamp()
        for email, outcome in taken.items():
            kept = journal.Acceptance(
                str(email.pk), email.lease_token, outcome.code or 250, outcome.text, at
            )
            try:
                self._journal.accepted(kept)
            except OSError:
                logger.exception("Mail %s was accepted and could not be noted", email.pk)

    def _not_taken(self, email: OutgoingEmail, problem: Problem) -> str:
        """A refusal is certain knowledge: for now (4xx or a broken link), or for good (5xx).

        One of the command DATA says nothing about the mail, which the server has not seen yet.
        """
        if not isinstance(problem, Refused):
            return self._later(email, Outcome("broken", None, str(problem)))
        outcome = Outcome(problem.stage, problem.code, problem.text)
        if problem.code < 500 or problem.stage == "data":
            return self._later(email, outcome, greylisted=problem.stage == "rcpt")
        claims.refuse(email, outcome, now=self._now)
        logger.warning("Mail %s was refused at %s: %s", email.pk, problem.stage, problem.code)
        if problem.stage == "rcpt":
            suppress(email.rcpt, code=problem.code, text=problem.text, now=self._now)
        return MailState.FAILED

    def _later(self, email: OutgoingEmail, outcome: Outcome, *, greylisted: bool = False) -> str:
        wait = backoff.wait_before(email.attempts, greylisted=greylisted)
        claims.retry(email, outcome, now=self._now, wait=wait)
        return MailState.RETRY

    def _withdraw(self, mails: dict[int, OutgoingEmail], problem: str = "") -> None:
        """Let go of mails before their end: taken back meanwhile, or the lease grew too short."""
        for place in mails:
            self._way_out.withdraw(place)
        claims.release(list(mails.values()), problem=problem)
        self._tally[MailState.CANCELLED] += len(mails)

    def _untried(self, mails: Sequence[OutgoingEmail], problem: Unreachable) -> None:
        claims.release(mails, problem=str(problem))
        self._tally[UNTRIED] += len(mails)

    def _without_suppressed(self, batch: Sequence[OutgoingEmail]) -> list[OutgoingEmail]:
        held_back = suppressed(email.rcpt for email in batch)
        going = []
        for email in batch:
            row = held_back.get(email.rcpt.lower())
            if row is None:
                going.append(email)
                continue
            reason = f"No mail goes to this address: {row.reason}"
            claims.refuse(email, Outcome("suppressed", None, reason), now=self._now)
            self._count(MailState.FAILED)
        return going

    def _count(self, outcome: str) -> None:
        self._tally[outcome] += 1


def _ticked() -> float:
    """Return seconds since the machine started, those it slept included where it can tell.

    On Linux the monotonic clock stands still meanwhile.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


def _parcel(email: OutgoingEmail) -> Parcel:
    return Parcel(str(email.pk), message.sender_address(), email.rcpt, bytes(email.raw))


def _keys(emails: Iterable[OutgoingEmail]) -> list[tuple[str, str]]:
    return [(str(email.pk), email.lease_token) for email in emails]
