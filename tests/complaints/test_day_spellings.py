"""How one day may be spelled: in words of any language, in digits; and what is another day."""

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date

from complaints.letters.day_spellings import names_day

DAY = date(2026, 12, 1)

NAMED = (
    "by Tuesday 1 December", "Tuesday, 1 December", "1st December", "the 1st of December",
    "Tue 1 Dec", "Dec 1", "Dec. 1st", "December the 1st", "December 1, 2026", "1/12", "01/12/26",
    "01.12.2026", "1.12.", "2026-12-01", "1-12-2026", "TUESDAY 1 DECEMBER", "Tuesday\n1\nDecember",
    "Tuesday\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}December", "(1 December)", "1 December–2 December",
    "Bis Dienstag, 1. Dezember", "Bis zum 1.12.", "am 1. Dez.", "Anfang des 1. Dezembers",
    "le mardi 1er décembre", "el 1 de diciembre", "1º de diciembre de 2026", "martedì 1° dicembre",
    "tiistaina 1. joulukuuta", "december 1-jéig", "2026. december 1.", "вторник, 1 декабря",
    "до 1-го декабря", "12月1日(火)までに", "１２月１日", "2026年12月1日", "十二月一日",
    "12월 1일까지", "ngày 1 tháng 12", "الثلاثاء ١ ديسمبر", "۱ دسامبر", "ביום שלישי, 1 בדצמבר",
    "วันที่ 1 ธันวาคม", "१ दिसंबर", "wtorek, 1 grudnia", "úterý 1. prosince", "1 Aralık Salı",
    "1 d’abril, després 1 de desembre",
)  # fmt: skip
OTHERS = (
    "", "by Tuesday", "December", "by 2 December", "11 December", "21. Dezember", "1 November",
    "1 December 2027", "December 1, 2025", "2/12", "11/12", "1/120", "11.12.2026", "1.12.2027",
    "2027-12-01", "12月11日", "十二月十一日", "version 3.1 December", "1 decade", "31 de enero",
    "call 1 or decide", "Thursday 10 December at 1",
)  # fmt: skip


@pytest.mark.parametrize("words", NAMED)
def test_a_spelling_of_the_day_is_found(words: str) -> None:
    assert names_day(f"Hello, a plan: {words}, as promised.", DAY)


@pytest.mark.parametrize("words", OTHERS)
def test_another_day_is_not_taken_for_it(words: str) -> None:
    assert not names_day(f"Hello, a plan: {words}, as promised.", DAY)


def test_a_slash_is_read_as_the_writer_reads_it() -> None:
    assert names_day("by 12/1", DAY, month_first=True)
    assert not names_day("by 12/1", DAY)
    assert not names_day("by 1/12", DAY, month_first=True)
    assert names_day("12/1までに", DAY)


LANGUAGES = [
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "pl",
    "cs",
    "sk",
    "hu",
    "ro",
    "tr",
    "el",
    "ru",
    "uk",
    "bg",
    "sr",
    "hr",
    "ja",
    "zh",
    "ko",
    "vi",
    "th",
    "he",
    "ar",
    "fa",
    "hi",
    "id",
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", ["full", "long", "medium"])
@pytest.mark.parametrize("on", [date(2026, 5, 31), date(2027, 3, 1), date(2026, 12, 24)])
def test_what_a_language_itself_writes_is_found(language: str, style: str, on: date) -> None:
    gregorian = Locale.parse(language)
    assert names_day(format_date(on, style, locale=gregorian), on)
