"""Finds the numerals that a Chinese text prints; positions are code points, ends exclusive.

The grammar knows numbers, never the words of one bulletin. One numeral is the longest run of
number and magnitude: ``183.6万``, ``五百亿``, ``5%-6%``, ``三分之一``, ``第4``, ``十五五``.

- Units, counters and scale words stay outside (辆, 元, P, 年, 倍, 成, 个百分点); ``%`` belongs.
- A word for "more than" stays outside at the end (``2万`` of 2万余户) but not inside (``十余万``).
- A range is one numeral when nothing but its dash, 至 or 到 parts the two numbers.
- A date in figures and a clock time are two numerals (``2026-02-09``, ``09:03``), so that an
  anchor of the date alone, or one of both, can cover them; 2025年9月3日 prints three.
- Digits within names (5G, IPv6), idioms and place names are reported: that they state nothing is
  for a person to record. Only the words of ``NOT_NUMERALS`` are passed over.
- 首, 双, 若干, 数 and 几 by themselves are not numerals: they print no number.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

import cn2an  # type: ignore[import-untyped]

NOT_NUMERALS = (
    # 一 bound in an adverb, verb or noun: "whole", "same", "quite"; it counts nothing. The guards
    # let a measure word or a longer word next to it win: 订单一百, 一定点医院, 一直升机.
    r"(?<![传系血])统一",
    r"(?<![推])进一步",
    r"(?<![订清名菜])单一",
    r"(?<!中)专一",
    r"(?<![合共])同一",
    r"唯一|万一|逐一",
    r"一定(?![点额])",
    r"一直(?![升辖属])",
    r"一般|一致|一切|一旦|一向|一贯|一律|一味|一再|一共|一经|一体化",
    # 十, 万: "very"; 十分钟, 十分之一 and 万分之一 are numbers.
    r"十分(?![钟之])|万分(?!之)",
    # 百, 万, 千: "all kinds of"
    r"百姓|百货|百科|万物|万无一失|千方百计",
    # 百分点, 百分比: a unit and a kind of quantity
    r"百分[点比率制位]",
    # 零: "loose, in small parts", not nought (零碳 and 零排放 are nought)
    r"零部件|零件|零配件|零售|零散|零星|零担|零食|零工",
    # 半: "semi-"
    r"半导体|半成品|半自动|半固态|半封闭|半透明|半岛|半径|半球|半挂",
)

SPACE = r"[ \u00a0\u2009\u3000]?"
ONES = "〇零一二两兩三四五六七八九"
MYRIADS = "[万亿萬億]"
HUNDRED = r"百(?!分[点比率制位]|帕)"
THOUSAND = r"千(?![瓦克米伏焦卡帕赫])"  # 千瓦, 千米: the prefix kilo
ABOUT = "[余餘多来]"  # within a numeral: 十余万

GROUPED = (
    r"[0-9]{1,3}(?:,[0-9]{3})+(?!\d)"
    r"|[\uff10-\uff19]{1,3}(?:[,\uff0c][\uff10-\uff19]{3})+(?!\d)"
)
POINT = r"[.\uff0e]"
EXPONENT = r"\u207b?[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]*"
PLAIN = rf"(?:{GROUPED}|\d+)(?:{POINT}\d+)*{EXPONENT}"
FEW_DIGITS = r"(?<!\d\d\d)"  # 5百, 12千, but 2025百强
MAGNITUDE = (
    rf"{SPACE}{ABOUT}?"
    rf"(?:(?:{FEW_DIGITS}(?:{HUNDRED}|{THOUSAND}))?{MYRIADS}+|{FEW_DIGITS}(?:{HUNDRED}|{THOUSAND}))"
)
SIGN = r"(?<![A-Za-z\d%\uff05)\]\uff09])[-+\u2212\ufe63\uff0d\uff0b\u00b1](?=\d)"
PERCENT = rf"{SPACE}[%\uff05\ufe6a\u2030\u2031]"
ARABIC = rf"(?:{SIGN})?{PLAIN}(?:{MAGNITUDE}(?:{PLAIN}{MAGNITUDE})*)?(?:{PERCENT})?"

CHARACTER = rf"(?:[{ONES}○十廿卅]|{MYRIADS}|{HUNDRED}|{THOUSAND})"
SOME = r"(?:[几幾]|(?<![指系参总人户次函倍基常多少半个件家整小无代])数)(?=[十百千万亿])"
CHINESE = (
    rf"(?:{SOME})?(?!○){CHARACTER}+(?:{ABOUT}(?={MYRIADS}|[百千]){CHARACTER}+)?"
    rf"(?:(?<=[十廿卅])[几幾]{CHARACTER}*)?(?:点[{ONES}]+{MYRIADS}*)?"
)
FORMAL = "[壹贰貳叁肆伍陆陸柒捌玖][壹贰貳叁肆伍陆陸柒捌玖零拾佰仟万亿萬億]+"
NUMBER = rf"(?:{ARABIC}|{CHINESE})"

DATE = r"(?<!\d)\d{4}[-/.\uff0d]\d{1,2}[-/.\uff0d]\d{1,2}"
CLOCK = r"(?<!\d)\d{1,2}[:\uff1a]\d{2}(?:[:\uff1a]\d{2})?(?!\d)"
RATIO = rf"{PLAIN}(?:[:\u2236]{PLAIN})+"
FRACTION = rf"{NUMBER}分之{NUMBER}|百分百"
SLASHED = rf"{PLAIN}(?:[/\uff0f\u2044]{PLAIN})+"
ORDINAL = rf"第{SPACE}(?:\d+|{CHINESE})"
HALF = "一?半"
ROMAN = r"[\u2160-\u2188]+|(?<![A-Za-z])(?:I{1,3}|IV|VI{0,3}|IX|X)(?=[类類级級期])"
CIRCLED = r"[\u2460-\u249b\u24ea-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289]"
VULGAR = r"[\u00bc-\u00be\u2150-\u215f\u2189]"
SUBSCRIPT = r"[\u2080-\u2089]+"

ATOM = "|".join(
    f"(?:{part})"
    for part in (
        *(DATE, CLOCK, RATIO, FRACTION, SLASHED, ORDINAL, HALF),
        *(ARABIC, CHINESE, FORMAL, ROMAN, CIRCLED, VULGAR, SUBSCRIPT),
    )
)
DASH = (
    rf"{SPACE}(?:[\u2014\u2013-]{{1,2}}|[\u2010\u2011\ufe63\uff0d~\uff5e\u301c\u223c至到]){SPACE}"
)
NUMERAL = re.compile(rf"(?:{ATOM})(?:{DASH}(?:{ATOM}))*")
LEXICAL = re.compile("|".join(NOT_NUMERALS))

FACTOR = {"百": 10**2, "千": 10**3, "万": 10**4, "亿": 10**8}
TERM = re.compile(r"(\d+(?:\.\d+)?)([百千万亿]*)")
TERMS = re.compile(rf"[-+\u2212]?{TERM.pattern}(?:\d+(?:\.\d+)?[百千万亿]+)*")
WITHOUT_VALUE = re.compile(r"[几幾数○\u2070\u00b9\u00b2\u00b3\u2074-\u2079]")
TRADITIONAL = str.maketrans("萬億兩", "万亿两")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral as printed: code points [start, end) of its text."""

    start: int
    end: int
    printed: str

    @property
    def value(self) -> Decimal | None:
        """The number printed, per cent as printed (17.4 for 17.4%); None where it is not one."""
        return value_of(self.printed)


def find(text: str) -> list[Numeral]:
    """Every numeral of the text, in order; they never overlap, and none crosses a line."""
    lexical = [(match.start(), match.end()) for match in LEXICAL.finditer(text)]
    found = [Numeral(m.start(), m.end(), m.group()) for m in NUMERAL.finditer(text)]
    return [n for n in found if not any(a <= n.start and n.end <= b for a, b in lexical)]


def value_of(printed: str) -> Decimal | None:
    """Reads one number; ranges, fractions, dates, approximate numbers and 十五五 give None."""
    if WITHOUT_VALUE.search(printed):
        return None
    plain = unicodedata.normalize("NFKC", printed).translate(TRADITIONAL)
    plain = re.sub(rf"[ ,]|^第|{ABOUT}|[%‰‱]$", "", plain)
    return _arabic_value(plain) if TERMS.fullmatch(plain) else _chinese_value(plain)


def _arabic_value(plain: str) -> Decimal:
    total = Decimal(0)
    for number, magnitudes in TERM.findall(plain):
        term = Decimal(number)
        for magnitude in magnitudes:
            term *= FACTOR[magnitude]
        total += term
    return -total if plain[0] in "-\u2212" else total


def _chinese_value(plain: str) -> Decimal | None:
    """三五 (three to five) and 十四五 (a plan) are no numbers, 二〇二五 is."""
    if re.fullmatch(rf"[{ONES}]{{2,}}", plain) and not re.search("[〇零]", plain):
        return None
    try:
        number = cn2an.cn2an("一" + plain if plain[0] in FACTOR else plain, "normal")
    except ValueError:
        return None
    return Decimal(str(number))
