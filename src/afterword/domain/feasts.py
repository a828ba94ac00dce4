"""Easter, from which most moving feasts are counted, by the reckoning of the West and of the East."""

from datetime import date, timedelta

#: The calendar that the reckoning gives lags behind ours by so many days, until the year 2099.
_JULIAN_LAGS = 13


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher; Nature, 1876)."""
    century, rest = divmod(year, 100)
    moon = year % 19
    leaps, correction = century // 4, (century + 8) // 25
    epact = (19 * moon + century - leaps - (century - correction + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (moon + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Easter Sunday of the Julian calendar as a date of ours (Meeus); right from 1900 to 2099."""
    full_moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - full_moon + 34) % 7
    month, day = divmod(full_moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=_JULIAN_LAGS)
