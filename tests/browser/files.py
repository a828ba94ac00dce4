"""Files as shops have them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path


def a_shop_s_sales(folder: Path) -> Path:
    """Semicolons, commas in amounts, day first; two fresh sales, one of long ago, two rows that cannot be right."""

    def day(days_ago: int) -> str:
        return (date.today() - timedelta(days=days_ago)).strftime("%d.%m.%Y")  # noqa: DTZ011 - any day will do

    rows = (
        "Order No;Date;Customer;E-mail;Phone;Item;Qty;Price",
        f"1001;{day(2)};Tom Reed;tom@customers.example;+47 22 33 44 55;Walnut frame 40×50;1;890,00",
        f"1002;{day(3)};Ann Berg;ann@customers.example;;Silver ring;1;2 450,00",
        "1003;31.02.2026;Jon Moe;jon@customers.example;;Oak frame;1;790,00",
        f"1004;{day(5)};Lars Vik;lars@customers.example;;Gift card;1;abc",
        f"1005;{day(600)};Nora Dahl;nora@customers.example;;Museum glass;1;650,00",
    )
    path = folder / "sales.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path
