"""Data to try Amends out with: a lived-in account, many complaints to measure with, many mails at
once."""
