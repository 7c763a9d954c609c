"""How a text to a client reads. Pure: no Django, no network, no text leaves the server."""
