"""A story that has ended with the client leaving: twelve days without a word."""

from complaints.demo.script import (
    Accepted,
    Choice,
    Closed,
    Confirmed,
    Delivered,
    FoundCause,
    Logged,
    Planned,
    PlanSent,
    Replied,
    Story,
    Todo,
)

NO_WORD = Story(
    "prices",
    (
        Logged(
            -40,
            "15:30",
            words=(
                "Rang at 14:50. She has had no word since the first draft, twelve days ago. She"
                " sent the new prices by mail and does not know whether I have them. She finds it"
                " unprofessional and is thinking about who does the next list."
            ),
            arrived=(-40, "14:50"),
            paraphrase=(
                "Twelve days without a word after the first draft, and no sign whether the new"
                " prices had arrived."
            ),
            feelings=("ignored", "disappointed"),
            wish="explanation",
            channel="phone",
        ),
        Replied(
            -39,
            "10:00",
            own_part="communication",
            plan_on=-38,
            mode="call",
            call_note="Said that I had the prices and should have written so. A plan by tomorrow.",
        ),
        FoundCause(
            -39,
            "11:30",
            cause="COM.1",
            lever="me",
            sentence="I was waiting for the printer and did not write because I had nothing new.",
        ),
        Planned(
            -38,
            "09:20",
            choices=(
                Choice(
                    "explanation",
                    "What happened in those twelve days, and a note every Tuesday until print",
                    (-37, "12:00"),
                    hours="0.5",
                ),
            ),
            todos=(Todo("Write down what happened", -37),),
            answer_on=-34,
            not_included="Changes to the prices after this week",
            rhythm="weekly",
        ),
        PlanSent(-38, "09:40"),
        Accepted(-38, "15:05", said="All right.", source="call"),
        Delivered(
            -37,
            "10:30",
            results=(("done", "It is in my mail of today"),),
            deliverable="a mail with the dates of the twelve days",
            check_on=-33,
        ),
        Confirmed(-35, "13:45", said="Thank you. It explains it.", source="email"),
        Closed(
            -34,
            "11:00",
            outcome="left",
            note="They finish this list with me and give the next one to somebody nearer by.",
            hours="1.5",
        ),
    ),
)
