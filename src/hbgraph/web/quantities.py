"""Numbers in the reader's manner: 183.6万辆 or 1,836,000 vehicles, the exact value at hand.

Nothing is rounded: a number that 万 or 亿 would not shorten is written in full.
"""

from decimal import Decimal, InvalidOperation

from markupsafe import Markup, escape
from rdflib import URIRef

from hbgraph.ns import ID, UNIT
from hbgraph.pages.nouns import Cells, Name, Quantity
from hbgraph.web.links import href
from hbgraph.web.preferences import language, say

SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
LARGE = (
    (Decimal(10) ** 12, "trillion"),
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
)
DIGITS = 4
"""No scaled number has more digits than this after its point."""

MONEY = UNIT["CCY_CNY"]
POSITION = ID["unit/position"]
ENGLISH: dict[URIRef, tuple[str, str]] = {
    UNIT["PERCENT"]: ("%", "%"),
    UNIT["NUM"]: ("", ""),
    UNIT["PetaFLOPS"]: (" petaFLOPS", " petaFLOPS"),
    MONEY: (" yuan", " yuan"),
}
"""What follows a number, one and many; other units follow by name, with the plural's s."""

COMPARATORS: dict[str, tuple[str, str]] = {
    "about": ("约{}", "about {}"),
    "at-least": ("{}以上", "at least {}"),
    "at-most": ("不超过{}", "at most {}"),
    "exactly": ("{}", "{}"),
    "less-than": ("不足{}", "less than {}"),
    "more-than": ("超{}", "over {}"),
    "nearly": ("近{}", "nearly {}"),
    "order-of-magnitude": ("{}级", "on the order of {}"),
    "undetermined": ("{}(不能确定)", "{} (undetermined)"),
}
MODALITIES: dict[str, tuple[str, str]] = {
    "stated": ("{}", "{}"),
    "strive": ("力争{}", "striving for {}"),
}


def number(value: object) -> str:
    """The exact number, its thousands set apart: 1836000.0 as 1,836,000."""
    try:
        return _grouped(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


def amount(value: object, unit: Name | None) -> str:
    """A number with its unit, in the language of the page."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return _chinese(exact, unit) if language() == "zh" else _english(exact, unit)


def worded(quantity: Quantity) -> str:
    """The amount with the words that hedge it: 力争超20万辆, striving for over 200,000 vehicles."""
    text = amount(quantity.value, quantity.unit)
    text = _around(COMPARATORS, quantity.comparator, text)
    return _around(MODALITIES, quantity.modality, text)


def quantity(given: Quantity) -> Markup:
    """The amount in words; its exact value for machines and, where the words differ, on hover."""
    return measured(worded(given), given.value)


def exact(given: Quantity) -> Markup:
    """The number in full, and its unit, leading to what the unit is."""
    shown = number(given.value)
    value, unit = measured(shown, given.value), given.unit
    if unit is None:
        return value
    words = f" {unit.zh}" if language() == "zh" else _unit(shown, unit)
    link = Markup('<a href="{}">{}</a>').format(href(unit.iri) or unit.iri, words.strip())
    if language() == "en" and unit.iri == POSITION:
        return Markup("{} {}").format(link, value)
    gap = " " if words.startswith(" ") else ""
    return Markup("{}{}{}").format(value, gap, link) if words else value


def counted(count: int, one: str, many: str = "") -> str:
    """So many things in English: 1 row, 2,000 rows; ``many`` where it is not ``one`` with an s."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def measured(shown: str, value: object) -> Markup:
    """Text that stands for a number, with the number itself."""
    exact = number(value)
    title = "" if exact in shown else f' title="{escape(exact)}"'
    return Markup(f'<data value="{escape(_machine(exact))}"{title}>{escape(shown)}</data>')


def plain(value: object) -> str:
    """The number as programs read it: 1836000.0 as 1836000."""
    return _machine(number(value))


def signed(value: object) -> str:
    """The exact number of a difference: +21.36, −3."""
    text = number(value)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def change(cells: Cells) -> Markup:
    """What a comparison says: +176,000 vehicles, more than +4 percentage points."""
    value, unit, comparator = (cells.get(each) for each in ("change", "unit", "comparator"))
    text = amount(value, unit if isinstance(unit, Name) else None)
    text = text if text.startswith("−") else f"+{text}"
    word = comparator if isinstance(comparator, Name) else None
    return measured(_around(COMPARATORS, word, text), value)


FILTERS = (amount, change, counted, exact, measured, number, plain, quantity, signed, worded)
"""What templates use of this."""


def _machine(number: str) -> str:
    return number.replace(",", "").replace("−", "-")


def _grouped(exact: Decimal) -> str:
    whole = exact == exact.to_integral_value()
    text = f"{exact.quantize(Decimal(1)) if whole else exact.normalize():,f}"
    return text.replace("-", "−")


def _chinese(exact: Decimal, unit: Name | None) -> str:
    name = unit.zh if unit else ""
    if unit and unit.iri == POSITION:
        return f"第{_grouped(exact)}{name}"
    return f"{_scaled(exact, SCALES)}{name}"


def _english(exact: Decimal, unit: Name | None) -> str:
    if unit is None:
        return _grouped(exact)
    if unit.iri == POSITION:
        return _ordinal(int(exact))
    shown = _scaled(exact, LARGE, " ") if unit.iri == MONEY else _grouped(exact)
    return f"{shown}{_unit(_grouped(exact), unit)}"


def _unit(shown: str, unit: Name) -> str:
    """What follows a number in English, its space included."""
    if unit.iri == POSITION:
        return f" {unit.en}"
    one, many = ENGLISH.get(unit.iri, (f" {unit.en}", f" {unit.en}s"))
    return one if shown.lstrip("−") == "1" else many


def _scaled(exact: Decimal, scales: tuple[tuple[Decimal, str], ...], gap: str = "") -> str:
    for factor, name in scales:
        scaled = exact / factor
        if abs(scaled) >= 1 and scaled == round(scaled, DIGITS):
            return f"{_ungrouped(scaled)}{gap}{name}"
    return _grouped(exact)


def _ungrouped(exact: Decimal) -> str:
    return _grouped(exact).replace(",", "")


def _ordinal(rank: int) -> str:
    ending = (
        "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    )
    return f"{rank}{ending}"


def _around(wordings: dict[str, tuple[str, str]], word: Name | None, text: str) -> str:
    """The text inside the word's wording; a word without one stands before it by name."""
    if word is None:
        return text
    by_name = f"{word.zh}{{}}", f"{word.en}: {{}}"
    return say(*wordings.get(word.iri.rpartition("/")[2], by_name)).format(text)
