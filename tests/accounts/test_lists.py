"""Points pasted from a word processor or a mail: the bullets go, the words stay."""

import pytest

from accounts.lists import unlisted
from accounts.text import clean_text

LINES = {
    "The logo is blurred": "The logo is blurred",
    "· The logo": "The logo",
    "·\tThe logo": "The logo",
    "\uf0b7\tThe logo": "The logo",
    "\uf0a7 The logo": "The logo",
    "\uf0d8The logo": "The logo",
    "• The logo": "The logo",
    "•The logo": "The logo",
    "o\tThe logo": "The logo",
    "o\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}\tThe logo": "The logo",
    "§\tThe logo": "The logo",
    "* The logo": "The logo",
    "- The logo": "The logo",
    "– The logo": "The logo",
    "—\N{NO-BREAK SPACE}The logo": "The logo",
    "\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}The\N{NO-BREAK SPACE}logo\N{NO-BREAK SPACE}": "The logo",
    "1.\tThe logo": "The logo",
    "1.1\tThe logo": "The logo",
    "12)\tThe logo": "The logo",
    "1) The logo": "The logo",
    "(1) The logo": "The logo",
    "a) The logo": "The logo",
    "a.\tThe logo": "The logo",
    "iv.\tThe logo": "The logo",
    "[ ] The logo": "The logo",
    "[x] The logo": "The logo",
    "- [ ] The logo": "The logo",
    "✓ The logo": "The logo",
    "➢ The logo": "The logo",
    # Words stay.
    "o que falta": "o que falta",
    "o": "o",
    "a logo": "a logo",
    "A. Weber was not asked": "A. Weber was not asked",
    "1.5 mm too wide": "1.5 mm too wide",
    "1. FC Union is misspelt": "1. FC Union is misspelt",
    "3. Juni ist zu spät": "3. Juni ist zu spät",
    "-5 degrees are shown": "-5 degrees are shown",
    "- 5 degrees are shown": "5 degrees are shown",
    "24/7 is not true": "24/7 is not true",
    "I was not told": "I was not told",
    "C++ is spelt wrongly": "C++ is spelt wrongly",
    "+49 30 is the wrong number": "+49 30 is the wrong number",
    "*Important* is in bold": "*Important* is in bold",
    "[link] is dead": "[link] is dead",
    "•": "",
    "": "",
}


@pytest.mark.parametrize("line", LINES)
def test_a_bullet_goes_and_the_words_stay(line: str) -> None:
    assert unlisted(clean_text(line)) == [LINES[line]] * bool(LINES[line])


def test_numbers_go_where_the_lines_count_through() -> None:
    assert unlisted("1. Logo\n2. Font\n\n3. Colour") == ["Logo", "Font", "Colour"]
    assert unlisted("1. FC Union\nand the rest") == ["1. FC Union", "and the rest"]
