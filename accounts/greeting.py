"""How a person is addressed: a guess from their name alone, and the line a letter opens with. Pure.

A guess keeps a title with the surname, keeps two people two, and is empty where it finds nobody:
“Hello,” is never wrong, “Hi Dr.,” is.
"""

import re
import unicodedata
from itertools import takewhile


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Inside a word these are part of its spelling.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
# Titles that go with the surname: “Dr. Hofmann”.
TITLES = _words(
    "mr mrs ms miss mx messrs dr prof professor rev reverend rabbi imam pastor capt captain col"
    " herr herrn frau hr fr fräulein mag ing dipl-ing dipl-kfm"
    " mme mlle madame monsieur mademoiselle me maître"
    " sr sra srta señor señora señorita senhor senhora sig signor signora signorina dott dottssa"
    " pd univ-prof priv-doz dr-ing"
    " dhr mevr mevrouw meneer pan pani pán paní shri smt doktor doctor drs ir arch avv"
)
# Titles that go with the given name: “Sir John”.
TITLES_OF_GIVEN_NAMES = _words("sir dame lady lord doña dom sister brother father")
SPANISH = _words("sr sra srta señor señora señorita")
# What stands between a title and the name and is not said: “Dr. med. Jana Hofmann”.
UNSAID = _words("med phil jur rer nat oec pol h c hc habil dent vet theol")
SUFFIXES = _words(
    "jr sr jun sen ii iii iv phd md mba msc bsc llm llb cpa esq rn dds jd obe mbe cbe kc qc"
    " ma ba dphil edd pmp fca"
)
PARTICLES = _words(
    "van von vom zu zum zur der den dem de du des del della di da do dos das la le los las el al"
    " bin ibn bint ten ter te af av mac st y"
)
# A company, an office or a post, not somebody.
ORGANISATIONS = _words(
    "ltd limited inc incorporated llc llp plc gmbh mbh ohg gbr ek ev sarl sas eurl bvba aps srl"
    " spa sro kft zrt pty co corp corporation company cie holding holdings group studio studios"
    " agency agentur partners associates sons söhne fils bros brothers office büro team department"
    " dept abteilung accounts accounting payable buchhaltung billing info support reception"
    " reservations admin administration hello sales services solutions consulting shop café"
    " bakery restaurant university universität foundation stiftung association club institute"
    " institut verein museum gallery council ministry"
)
# Two capitals that may as well begin a name are a company only as they are written here.
ORGANISATIONS_IN_CAPITALS = _words("AG KG SA AB SE NV BV UG SL AS OY eG")
# A family as its plural: “Los García”, “Die Bergers”.
ARTICLES = frozenset({"los", "las", "les", "die"})
FAMILY = _words("family familie famille familia famiglia família household")
AND = re.compile(r"\s*&\s*|\s+\+\s+|\s+(?:and|und|et|och|og|en|ja|ve)\s+", re.IGNORECASE)
# The same between two surnames (“Ortega y Gasset”), so only after a single given name.
AND_OR_SURNAME = re.compile(r"^(\S+)\s+(?:y|e|i)\s+(?=\S)", re.IGNORECASE)
# What follows says where they work.
ELSEWHERE = re.compile(r"\s+(?:[|/–—@-]|c/o|at|from|of|bei)\s+.*$", re.IGNORECASE)
ASIDE = re.compile(r"[(\[\"“„«”»]\s*([^()\[\]\"“”„«»]*?)\s*[)\]\"”“»«]")
SALUTATION = re.compile(r"^(?:the|dear|hi|hello|sehr geehrte[rs]?|liebe[rs]?)\s+", re.IGNORECASE)
ADDRESS = re.compile(r"\S+@\S+|https?:|www\.", re.IGNORECASE)
POLITE_ENDING = re.compile(
    r"(?:さん|様|さま|先生|くん|ちゃん|氏|님|씨|[- ](?:san|sama|sensei|ji))$"
)
# Scripts in which a name is not parted, or the family comes first.
UNPARTED = re.compile("[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]")
# Families that stand first; then the last word is the given name …
HUNGARIAN = _words(
    "nagy kovács tóth szabó horváth varga kiss molnár németh farkas balogh papp takács juhász"
    " lakatos mészáros oláh rácz fekete szilágyi"
)
VIETNAMESE = _words(
    "nguyễn nguyen trần tran lê phạm pham hoàng huỳnh huynh phan vũ võ đặng bùi đỗ hồ ngô dương"
)
FAMILY_FIRST = HUNGARIAN | VIETNAMESE
# … or the whole name is how they are called.
CALLED_IN_FULL = _words(
    "wang li zhang liu yang huang zhao wu zhou xu zhu guo lin gao luo zheng liang xie tang deng"
    " feng cheng cao peng zeng xiao lee kim park choi jung kang cho yoon jang lim"
)
KOREAN_OR_ENGLISH = _words("lee kim park choi jung kang cho yoon jang lim lin")
COMPOUND = _words("abdul abd abdel abu umm")


def greeting(address: str) -> str:
    """Return the line a letter opens with."""
    return f"Hi {address}," if address else "Hello,"


def guess(name: str) -> str:
    """Return how somebody called `name` is addressed, or an empty text where it names nobody."""
    name = SALUTATION.sub("", _tidy(name))
    if ADDRESS.search(name) or not any(c.isalpha() for c in name):
        return ""
    if POLITE_ENDING.search(name) or UNPARTED.search(name):
        return "" if _is_organisation(name.split()) else name
    name = _without_suffixes(ELSEWHERE.sub("", _nickname_first(name)))
    words = name.split()
    if _is_organisation(words):
        return ""
    if any(_bare(word) in FAMILY for word in words):
        return _cased(name)
    address = _people(_given_first(name))
    return "" if all(_is_title(word) for word in address.split()) else address


def _tidy(name: str) -> str:
    """Return `name` on one line, without emoji and other signs that are no part of a name."""
    kept = "".join(" " if _is_no_letter(c) else c for c in name)
    words = [word.strip(JOINERS) for word in kept.replace("\ufe0f", "").split()]
    signs = {"&", "+", "|", "/", "–", "—", "-", "@"}
    return " ".join(w for w in words if w in signs or any(c.isalpha() for c in w)).strip(" ,;:&+")


def _is_no_letter(char: str) -> bool:
    return char not in JOINERS and unicodedata.category(char) in {"So", "Sk", "Cf", "Cn"}


def _bare(word: str) -> str:
    return re.sub(r"[.,;]", "", word).casefold()


def _is_organisation(words: list[str]) -> bool:
    if words and _bare(words[0]) in TITLES:
        return False
    dotted = (word.replace(".", "").strip(",;") for word in words)
    return any(_bare(word) in ORGANISATIONS for word in words) or any(
        word in ORGANISATIONS_IN_CAPITALS for word in list(dotted)[1:]
    )


def _nickname_first(name: str) -> str:
    """Return `name` with the word they are called by, if one stands in its middle, as the first."""
    aside = ASIDE.search(name)
    if aside is None:
        return name
    rest = " ".join(ASIDE.sub(" ", name).split())
    is_nickname = name[aside.end() :].strip() and re.fullmatch(r"[^\W\d]+", aside[1])
    return f"{aside[1]} {rest}" if is_nickname and aside.start() else rest


def _without_suffixes(name: str) -> str:
    words = name.split()
    while len(words) > 1 and _is_suffix(words[-1], words[-2]):
        words.pop()
    return " ".join(words).rstrip(",")


def _is_suffix(word: str, before: str) -> bool:
    if _bare(word) not in SUFFIXES:
        return False
    # “Yo-Yo Ma” and “Li Ba” are names; degrees have capitals, a dot or a comma before them.
    return before.endswith(",") or "." in word or word[1:] != word[1:].lower()


def _given_first(name: str) -> str:
    """Return “Marsh, Elin” as “Elin Marsh”; a title goes in front, wherever it stood."""
    parts = [part.strip() for part in name.split(",") if part.strip()]
    titles = [part for part in parts[1:] if _only_titles(part)]
    family, *given = [part for part in parts if part not in titles]
    leading = list(takewhile(_is_title, family.split()))
    if leading and given and _is_title(given[0].split()[0]):
        return " & ".join([family, *given])
    if leading:
        return " ".join([*titles, family])
    if given and _may_be_a_company(family, given[0]):
        return ""
    return " ".join([*titles, *given, family])


def _may_be_a_company(before: str, after: str) -> bool:
    """Say whether “before, after” may be somebody and where they work: “Elin Marsh, Rye Books”."""
    words = [[w for w in part.split() if _bare(w) not in PARTICLES] for part in (before, after)]
    return all(len(each) > 1 for each in words) and not AND.search(after)


def _people(name: str) -> str:
    joined = AND.search(name) or None
    if joined is None and (two := AND_OR_SURNAME.match(name)):
        first, rest = two[1], name[two.end() :]
        return f"{_cased_one(first, name)} {name[len(first) : two.end()].strip()} {_people(rest)}"
    if joined is None:
        return _person(name)
    before, after = name[: joined.start()], name[joined.end() :]
    sign = f" {joined[0].strip()} "
    if _only_titles(before):
        return _cased(before) + sign + rest if (rest := _people(after)) else ""
    parts = [part for part in (_person(before), _people(after)) if part]
    return sign.join(parts)


def _only_titles(text: str) -> bool:
    return bool(text) and all(_is_title(word) for word in text.split())


def _is_title(word: str) -> bool:
    """Say whether `word` is a title: a known one, or any that is abbreviated, such as “St.”."""
    is_short_for_one = word.endswith(".") and word.count(".") == 1 and len(word) > 2
    return _bare(word) in TITLES or (is_short_for_one and _bare(word) not in UNSAID)


def _person(name: str) -> str:
    words = _cased(name).split()
    titles: list[str] = []
    while words and (_is_title(words[0]) or _bare(words[0]) in TITLES_OF_GIVEN_NAMES):
        titles.append(words.pop(0))
        while titles and words and _is_unsaid(words[0]):
            words.pop(0)
    if not words:
        return ""
    if not titles:
        return _given(words)
    if _bare(titles[-1]) in TITLES_OF_GIVEN_NAMES:
        return " ".join([*titles, words[0]])
    if _bare(words[0]) in HUNGARIAN:
        return " ".join([*titles, words[0]])
    return " ".join([*titles, *_surname(words, is_spanish=_bare(titles[0]) in SPANISH)])


def _is_unsaid(word: str) -> bool:
    return all(part in UNSAID for part in re.split(r"[.\s]+", word.casefold().strip(".")))


def _given(words: list[str]) -> str:
    first, whole = words[0], " ".join(words)
    if len(words) == 1:
        return first
    if _bare(first) in ARTICLES:
        return whole
    if _is_initials(first):
        rest = [word for word in words if not _is_initials(word)]
        return rest[0] if len(rest) > 1 and not _is_initials(words[1]) else whole
    if _bare(first) in FAMILY_FIRST and _bare(words[-1]) not in FAMILY_FIRST:
        return words[-1]
    if _bare(first) in CALLED_IN_FULL and _is_eastern(words):
        return whole
    if _is_initials(words[-1]) and len(words) == 2 and first.endswith(","):
        return whole
    return " ".join(words[: 2 + (_bare(words[1]) == "al")]) if _bare(first) in COMPOUND else first


def _is_eastern(words: list[str]) -> bool:
    """Say whether the family stands first: “Kim Min-su” and “Wang Wei”, not “Kim Wilde”."""
    return "-" in words[1] if _bare(words[0]) in KOREAN_OR_ENGLISH else len(words) == 2


def _is_initials(word: str) -> bool:
    letters = word.replace(".", "").replace("-", "")
    if len(letters) == 1:
        return True
    is_short = letters.isupper() and len(letters) <= 3
    return is_short and ("." in word or not any(c in "AEIOUYÄÖÜ" for c in letters))


def _surname(words: list[str], *, is_spanish: bool) -> list[str]:
    """Return the last word with what belongs before it; in Spanish both surnames."""
    start = len(words) - 1
    if is_spanish and len(words) > 1:
        start = 1 if len(words) > 2 else 0
    while start > 0 and _bare(words[start - 1]) in PARTICLES:
        start -= 1
    return words[start:]


def _cased(name: str) -> str:
    return " ".join(_cased_one(word, name) for word in name.split())


def _cased_one(word: str, name: str) -> str:
    """Return `word` with capitals where a name has them, if the whole name has one case only."""
    is_shouted = name.isupper() and any(len(w) > 3 for w in name.split())
    if not (name.islower() or is_shouted):
        return word
    if _bare(word) in PARTICLES or word.casefold() in {"and", "und", "et"}:
        return word.lower()
    if _is_initials(word) and _bare(word) not in TITLES:
        return word.upper()
    if _bare(word) in FAMILY:
        return word.lower()
    return re.sub(r"[^\W\d_]+", _capital, word)


def _capital(part: re.Match[str]) -> str:
    low = part[0].lower()
    # “phd’s” and “d’s”: one letter after an apostrophe is no name.
    if len(low) == 1 and part.start() and part.string[part.start() - 1] in "'’":
        return low
    is_scottish = low.startswith("mc") and len(low) > 4
    return f"Mc{low[2:].capitalize()}" if is_scottish else low.capitalize()
