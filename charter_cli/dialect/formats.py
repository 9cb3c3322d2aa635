"""The formats of the dialect, and calendar arithmetic on ISO 8601 dates and durations.

Only these formats exist; each is asserted, and each is a function from text to bool.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DURATION = re.compile(r"P(?=.)(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?", re.ASCII)
_EMAIL = re.compile(r"[^\s@<>\"(),;:]+@[^\s@<>\"(),;:.]+(?:\.[^\s@<>\"(),;:.]+)+")
_URL = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+(?:[/?#][^\s<>\"{}|\\^`]*)?")


def as_date(text: object) -> date | None:
    """Return the calendar day that `text` (YYYY-MM-DD) names, or None."""
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def add_duration(day: date, duration: str) -> date | None:
    """Return the day that lies an ISO 8601 duration (years, months, weeks, days) after `day`, or None for another text.

    Years and months count first and end on the last day of a shorter month; past the year 9999 the last day stands.
    """
    match = _DURATION.fullmatch(duration)
    if not match:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    month = day.month - 1 + months
    year = day.year + years + month // 12
    if year > date.max.year:
        return date.max
    month = month % 12 + 1
    moved = date(year, month, min(day.day, monthrange(year, month)[1]))
    span = timedelta(weeks=weeks, days=days)
    return moved + span if span <= date.max - moved else date.max


def is_date(text: str) -> bool:
    """Tell whether `text` is a day of the calendar, YYYY-MM-DD."""
    return as_date(text) is not None


def is_duration(text: str) -> bool:
    """Tell whether `text` is an ISO 8601 duration of years, months, weeks and days, such as P6M."""
    return _DURATION.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """Tell whether `text` has the form of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """Tell whether `text` has the form of an http or https address."""
    return _URL.fullmatch(text) is not None


def is_relative_path(text: str) -> bool:
    """Tell whether `text` is a path below a folder: no root, no drive, no way up, no backslash."""
    return (
        bool(text) and not text.startswith("/") and "\\" not in text and ":" not in text and ".." not in text.split("/")
    )


FORMATS = {
    "date": is_date,
    "duration": is_duration,
    "email": is_email,
    "url": is_url,
    "relative-path": is_relative_path,
}
