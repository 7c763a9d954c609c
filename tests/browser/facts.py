"""The freelancer, the baker and what they say in the walks through the browser."""

NAME, EMAIL, PASSWORD = "Mira Lindqvist", "mira@walk.example", "rye-and-butter-42"
CLIENT, CONTACT, ADDRESS = "Kessler Bakery", "Greta Kessler", "greta@kessler.example"
WORDS = """Hi,

since Thursday not one order has come through the form. I only noticed because Mrs Keller stood in \
the shop and asked where her order was. I threw away two trays of rye on Friday, because I had \
baked for orders that never reached me.

You told me it was tested. Was it? And I want to know who reads my customers' messages, because \
somebody seems to be getting them and it isn't me.

Greta"""
HEARD = (
    "No order has reached you since Thursday, two trays of rye were thrown away, and nobody can"
    " say who receives the messages of your customers."
)
POINTS = ("The form loses orders", "It was said to be tested", "Who reads my customers’ messages")
STEP = "Take the filter out and send ten test orders"
FIX = "The form sends every order to your inbox again, with a copy kept on your site."
SOONER = "Orders go to your phone as a message from tonight, the form follows next week."
LINK = "https://kessler.example/order"
