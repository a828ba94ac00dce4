"""Two invented years of a frame shop: people, goods and sales, the same for the same day and seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

GIVEN = [
    "Ann",
    "Tom",
    "Sue",
    "Ingrid",
    "Lars",
    "Nora",
    "Emil",
    "Sofia",
    "Jonas",
    "Maria",
    "Henrik",
    "Clara",
    "Oskar",
    "Eva",
    "Peter",
    "Lucy",
    "Sam",
    "Grace",
    "Leo",
    "Alice",
    "Ben",
    "Ruth",
    "David",
    "Helen",
    "Martin",
    "Julia",
    "Anton",
    "Rosa",
    "Felix",
    "Laura",
    "Simon",
    "Hannah",
    "Victor",
    "Paula",
    "Max",
    "Irene",
    "Daniel",
    "Elsa",
    "Hugo",
    "Marta",
]
FAMILY = [
    "Berg",
    "Reed",
    "Lin",
    "Holm",
    "Dahl",
    "Moe",
    "Lund",
    "Vik",
    "Strand",
    "Solberg",
    "Hansen",
    "Price",
    "Walsh",
    "Carter",
    "Hughes",
    "Bennett",
    "Foster",
    "Morgan",
    "Ellis",
    "Hart",
    "Weber",
    "Keller",
    "Brandt",
    "Vogel",
    "Rossi",
    "Moreau",
    "Laurent",
    "Silva",
    "Costa",
    "Novak",
    "Kovacs",
    "Larsen",
    "Nyberg",
    "Ekman",
    "Bakke",
    "Haugen",
]
GOODS: tuple[tuple[str, str, int], ...] = (
    ("FR-101", "walnut frame", 89_00),
    ("FR-102", "oak frame", 79_00),
    ("FR-103", "slim black frame", 49_00),
    ("FR-104", "gilded frame", 149_00),
    ("FR-105", "double frame for two photographs", 59_00),
    ("PR-201", "print of the harbor", 35_00),
    ("PR-202", "botanical print", 29_00),
    ("PR-203", "print of the old town", 39_00),
    ("GL-301", "museum glass", 65_00),
    ("GL-302", "mount with hand-cut bevel", 25_00),
    ("AL-401", "linen album", 42_00),
    ("AL-402", "leather album", 98_00),
    ("RE-501", "restoration of an old photograph", 120_00),
    ("RE-502", "re-framing of a family portrait", 160_00),
    ("GI-601", "gift card", 50_00),
)
DAYS = 730
CUSTOMERS = 240
#: A domain that is reserved for examples: no letter can ever reach anybody (RFC 2606).
DOMAIN = "customers.example"
HEADER = (
    "Order",
    "Date",
    "Customer",
    "First name",
    "Last name",
    "E-mail",
    "Phone",
    "SKU",
    "Product",
    "Quantity",
    "Price",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who buys at the sample shop; ``rhythm`` is the mean number of days between two purchases."""

    key: str
    given: str
    family: str
    email: str
    phone: str
    rhythm: int


def people(chance: random.Random) -> list[Person]:
    """The customers, no two of the same name; most have an e-mail address, the others a telephone."""
    names = [(given, family) for given in GIVEN for family in FAMILY]
    chance.shuffle(names)
    return [_person(number, given, family, chance) for number, (given, family) in enumerate(names[:CUSTOMERS], start=1)]


def _person(number: int, given: str, family: str, chance: random.Random) -> Person:
    has_mail = chance.random() < 0.85
    email = f"{given}.{family}@{DOMAIN}".lower() if has_mail else ""
    # 020 7946 0000 to 0999 are set aside for drama: nobody has such a number.
    phone = f"+44 20 7946 0{number:03d}" if not has_mail or chance.random() < 0.4 else ""
    return Person(f"C{number:04d}", given, family, email, phone, chance.choice((60, 120, 180, 365, 365, 900)))


def rows(until: date, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """The lines of the shop's sales file, oldest first, from two years before ``until`` to the day before it."""
    chance = random.Random(seed)  # an invented life, the same each time
    sales: list[tuple[date, Person]] = []
    for person in people(chance):
        day = until - timedelta(days=chance.randint(1, DAYS))
        while day < until:
            sales.append((day, person))
            day += timedelta(days=max(3, round(chance.expovariate(1 / person.rhythm))))
    sales.sort(key=lambda sale: (sale[0], sale[1].key))
    for number, (day, person) in enumerate(sales, start=1):
        for sku, name, price in chance.sample(GOODS, chance.choice((1, 1, 1, 2, 2, 3))):
            yield (
                f"R{number:05d}", day.isoformat(), person.key, person.given, person.family, person.email, person.phone,
                sku, name, "1", f"{price / 100:.2f}",
            )  # fmt: skip
