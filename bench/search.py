"""A million invented Chinese names and titles, searched through the index and by LIKE."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from statistics import quantiles

from sqlalchemy import func, select

from bench.measure import Result
from registry.app import create_app
from registry.extensions import Base, db
from registry.search import Hits, Kind, find
from registry.search.models import SearchEntry
from registry.search.service import rebuild

COUNT = 1_000_000
QUERIES = 500
# LIKE takes a hundred times as long: it is asked every tenth of the queries.
EVERY = 10
PAGE = 20
SEED = 403

TRADES = ("科技", "电子", "机械", "医药", "材料", "智能装备", "生物技术", "新能源", "信息技术")
FORMS = ("有限公司",) * 14 + ("股份有限公司",) * 4 + ("有限责任公司", "研究院")
ENDS = ("装置", "方法", "系统", "设备", "结构", "及其制备方法", "的控制方法", "机构", "组件")
BEGINNINGS = ("一种", "一种", "一种", "基于", "")


def measure(name: str, url: str) -> Result:
    """Milliseconds of a search with its first page and exact count, 95th percentile."""
    app = create_app({"DATABASE_URL": url})
    with app.app_context():
        Base.metadata.create_all(db.engine)
        texts = list(names(COUNT))
        began = time.perf_counter()
        rebuild(Kind.PRODUCT, enumerate(texts, 1))
        built = time.perf_counter() - began
        asked = queries(texts)
        for words in asked[:EVERY]:
            if _found(words) != _contained(words):
                raise AssertionError(f"the index and LIKE differ for {words}")
        ours = [_milliseconds(_found, words) for words in asked]
        peer = [_milliseconds(_contained, words) for words in asked[::EVERY]]
        db.session.remove()
        db.engine.dispose()
    note = (
        f"less is better; median {_cut(ours, 50):.2f} against {_cut(peer, 50):.1f}, longest "
        f"{max(ours):.1f}; {COUNT:,} rows, built in {built:.1f} s; peer: LIKE over the same texts"
    )
    return Result(name, _cut(ours, 95), _cut(peer, 95), "ms, 95 % of searches", note)


def names(count: int) -> Iterator[str]:
    """Half of them of enterprises, half of inventions; no name is anybody's but by chance."""
    chance = random.Random(SEED)
    fixed = sorted(set("".join((*TRADES, *FORMS, *ENDS))))
    characters = fixed + [chr(0x4E00 + place) for place in chance.sample(range(0x5000), 2_500)]
    chance.shuffle(characters)
    letters = _falling(len(characters), 8)
    words = ["".join(chance.choices(characters, cum_weights=letters, k=2)) for _ in range(12_000)]
    weights = _falling(len(words), 20)
    for _ in range(count):
        if chance.random() < 0.5:
            middle = chance.choices(words, cum_weights=weights, k=chance.choice((2, 2, 3)))
            yield "".join((*middle, chance.choice(TRADES), chance.choice(FORMS)))
        else:
            middle = chance.choices(words, cum_weights=weights, k=chance.choice((2, 3, 4, 5)))
            joint = chance.choice(("", "用", "的"))
            yield "".join((chance.choice(BEGINNINGS), *middle, joint, chance.choice(ENDS)))


def queries(texts: Sequence[str]) -> list[str]:
    """Two to six characters as they stand in the texts, so that common ones come up as often as
    they are; one in five is two words that need not stand in one text."""
    chance = random.Random(SEED + 1)

    def piece(longest: int) -> str:
        text = chance.choice(texts)
        length = min(chance.randint(2, longest), len(text))
        start = chance.randrange(len(text) - length + 1)
        return text[start : start + length]

    return [f"{piece(3)} {piece(3)}" if number % 5 == 4 else piece(6) for number in range(QUERIES)]


def _falling(count: int, offset: int) -> list[float]:
    """Cumulated weights that fall as 1 / rank, as those of words and characters do."""
    return list(accumulate(1 / (rank + offset) for rank in range(count)))


def _found(words: str) -> Hits:
    return find(Kind.PRODUCT, words, PAGE)


def _contained(words: str) -> Hits:
    says = [SearchEntry.text.contains(word, autoescape=True) for word in words.split()]
    ids = select(SearchEntry.row_id).where(SearchEntry.kind == Kind.PRODUCT, *says)
    total = db.session.scalars(select(func.count()).select_from(ids.subquery())).one()
    page = db.session.scalars(ids.order_by(SearchEntry.row_id).limit(PAGE))
    return Hits(tuple(page), total)


def _milliseconds(search: Callable[[str], Hits], words: str) -> float:
    db.session.rollback()
    start = time.perf_counter()
    search(words)
    return (time.perf_counter() - start) * 1000


def _cut(times: list[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]
