"""How their words fit into a sentence of ours: shortened, unstopped, small after a colon. Pure."""

import re

SHORT = 160
# Words that are no names, so that they may lose their capital after a colon.
COMMON_STARTS = re.compile(
    r"(?:A|Adding|After|All|An|And|Another|Any|Anything|As|At|Because|Before|Both|But|Changes|"
    r"Changing|Each|Every|Everything|Extra|For|From|Further|Half|He|Her|His|Hosting|How|If|"
    r"In|It|Its|Later|Making|More|Moving|My|New|No|Nobody|Not|Nothing|On|Once|One|Only|"
    r"Orders|Other|Our|Photos|Printing|Putting|She|Shipping|Since|Some|Somebody|Texts|That|"
    r"The|Their|There|These|They|This|Those|Three|Training|Translating|Travel|Two|Until|We|"
    r"What|When|Where|Which|While|With|Without|Work|Writing|You|Your)\b"
)


def shorten(text: str, limit: int = SHORT) -> str:
    """Return the first sentence of `text`, cut at a word when it is longer than `limit`."""
    first = re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]
    first = no_stop(first)
    if len(first) <= limit:
        return first
    return first[:limit].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def no_stop(text: str) -> str:
    """Return `text` on one line and without its full stop."""
    return " ".join(text.split()).rstrip(".")


def after_colon(text: str) -> str:
    """Return `text` to go on a sentence of ours: small, unless it may start with a name."""
    text = no_stop(text)
    return lower_first(text) if COMMON_STARTS.match(text) else text


def lower_first(text: str) -> str:
    """Return `text` with a small first letter."""
    return text[:1].lower() + text[1:]
