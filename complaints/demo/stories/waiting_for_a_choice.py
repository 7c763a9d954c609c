"""A story under way: the plan is with the client."""

from complaints.demo.script import (
    Choice,
    FoundCause,
    Logged,
    Planned,
    PlanSent,
    Replied,
    Story,
    Todo,
)

WAITING_FOR_A_CHOICE = Story(
    "booking",
    (
        Logged(
            -6,
            "13:30",
            words=(
                "Hi Mira, the booking page works, but where are the photos of the three routes? We"
                " thought they were part of it, the offer says “a page that sells the tours”. Now"
                " there are grey boxes and the season starts on {day[18]}. Not happy. Signe"
            ),
            arrived=(-6, "09:15"),
            paraphrase=(
                "Photos of the three routes were understood to be part of the booking page, and"
                " grey boxes stand there shortly before the season."
            ),
            points=(
                "There are grey boxes instead of photos",
                "The offer sounded as if it had them",
            ),
            feelings=("disappointed", "rushed"),
            wish="fix",
            needed_on=18,
        ),
        Replied(
            -5,
            "09:20",
            own_part="communication",
            own_part_text="the gap in my offer about who brings the photos",
            plan_on=-3,
            expected="a page with photos of the three routes",
            received="grey boxes",
        ),
        FoundCause(
            -4,
            "11:15",
            cause="SCO.1",
            lever="both",
            sentence="The offer of two pages names the texts and says nothing about photos.",
        ),
        Planned(
            -3,
            "10:35",
            choices=(
                Choice(
                    "revision",
                    "Your own photos of the routes, chosen, cropped and set by me",
                    (7, "16:00"),
                    hours="3",
                ),
                Choice(
                    "quote",
                    "A day on the water with a photographer, twelve pictures for page and posters",
                    (13, "16:00"),
                    hours="9",
                    cost="320",
                ),
            ),
            todos=(
                Todo("Send me what photos you have", 4, "client"),
                Todo("Choose and crop", 6),
                Todo("Set them on the page", 7),
            ),
            answer_on=3,
            not_included="Travel to the lakes, and a film",
        ),
        PlanSent(-3, "11:00"),
    ),
)
