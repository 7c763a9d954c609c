"""In which language a letter is written, for programs that read it aloud or hyphenate it. Pure."""

import re

# Small words that stand in nearly every text of a language, and seldom in one of another.
WORDS = {
    "en": "the and you your with that this for have will was is to of it",
    "de": "und der die das nicht ich sie ihnen ist mit für ein eine wir haben bis zu den",
    "fr": "le la les des et vous je une est pour avec votre dans que pas nous du",
    "es": "el los las y que una para con su por usted es del no le lo en se",
    "it": "il gli che di una per con è non sono le della del mi ho la si",
    "pt": "o os uma para com que não é você seu do da em por um ao",
    "nl": "de het een en ik van u dat niet met voor uw is we op",
    "sv": "och att det en jag du är inte på som för med har vi",
    "da": "og at det en jeg du er ikke på som for med har vi til",
    "nb": "og å det en jeg du er ikke på som for med har vi til",
    "pl": "i nie że się na do jest z w to dla jak po",
    "tr": "ve bir bu için ile de da çok size ben olarak",
}
SCRIPTS = {
    "ja": "[\u3040-\u30ff]",
    "ko": "[\uac00-\ud7af]",
    "zh": "[\u3400-\u9fff]",
    "th": "[\u0e00-\u0e7f]",
    "he": "[\u0590-\u05ff]",
    "el": "[\u0370-\u03ff]",
}
LEAST, SHARE = 3, 4


def language_of(text: str, locale: str = "") -> str:
    """Return the code of the language of `text`, empty where it cannot be told.

    An English text is in the English of `locale`, where that is an English one.
    """
    letters = [c for c in text if c.isalpha()]
    for code, script in SCRIPTS.items():
        # Japanese is told by its own letters among the many it shares.
        if len(re.findall(script, text)) * SHARE > len(letters):
            return code
    words = re.findall(r"[^\W\d_]+", text.casefold())
    counts = {code: sum(word in own.split() for word in words) for code, own in WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    others = [count for code, count in counts.items() if code != best]
    if counts[best] < LEAST or counts[best] == max(others):
        return ""
    return locale if best == "en" and locale.startswith("en") else best
