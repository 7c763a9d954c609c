"""What is drawn by lot for complaints in bulk: words, causes, ends, and how long things take."""

from datetime import timedelta
from random import Random

from complaints.models import ClientResponse, Complaint, Finding, Listening, PlanOption
from complaints.workflow import State

SAID = (
    ("The files we got are not the ones we approved.", "The files differ from what was approved."),
    ("We have not heard from you for two weeks now.", "Two weeks went by without a word."),
    ("The page does not open on my phone at all.", "The page does not open on phones."),
    ("There are three spelling mistakes on the cover.", "Three mistakes on the cover."),
    ("I thought the photos were included in the price.", "Photos were taken to be included."),
    ("This came four days after the date you gave us.", "It came four days after the agreed day."),
    ("It just does not look like us, sorry to say.", "The design does not feel like them."),
    ("The invoice is higher than what you told us.", "The bill came as a surprise."),
)
FILLER = "We would like to know what happens next, and when we can count on it. "
CAUSES = {
    "SCO.1": 14,
    "SCO.4": 8,
    "TIM.1": 13,
    "TIM.3": 8,
    "COM.1": 12,
    "COM.3": 9,
    "QUA.2": 12,
    "QUA.1": 7,
    "FIT.1": 7,
    "MON.1": 4,
    "PRO.1": 3,
    "EXP.3": 2,
    "OUT.1": 1,
}
SENTENCES = {
    "SCO": "The offer did not say whether this was part of it.",
    "TIM": "I planned two days for work that took five.",
    "COM": "I waited with my answer because I had nothing new.",
    "QUA": "I checked the file on one device and not on the other.",
    "FIT": "We never talked about what you do not like.",
    "MON": "The extra hours were not announced before the bill.",
    "PRO": "I sent the export of an earlier version.",
    "EXP": "I did not explain how the rounds work.",
    "OUT": "The person who decided has changed.",
}
OUTCOMES = {
    Complaint.Outcome.CONFIRMED: 72,
    Complaint.Outcome.NO_REPLY: 12,
    Complaint.Outcome.MONEY: 5,
    Complaint.Outcome.NOT_AGREED: 4,
    Complaint.Outcome.LEFT: 5,
    Complaint.Outcome.ELSEWHERE: 2,
}
KINDS = {
    PlanOption.Kind.REVISION: 55,
    PlanOption.Kind.PART_REDO: 18,
    PlanOption.Kind.EXPLANATION: 14,
    PlanOption.Kind.PARTIAL_EARLY: 9,
    PlanOption.Kind.REDO: 4,
}
CHANNELS = {
    Complaint.Channel.EMAIL: 70,
    Complaint.Channel.PHONE: 14,
    Complaint.Channel.CHAT: 11,
    Complaint.Channel.MEETING: 4,
    Complaint.Channel.PUBLIC: 1,
}
LEVERS = {Finding.Lever.ME: 50, Finding.Lever.BOTH: 35, Finding.Lever.CLIENT: 10}
WISHES = {
    Listening.Wish.FIX: 52,
    Listening.Wish.REDO: 12,
    Listening.Wish.SOONER: 14,
    Listening.Wish.EXPLANATION: 10,
    Listening.Wish.MONEY: 7,
    Listening.Wish.NOT_SAID: 5,
}
SOURCES = {ClientResponse.Source.EMAIL: 70, ClientResponse.Source.CALL: 30}
SATISFACTION = {5: 30, 4: 38, 3: 18, 2: 9, 1: 5, None: 65}
# The way a complaint goes, with the median hours from each state to the next.
WAY = {
    State.DRAFT: 0.2,
    State.OPEN: 4,
    State.ACKNOWLEDGED: 36,
    State.PROPOSED: 26,
    State.IN_PROGRESS: 70,
    State.DELIVERED: 40,
    State.RESOLVED: 30,
    State.CLOSED: 0,
}
STEPS = list(WAY)
# Under way, three in a hundred; of the others every 25th was a draft that was thrown away.
LIVE_SHARE, WITHDRAWN_EVERY = 0.03, 25
LIVE_TURNS = (
    State.OPEN,
    State.IN_PROGRESS,
    State.PROPOSED,
    State.ACKNOWLEDGED,
    State.DELIVERED,
    State.IN_PROGRESS,
    State.RESOLVED,
    State.DRAFT,
)


class Chance(Random):
    """A source of chance that gives the same draws for the same seed."""

    def weighted[T](self, weights: dict[T, int]) -> T:
        """Return one of the keys, as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]

    def words(self) -> tuple[str, str]:
        """Return what a client wrote and what was heard."""
        said, heard = self.choice(SAID)
        return f"{said} {FILLER * self.randint(1, 4)}".strip(), heard

    def feelings(self) -> list[str]:
        """Return one or two feelings."""
        return self.sample(Listening.Feeling.values[:-1], self.randint(1, 2))

    def gaps(self, state: State) -> list[timedelta]:
        """Return how long each step up to `state` took: near the median, now and then long."""
        hours = [WAY[step] for step in STEPS[: STEPS.index(state)]]
        return [timedelta(hours=median * self.lognormvariate(0, 0.7)) for median in hours]


def plan_states(count: int) -> list[State]:
    """Return the states of `count` complaints, the oldest first, those under way last."""
    live = max(1, round(count * LIVE_SHARE))
    ended = [
        State.WITHDRAWN if n % WITHDRAWN_EVERY == 0 else State.CLOSED
        for n in range(1, count - live + 1)
    ]
    return ended + [LIVE_TURNS[n % len(LIVE_TURNS)] for n in range(live)]
