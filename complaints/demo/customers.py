"""The clients and projects of the demo, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Agreed:
    """How a client said yes to a policy, by its key, and on which day."""

    policy: str
    day: int
    method: str = "email"
    evidence: str = ""


@dataclass(frozen=True)
class Job:
    """A project by its key. Days count from day 0; `rounds` are those used before any complaint."""

    key: str
    title: str
    fee: str
    state: str
    started: int
    due: int | None = None
    delivered: int | None = None
    approved: int | None = None
    currency: str = "EUR"
    agreed: Agreed | None = None
    without: str = ""
    charged: str = "fixed"
    hourly_rate: str | None = None
    tax_rate: str | None = None
    rounds: tuple[tuple[str, int, str], ...] = ()


@dataclass(frozen=True)
class Customer:
    """A client with the person there and the projects; `years` is how long they have been one."""

    name: str
    person: str
    email: str
    years: int
    jobs: tuple[Job, ...]
    phone: str = ""
    note: str = ""
    others: tuple[tuple[str, str], ...] = ()


CUSTOMERS = (
    Customer(
        "Harbour Books",
        "Elin Marsh",
        "elin@harbourbooks.example",
        4,
        (
            Job(
                "signage",
                "Shop signage",
                "1450",
                "approved",
                -170,
                -120,
                -112,
                -110,
                agreed=Agreed("fixed-1", -172, "email", "“That works for us. Elin”"),
            ),
            Job(
                "menu",
                "Summer menu",
                "1200",
                "active",
                -60,
                8,
                agreed=Agreed("fixed-2", -62, "email", "“Yes to all of it, two rounds. Elin”"),
                rounds=(("included", -12, "more_needed"),),
            ),
        ),
        phone="+49 40 5550142",
        note="A bookshop with a café. Elin decides, her sister Maud pays.",
        others=(("Maud Marsh", "maud@harbourbooks.example"),),
    ),
    Customer(
        "Ortiz Dental",
        "Paula Ortiz",
        "paula@ortizdental.example",
        1,
        (
            Job(
                "website",
                "Practice website",
                "3400",
                "active",
                -75,
                10,
                agreed=Agreed("fixed-2", -78, "call"),
            ),
        ),
    ),
    Customer(
        "Kessler Bakery",
        "Jonas Kessler",
        "jonas@kesslerbakery.example",
        2,
        (
            Job(
                "order-form",
                "Order form",
                "640",
                "delivered",
                -34,
                -16,
                -15,
                agreed=Agreed("small-1", -36, "email", "“Agreed, please start. Jonas”"),
                rounds=(("included", -15, "accepted"),),
            ),
        ),
    ),
    Customer(
        "Lumen Yoga",
        "Ines Albrecht",
        "ines@lumenyoga.example",
        3,
        (
            Job(
                "brochure",
                "Brochure",
                "980",
                "active",
                -45,
                6,
                agreed=Agreed("fixed-2", -46, "file", "Signed offer, folder Lumen 2"),
            ),
            Job(
                "newsletter",
                "Monthly newsletter",
                "380",
                "active",
                -130,
                agreed=Agreed("retainer-1", -132, "email", "“Three rounds a month, good. Ines”"),
                rounds=(("included", -9, "accepted"),),
            ),
        ),
    ),
    Customer(
        "Juniper Florist",
        "Nell Adair",
        "nell@juniperflorist.example",
        0,
        (Job("cards", "Wedding stationery", "450", "active", -22, 4),),
    ),
    Customer(
        "Pemberton Tea",
        "Harriet Pemberton",
        "harriet@pembertontea.example",
        2,
        (
            Job(
                "catalogue",
                "Catalogue in German",
                "860",
                "approved",
                -84,
                -60,
                -51,
                -50,
                currency="GBP",
                agreed=Agreed("small-1", -86, "email", "“Happy with the terms. H. Pemberton”"),
            ),
        ),
    ),
    Customer(
        "Atlas Cycling",
        "Davide Conti",
        "davide@atlascycling.example",
        1,
        (
            Job(
                "photos",
                "Shop photos",
                "1100",
                "ended",
                -112,
                -90,
                -89,
                -74,
                agreed=Agreed("small-1", -114, "call"),
                rounds=(("included", -88, "more_needed"),),
            ),
        ),
    ),
    Customer(
        "Noor Interiors",
        "Samira Noor",
        "samira@noorinteriors.example",
        2,
        (
            Job(
                "prices",
                "Price list",
                "520",
                "ended",
                -66,
                -42,
                -36,
                -35,
                without="A small job for an old client, in a hurry.",
            ),
        ),
    ),
    Customer(
        "Brandt & Töchter",
        "Lea Brandt",
        "lea@brandt-toechter.example",
        1,
        (
            Job(
                "logo",
                "Logo refresh",
                "1800",
                "delivered",
                -52,
                -14,
                -15,
                agreed=Agreed("fixed-2", -55, "email", "“Zwei Runden, in Ordnung. L. Brandt”"),
                rounds=(("included", -24, "more_needed"),),
            ),
        ),
    ),
    Customer(
        "Fjord Kayaks",
        "Signe Dahl",
        "signe@fjordkayaks.example",
        0,
        (
            Job(
                "booking",
                "Booking page",
                "2600",
                "delivered",
                -48,
                -7,
                -8,
                agreed=Agreed("fixed-2", -50, "email", "“Looks fair. Signe”"),
                rounds=(("included", -20, "more_needed"), ("included", -12, "accepted")),
            ),
        ),
    ),
    Customer(
        "Field & Sons",
        "Owen Field",
        "owen@fieldandsons.example",
        1,
        (
            Job(
                "care",
                "Site care",
                "0",
                "active",
                -64,
                agreed=Agreed("small-1", -66, "email", "“By the hour suits us. Owen”"),
                charged="hourly",
                hourly_rate="80",
                tax_rate="19",
            ),
            Job(
                "panels",
                "Window panels",
                "0",
                "active",
                -30,
                12,
                agreed=Agreed("stages-1", -32, "email", "“Panel by panel, good. Owen”"),
                charged="stages",
                tax_rate="19",
            ),
        ),
    ),
)
