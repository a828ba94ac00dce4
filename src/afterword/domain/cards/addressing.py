"""A postal address taken apart, as machines that print and post want it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Who and where. ``lines``: street, house, box, at most two; ``country``: two letters (ISO 3166)."""

    name: str
    company: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""

    @property
    def is_complete(self) -> bool:
        """Whether a letter can be sent there: somebody, a street or box, a town, and the country."""
        return bool(self.name and self.lines and self.city and len(self.country) == 2)
