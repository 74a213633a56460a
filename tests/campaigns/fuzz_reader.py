"""One reader under a fuzzer that follows which lines it reaches.

    python fuzz_reader.py READER FOLDER [options of libFuzzer]

Whatever is fed to it, a reader answers, or raises the error that is its own; anything else ends
the run, and libFuzzer writes the contents that did it into FOLDER. `--readers` lists them.
"""

import io
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["registry", "certificates"]):
    import openpyxl
    import pikepdf
    from filing_packages import KNOWN
    from PIL import Image

    from certificates.attestation import Outcome, Trust
    from certificates.design import load_design
    from certificates.errors import PayloadError
    from certificates.examine import examine
    from certificates.payload import canonical_json, from_json, paper_from_json
    from certificates.render import render
    from certificates.sign import development_signer, sign
    from registry.certification.verification import written
    from registry.documents.reading import DocumentError, kind_of
    from registry.errors import BadInput, RegistryError
    from registry.filing.columns import COLUMNS, File
    from registry.filing.schemas import SCHEMAS, AnyRow, read_row
    from registry.money import MAX_FEN, MoneyError, fen_to_decimal_text, parse_yuan
    from registry.objections.reading import read_objection
    from registry.patents.numbers import parse, parse_all
    from registry.patents.sources import SourceUnavailable
    from registry.patents.sources.days import read_day
    from registry.patents.sources.st96 import St96File
    from registry.patents.sources.table import TableFile
    from registry.percent import PercentError, format_percent, parse_percent
    from registry.plain_text import LineError, read_line
    from registry.tables.problems import FileProblem
    from registry.tables.table import read_table

RECORDED = Path(__file__).parents[1] / "patents" / "recorded"
LONGEST = 100
SIGNED_AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Reader:
    """What is called, the errors that are its own, and contents to begin with."""

    read: Callable[[bytes], None]
    errors: tuple[type[Exception], ...]
    seeds: Callable[[], list[bytes]]


def text_of(content: bytes) -> str:
    """Every text there is; bytes that are no UTF-8 become lone surrogates."""
    return content.decode("utf-8", "surrogateescape")


def read_money(content: bytes) -> None:
    fen = parse_yuan(text_of(content))
    assert abs(fen) <= MAX_FEN and parse_yuan(fen_to_decimal_text(fen)) == fen


def read_a_percentage(content: bytes) -> None:
    hundredths = parse_percent(text_of(content))
    assert parse_percent(format_percent(hundredths)) == hundredths


def read_name(content: bytes) -> None:
    name = read_line(text_of(content), LONGEST)
    assert 0 < len(name) <= LONGEST and unicodedata.is_normalized("NFC", name)
    assert not any(unicodedata.category(each).startswith("C") for each in name)


def read_date(content: bytes) -> None:
    day = read_day(text_of(content))
    assert day is None or read_day(day.isoformat()) == day


def read_number(content: bytes) -> None:
    text = text_of(content)
    for reading in (parse(text), *parse_all(text)):
        assert reading.typed is not None
    written(text)


def read_rows(content: bytes) -> None:
    """A row of each file that an enterprise hands in."""
    cells = text_of(content).split("|")
    for file in File:
        values = dict(zip(COLUMNS[file], [*cells, *[""] * 20], strict=False))
        found = read_row(SCHEMAS[file](KNOWN), values)
        assert isinstance(found, AnyRow) or all(each.text() for each in found)


def read_form(content: bytes) -> None:
    names = ("name", "contact", "ground", "objection", "received_on")
    cells = [*text_of(content).split("|"), *[""] * 5]
    read_objection(dict(zip(names, cells, strict=False)), None)


def read_json(content: bytes) -> None:
    paper = paper_from_json(content)
    assert paper_from_json(canonical_json(paper)) == paper


_FOLDER = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))


def read_file(content: bytes) -> None:
    path = _FOLDER / "fuzzed.csv"
    path.write_bytes(content)
    table = read_table(path, COLUMNS[File.LINKS])
    assert all(set(row.values) == set(COLUMNS[File.LINKS]) for row in table.rows)


def read_statements(content: bytes) -> None:
    path = _FOLDER / "fuzzed.csv"
    path.write_bytes(content)
    for _ in TableFile(path, as_of=date(2025, 8, 20)).records():
        pass


def read_xml(content: bytes) -> None:
    path = _FOLDER / "fuzzed.xml"
    path.write_bytes(content)
    for _ in St96File(path).records():
        pass


_trust: list[Trust] = []


def read_paper(content: bytes) -> None:
    """The examiner: whatever is not the file that was signed is not genuine, and nothing escapes."""
    found = examine(content, _trust[0])
    assert found.outcome is not Outcome.GENUINE or content in _signed


_signed: list[bytes] = []


def signed_paper() -> list[bytes]:
    signer = development_signer(_FOLDER)
    design = load_design("patent_intensive_product", 2)
    pdf = sign(render(from_json(design.sample), design), signer, at=SIGNED_AT)
    _trust.append(signer.trust)
    _signed.append(pdf)
    return [pdf, *documents()]


def documents() -> list[bytes]:
    """The smallest files of every kind that is taken."""
    made = [io.BytesIO() for _ in range(4)]
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(20, 20))
        pdf.save(made[0])
    for place, kind in ((1, "PNG"), (2, "JPEG")):
        Image.new("RGB", (3, 3), (1, 2, 3)).save(made[place], kind)
    return [each.getvalue() for each in made[:3]] + workbooks()


def workbooks() -> list[bytes]:
    """One with a heading and a row, packed and not."""
    book, packed, plain = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in (list(COLUMNS[File.LINKS]), ["91370100MAEXD00016", "示例", 2025, 1.5, None]):
        book.active.append(row)
    book.save(packed)
    with zipfile.ZipFile(packed) as one, zipfile.ZipFile(plain, "w") as other:
        for name in one.namelist():
            other.writestr(name, one.read(name))
    return [packed.getvalue(), plain.getvalue()]


def lines(*texts: str) -> Callable[[], list[bytes]]:
    return lambda: [text.encode() for text in texts]


def recorded(kind: str) -> Callable[[], list[bytes]]:
    return lambda: [path.read_bytes() for path in sorted((RECORDED / kind).iterdir())]


def tables() -> list[bytes]:
    header = ",".join(COLUMNS[File.LINKS])
    row = "91370100MAEXD00016,示例,2025,ZL202019000001.9,yes,patentee,30"
    texts = [f"{header}\n{row}\n", f'{header}\r\n"{row}\n', f"\ufeff{header}\n"]
    return [text.encode() for text in texts] + [texts[0].encode("gb18030"), *workbooks()]


READERS: dict[str, Reader] = {
    "money": Reader(
        read_money,
        (MoneyError,),
        lines("12,345.67", "-0", "sNaN", "1e5", "１２３", "1_000", "1.005", "99999999999999"),
    ),
    "percentages": Reader(read_a_percentage, (PercentError,), lines("12.5 %", "100", "-1", "１")),
    "names": Reader(read_name, (LineError,), lines("示例", "a\u0301", "\u202eabc", "ﬁ", "x\ufeff")),
    "dates": Reader(
        read_date,
        (),
        lines("2025-01-31", "2024年2月29日", "20250131", "2025/1/1T00:00", "0000-00-00"),
    ),
    "numbers": Reader(
        read_number,
        (BadInput,),
        lines("ZL202019000001.9", "CN 85100001.X", "2.02E+11", "CN111700002B", "ＺＬ２０２０"),
    ),
    "rows": Reader(
        read_rows,
        (),
        lines("91370100MAEXD00016|示例|370100|small", "ZL202019000001.9|一|二|2020-1-1"),
    ),
    "forms": Reader(read_form, (BadInput,), lines("甲|138|patent_right|一\r\n二|2025-09-01")),
    "json": Reader(
        read_json,
        (PayloadError,),
        lambda: [load_design("patent_intensive_product", 2).sample, b'{"a":1,"a":2}', b"[" * 2000],
    ),
    "csv": Reader(read_file, (FileProblem,), tables),
    "xlsx": Reader(read_file, (FileProblem,), workbooks),
    "statements": Reader(read_statements, (SourceUnavailable,), recorded("table")),
    "xml": Reader(read_xml, (RegistryError,), recorded("st96")),
    "pdf": Reader(read_paper, (), signed_paper),
    "documents": Reader(lambda content: void(kind_of(content)), (DocumentError,), documents),
}


def void(_: object) -> None:
    """The answer matters to nobody here."""


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    reader = READERS[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for place, seed in enumerate(reader.seeds()):
        (corpus / f"seed-{place}").write_bytes(seed)

    def once(content: bytes) -> None:
        try:
            reader.read(content)
        except reader.errors:
            pass

    options = [f"-artifact_prefix={folder}/", "-print_final_stats=1", *sys.argv[3:], str(corpus)]
    atheris.Setup([sys.argv[0], *options], once)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1] == "--readers":
        print(*READERS, sep="\n")
    else:
        main()
