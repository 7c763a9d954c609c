"""Whom a refusal of the mail server is about: all mails of ours, one mail, or our sign-in."""

import smtplib

from outbox.transport import Refused, SenderRefused, SignInRefused, Unreachable, said, words

# "Closing down" and "too many of you": about the server, not about a mail.
CLOSING = (421, 432)
# "Sign in first", in the words of RFC 4954: about us, not about a mail.
SIGN_IN_CODES = (530, 534, 535, 538)
TOO_BIG = 552


def refusal(stage: str, code: int, text: str) -> Unreachable | Refused:
    """Return whom a refusal before the end of a mail is about: all mails of ours, or this one.

    At MAIL the server has seen nothing of a mail but its sender, which is the same in all of them.
    """
    if code in CLOSING:
        return Unreachable(f"{code} {text}")
    if code in SIGN_IN_CODES:
        return SignInRefused(f"{code} {text}")
    if stage == "mail" and code >= 500 and code != TOO_BIG:
        return SenderRefused(f"{code} {text}")
    return Refused(stage, code, text)


def why(problem: Exception) -> Unreachable:
    """Return why no link came about: our sign-in was refused, or the server cannot be reached."""
    refused = isinstance(problem, smtplib.SMTPAuthenticationError) and problem.smtp_code >= 500
    if refused or isinstance(problem, SignInRefused | smtplib.SMTPNotSupportedError):
        return SignInRefused(_in_words(problem))
    return Unreachable(_in_words(problem))


def _in_words(problem: Exception) -> str:
    """Return what the server answered, where it did, or what we found ourselves."""
    if isinstance(problem, Unreachable):
        return str(problem)
    if isinstance(problem, smtplib.SMTPResponseException) and problem.smtp_code > 0:
        answer = problem.smtp_error
        text = words(answer) if isinstance(answer, bytes) else answer
        return f"{problem.smtp_code} {text}"
    return said(problem)
