import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hbgraph.numerals import find, value_of

FORMS: list[tuple[str, list[str]]] = [
    # Arabic figures, magnitudes, units left outside
    ("苹果产量7.25万吨", ["7.25万"]),
    ("贷款余额320亿元", ["320亿"]),
    ("总资产2.4万亿元", ["2.4万亿"]),
    ("投入3亿5000万元", ["3亿5000万"]),
    ("惠及5千户", ["5千"]),
    ("惠及3百户", ["3百"]),
    ("跨度12千米", ["12"]),
    ("装机80万千瓦", ["80万"]),
    ("旅客1,500人", ["1,500"]),
    ("旅客1,234,567人次", ["1,234,567"]),
    ("旅客\uff11\uff0c\uff15\uff10\uff10人", ["\uff11\uff0c\uff15\uff10\uff10"]),
    ("旅客\uff11\uff12\uff0e\uff15万人", ["\uff11\uff12\uff0e\uff15万"]),
    ("甲乙两类各有120\uff0c340家", ["两", "120", "340"]),
    ("收入36.5 万元", ["36.5 万"]),
    ("新开十余万户, 老户4万余", ["十余万", "4万"]),
    ("栽树10多万棵", ["10多万"]),
    ("浓度10\u207b\u2079", ["10\u207b\u2079"]),
    ("房屋90m\u00b2", ["90"]),
    # signs, per cent, percentage points, multiples
    ("价格增长-3.5%", ["-3.5%"]),
    ("价格下跌\u22122%", ["\u22122%"]),
    ("温差\u00b10.5度", ["\u00b10.5"]),
    ("占比\uff14\uff15\uff05", ["\uff14\uff15\uff05"]),
    ("占比45 %", ["45 %"]),
    ("税率5‰", ["5‰"]),
    ("提高2.3个百分点", ["2.3"]),
    ("提高几个百分点", []),
    ("是去年的1.5倍", ["1.5"]),
    ("翻两番, 高出三成", ["两", "三"]),
    # ranges
    ("增长5%-6%", ["5%-6%"]),
    ("增长5%~6%", ["5%~6%"]),
    ("增长5%\uff5e6%", ["5%\uff5e6%"]),
    ("增长5% — 6%", ["5% — 6%"]),
    ("需要3至5万元", ["3至5万"]),
    ("需要30到50天", ["30到50"]),
    ("年龄十五到二十岁", ["十五到二十"]),
    ("1-9月用电", ["1-9"]),
    ("第3至第5名", ["第3至第5"]),
    ("按2024\u20142025学年", ["2024\u20142025"]),
    ("由12提升至18%", ["12", "18%"]),
    # fractions and ratios
    ("约三分之一的县", ["三分之一"]),
    ("约百分之十五", ["百分之十五"]),
    ("误差千分之0.5", ["千分之0.5"]),
    ("占2/3", ["2/3"]),
    ("满意度百分百", ["百分百"]),
    ("比例为1:2.5", ["1:2.5"]),
    ("加\u00bd勺", ["\u00bd"]),
    # dates and times
    ("2031-04-05 17:20发布", ["2031-04-05", "17:20"]),
    ("2031-04-0517:20发布", ["2031-04-05", "17:20"]),
    ("2031/4/5", ["2031/4/5"]),
    ("2031.04.05", ["2031.04.05"]),
    ("2031年9月3日", ["2031", "9", "3"]),
    ("09:00-17:00开放", ["09:00-17:00"]),
    ("17\uff1a20\uff1a05", ["17\uff1a20\uff1a05"]),
    ("二〇三一年五月", ["二〇三一", "五"]),
    ("二○三一年", ["二○三一"]),
    ("上半年", ["半"]),
    # Chinese numerals
    ("二十个县", ["二十"]),
    ("两百里", ["两百"]),
    ("营收五百亿", ["五百亿"]),
    ("迈上万亿台阶", ["万亿"]),
    ("千亿产业, 百亿企业", ["千亿", "百亿"]),
    ("廿五载", ["廿五"]),
    ("零下三度, 零碳园区", ["零", "三", "零"]),
    ("数十家, 数百万人", ["数十", "数百万"]),
    ("人数百万", ["百万"]),
    ("十几个, 几百个, 几十万个", ["十几", "几百", "几十万"]),
    ("百余家", ["百"]),
    ("一百零五点三", ["一百零五点三"]),
    ("三点五亿", ["三点五亿"]),
    ("叁拾万圆, 队伍", ["叁拾万"]),
    ("五萬億", ["五萬億"]),
    ("过了一半", ["一半"]),
    ("十四五规划", ["十四五"]),
    # ordinals
    ("排第4位", ["第4"]),
    ("排第一, 首次", ["第一"]),
    ("排第二十三", ["第二十三"]),
    ("排第4,100家上榜", ["第4", "100"]),
    ("一是、二是", ["一", "二"]),
    ("①粮②油 ㈢", ["①", "②", "㈢"]),
    # names: reported, for a waiver to record why they state nothing
    ("5G网络", ["5"]),
    ("5G-A网络", ["5"]),
    ("支持IPv6与IPV4", ["6", "4"]),
    ("PM2.5浓度", ["2.5"]),
    ("CO\u2082排放", ["\u2082"]),
    ("Ⅰ类水与Ⅲ级", ["Ⅰ", "Ⅲ"]),
    ("I类、II期、IV级", ["I", "II", "IV"]),
    ("AI应用与VI设计", []),
    ("“61530”行动", ["61530"]),
    ("3+6模式", ["3", "6"]),
    ("第三方、一带一路、四川", ["第三", "一", "一", "四"]),
    ("2031百强榜", ["2031", "百"]),
    # bound words, and numbers that look like them
    ("统一部署, 进一步做好, 一定要十分稳", []),
    ("半导体零部件与零售", []),
    ("百分点与百分比", []),
    ("十分钟内得九十分", ["十", "九十"]),
    ("订单一百万", ["一百万"]),
    ("十分之一、万分之一", ["十分之一", "万分之一"]),
    ("增加一万一千", ["一万一千"]),
    ("一定点医院有一直升机", ["一", "一"]),
    ("若干家, 双方, 首次, 几乎", []),
]


@pytest.mark.parametrize(("text", "printed"), FORMS)
def test_a_numeral_is_the_number_with_its_magnitude(text: str, printed: list[str]) -> None:
    assert [numeral.printed for numeral in find(text)] == printed


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("7.25万", "72500"),
        ("3亿5000万", "350000000"),
        ("2.4万亿", "2400000000000"),
        ("1,500", "1500"),
        ("\uff11\uff0c\uff15\uff10\uff10", "1500"),
        ("36.5 万", "365000"),
        ("-3.5%", "-3.5"),
        ("\u22122%", "-2"),
        ("17.4%", "17.4"),
        ("第4", "4"),
        ("第二十三", "23"),
        ("两百", "200"),
        ("五百亿", "50000000000"),
        ("万亿", "1000000000000"),
        ("十余万", "100000"),
        ("10多万", "100000"),
        ("廿五", "25"),
        ("二〇三一", "2031"),
        ("一百零五点三", "105.3"),
        ("五萬億", "5000000000000"),
        ("零", "0"),
    ],
)
def test_a_single_number_has_a_value(printed: str, value: str) -> None:
    assert value_of(printed) == Decimal(value)


@pytest.mark.parametrize(
    "printed",
    [
        *("5%-6%", "3至5万", "三分之一", "2/3", "1:2.5", "2031-04-05", "17:20", "半", "一半"),
        *("数十", "十几", "十四五", "三五", "Ⅰ", "I", "10\u2079", "\u00bd", "1.2.3", "百分百"),
    ],
)
def test_what_prints_no_single_number_has_no_value(printed: str) -> None:
    assert value_of(printed) is None


ALPHABET = "第年月个亿万千百十半几数余多分之点至到-—:/,.%+ \n一二三五九〇零两0159IⅠG统进步"


@given(st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=40))
def test_numerals_are_in_order_and_print_what_the_text_has_there(text: str) -> None:
    end = 0
    for numeral in find(text):
        assert end <= numeral.start < numeral.end <= len(text)
        assert text[numeral.start : numeral.end] == numeral.printed
        assert "\n" not in numeral.printed
        end = numeral.end


@given(st.text(alphabet=ALPHABET, max_size=60) | st.text(max_size=40))
def test_no_decimal_digit_is_missed(text: str) -> None:
    covered = {i for numeral in find(text) for i in range(numeral.start, numeral.end)}
    digits = {i for i, character in enumerate(text) if unicodedata.category(character) == "Nd"}
    assert digits <= covered


PROSE = st.text(alphabet="全省企业增加新建达到超过约为, 。;“”元辆家", min_size=1, max_size=12)
MAGNITUDES = st.sampled_from(["", "万", "亿", "万亿", "%"])
FIGURES = st.builds(
    lambda number, magnitude: f"{number}{magnitude}",
    st.decimals(min_value=0, max_value=10**7, places=2) | st.integers(0, 10**9),
    MAGNITUDES,
)


@given(st.lists(st.tuples(PROSE, FIGURES), max_size=6), PROSE)
def test_every_figure_set_in_prose_is_found_whole(pieces: list[tuple[str, str]], tail: str) -> None:
    text = "".join(f"{prose}共{figure}" for prose, figure in pieces) + "元" + tail
    assert [numeral.printed for numeral in find(text)] == [figure for _, figure in pieces]


@given(st.integers(0, 99999), st.sampled_from([("", 1), ("万", 10**4), ("亿", 10**8)]))
def test_the_value_is_the_number_times_its_magnitude(number: int, scale: tuple[str, int]) -> None:
    assert value_of(f"{number}{scale[0]}") == number * scale[1]
