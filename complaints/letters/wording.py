"""How their words fit into a sentence of ours: whole, with one end mark. Pure."""

import re

# Words that are no names, so that they may lose their capital after a colon.
COMMON_STARTS = re.compile(
    r"(?:A|Adding|After|All|An|And|Another|Any|Anything|As|At|Because|Before|Both|But|Changes|"
    r"Changing|Each|Every|Everything|Extra|For|From|Further|Half|He|Her|His|Hosting|How|If|"
    r"In|It|Its|Later|Making|More|Moving|My|New|No|Nobody|Not|Nothing|On|Once|One|Only|"
    r"Orders|Other|Our|Photos|Printing|Putting|She|Shipping|Since|Some|Somebody|Texts|That|"
    r"The|Their|There|These|They|This|Those|Three|Training|Translating|Travel|Two|Until|We|"
    r"What|When|Where|Which|While|With|Without|Work|Writing|You|Your)\b"
)
# A sentence ends with one of these, perhaps inside a bracket or quotation marks.
END = re.compile(r"[.!?…。！？؟।]['\"’”»)\]]*$")
# A full stop after one of these belongs to the word, as it does where another stands inside it.
ABBREVIATION = re.compile(
    r"(?:\w\.\w+|\b(?:approx|etc|dr|mr|mrs|ms|prof|inc|ltd|corp|co|jr|sr|ca|usw|bzw))\.$",
    re.IGNORECASE,
)


def has_ended(text: str) -> bool:
    """Say whether `text` carries an end mark of its own."""
    return bool(END.search(text))


def ended(text: str) -> str:
    """Return `text` on one line, as a sentence with one end mark."""
    text = " ".join(text.split())
    return text if has_ended(text) else f"{text}."


def no_stop(text: str) -> str:
    """Return `text` on one line, without the full stop of a sentence; every other dot stays."""
    text = " ".join(text.split())
    is_stop = text.endswith(".") and not text.endswith("..") and not ABBREVIATION.search(text)
    return text[:-1] if is_stop else text


def after_colon(text: str) -> str:
    """Return `text` to go on a sentence of ours: small, unless it may start with a name."""
    text = no_stop(text)
    return text[:1].lower() + text[1:] if COMMON_STARTS.match(text) else text
