"""The stories of the demo, one a module: first those that have ended, then one in every state."""

from complaints.demo.stories.being_checked import BEING_CHECKED
from complaints.demo.stories.being_put_right import BEING_PUT_RIGHT
from complaints.demo.stories.date_missed import DATE_MISSED
from complaints.demo.stories.just_read import JUST_READ
from complaints.demo.stories.no_word import NO_WORD
from complaints.demo.stories.plan_promised import PLAN_PROMISED
from complaints.demo.stories.ready_to_close import READY_TO_CLOSE
from complaints.demo.stories.rounds_unclear import ROUNDS_UNCLEAR
from complaints.demo.stories.thrown_away import THROWN_AWAY
from complaints.demo.stories.to_answer_today import TO_ANSWER_TODAY
from complaints.demo.stories.waiting_for_a_choice import WAITING_FOR_A_CHOICE
from complaints.demo.stories.words_left_in_english import WORDS_LEFT_IN_ENGLISH

ENDED = (DATE_MISSED, ROUNDS_UNCLEAR, WORDS_LEFT_IN_ENGLISH, NO_WORD, THROWN_AWAY)
UNDER_WAY = (
    READY_TO_CLOSE,
    BEING_CHECKED,
    BEING_PUT_RIGHT,
    WAITING_FOR_A_CHOICE,
    PLAN_PROMISED,
    TO_ANSWER_TODAY,
    JUST_READ,
)
STORIES = (*ENDED, *UNDER_WAY)
