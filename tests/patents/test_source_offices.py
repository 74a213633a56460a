"""The office's own XML, WIPO ST.96 and ST.27, and the EPO's service."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from registry.patents.event_codes import Effect
from registry.patents.event_words import Action
from registry.patents.events import InterestKind
from registry.patents.numbers import PatentNumber, parse
from registry.patents.sources import Record, SourceUnavailable, Unreadable, fetch_of_bytes
from registry.patents.sources.cnipa_fulltext import CnipaFullText
from registry.patents.sources.ops import EpoOps
from registry.patents.sources.ops_client import OpsClient
from registry.patents.sources.publications import publication_event, read_publication
from registry.patents.sources.st96 import St96File
from registry.patents.st27 import action_of_detailed, effect_of
from registry.patents.timeline import fold

RECORDED = Path(__file__).parent / "recorded"
ST96 = RECORDED / "st96" / "legal_status.xml"
NEW = RECORDED / "cnipa_fulltext" / "granted_new.xml"
OLD = RECORDED / "cnipa_fulltext" / "published_old.xml"
TODAY = date(2025, 9, 1)


def number(text: str) -> PatentNumber:
    read = parse(text)
    assert isinstance(read, PatentNumber)
    return read


GRANTED = number("ZL202010700002.7")
LAPSED = number("ZL201910700005.8")


def changed(path: Path, tmp_path: Path, old: str, new: str) -> Path:
    text = path.read_text("utf-8")
    assert old in text
    copy = tmp_path / path.name
    copy.write_text(text.replace(old, new), "utf-8")
    return copy


def test_legal_status_data_speaks_for_the_day_of_its_creation_unless_told_otherwise() -> None:
    first = next(St96File(ST96).records())
    told = next(St96File(ST96, as_of=date(2025, 8, 1)).records())
    assert isinstance(first, Record)
    assert isinstance(told, Record)
    assert (first.as_of, told.as_of) == (date(2025, 8, 20), date(2025, 8, 1))


def test_transfers_and_licences_are_read_from_legal_status_data() -> None:
    record = St96File(ST96).find(GRANTED)
    assert record is not None
    folded = fold(record.basics, record.events, TODAY)
    assert folded.patentee_on(date(2023, 1, 31)) == ""
    assert folded.patentee_on(date(2023, 2, 1)) == "示例甲有限公司"
    (licence,) = folded.interests
    assert (licence.kind, licence.begun_on) == (InterestKind.LICENCE, date(2024, 1, 12))
    assert [each.canonical for each in record.publications] == ["111700002B"]


def test_what_cannot_be_taken_from_legal_status_data_is_told_and_the_rest_goes_on() -> None:
    read = list(St96File(ST96).records())
    assert [type(each) for each in read] == [Record, Record, Unreadable, Unreadable]
    exchanged, foreign = (each.problems[0] for each in read[2:] if isinstance(each, Unreadable))
    # The form of data exchange has no check digit: the number is suggested, never taken.
    assert "CN202110700001.7" in exchanged.text()
    assert "EP" in foreign.text()


def test_reading_of_legal_status_data_goes_on_where_it_stopped_and_tells_its_progress() -> None:
    told: list[tuple[int, int]] = []
    source = St96File(ST96, on_progress=lambda read, size: told.append((read, size)))
    assert [each.place for each in source.records(start=1)] == ["2", "3", "4"]
    assert told[-1] == (ST96.stat().st_size, ST96.stat().st_size)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<pat:DetailedEventCode>H13", "<pat:DetailedEventCode>X99"),
        ("<com:EventDate>2025-02-14", "<com:EventDate>2025-02-31"),
    ],
)
def test_an_event_that_cannot_be_read_could_have_ended_the_right_so_the_patent_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    text = ST96.read_text("utf-8").replace(old, new).replace("H10<", "X10<")
    copy = tmp_path / "示例.xml"
    copy.write_text(
        text.replace("<com:NotInForceDate>2024-03-01</com:NotInForceDate>", ""), "utf-8"
    )
    assert [type(each) for each in St96File(copy).records()][1] is Unreadable


def test_other_data_of_st96_is_no_legal_status_data(tmp_path: Path) -> None:
    copy = changed(ST96, tmp_path, "PatentLegalStatusData", "PatentPublication")
    with pytest.raises(SourceUnavailable, match="begins with PatentPublication"):
        list(St96File(copy).records())


@pytest.mark.parametrize(
    ("key", "detailed", "reason", "effect"),
    [
        ("F10", "F11", "", Effect.GRANTED),
        ("H10", "H13", "", Effect.LAPSED),
        ("H10", "H14", "", Effect.EXPIRED),
        ("H10", "H15", "", Effect.ABANDONED),
        ("H10", "H12", "", Effect.INVALIDATED),
        ("H10", "H00", "", Effect.ENDED),
        ("H10", "H00", "Lapsed", Effect.LAPSED),
        ("H10", "", "Expired", Effect.EXPIRED),
        ("H00", "H00", "", Effect.ENDED),
        ("B10", "B15", "", Effect.REFUSED),
        ("B10", "B00", "Refused", Effect.REFUSED),
        ("B10", "B12", "", Effect.WITHDRAWN),
        ("K10", "K13", "", Effect.RIGHT_RESTORED),
        ("K10", "K11", "", Effect.OTHER),
        ("C10", "C13", "", Effect.RESTORED),
        ("M10", "M12", "", Effect.REDUCED),
        ("M10", "M11", "", Effect.OTHER),
        ("N10", "N12", "", Effect.ENDED),
        ("Q10", "Q12", "", Effect.PUBLISHED),
        ("Q10", "Q13", "", Effect.OTHER),
        ("R10", "R14", "", Effect.TRANSFERRED),
        ("R10", "R19", "", Effect.OTHER),
        ("S10", "S17", "", Effect.LICENSED),
        ("S10", "S20", "", Effect.PLEDGED),
        ("S10", "S34", "", Effect.OTHER),
        ("T10", "T14", "", Effect.OTHER),
        ("I10", "I11", "", None),
        ("", "", "", None),
    ],
)
def test_events_of_st27_do_what_their_definition_says(
    key: str, detailed: str, reason: str, effect: Effect | None
) -> None:
    assert effect_of(key, detailed, reason) is effect


@pytest.mark.parametrize(
    ("begun", "amended", "cancelled"),
    [("S11", "S12", "S13"), ("S17", "S18", "S19"), ("S20", "S21", "S22"), ("S23", "S24", "S25")],
)
def test_licences_and_pledges_of_st27_begin_change_and_end(
    begun: str, amended: str, cancelled: str
) -> None:
    actions = [action_of_detailed(code) for code in (begun, amended, cancelled)]
    assert actions == [Action.BEGUN, Action.CHANGED, Action.ENDED]


def test_an_offer_of_licences_begins_and_ends_and_unmapped_events_do_neither() -> None:
    codes = ("S26", "S27", "S00", "H13", "")
    assert [action_of_detailed(code) for code in codes] == [
        Action.BEGUN,
        Action.ENDED,
        Action.UNCLEAR,
        Action.UNCLEAR,
        Action.UNCLEAR,
    ]


def test_a_granted_document_names_its_patentee_and_an_application_its_applicants() -> None:
    granted, published = CnipaFullText(NEW.parent).records()
    assert isinstance(granted, Record)
    assert isinstance(published, Record)
    assert (granted.patentee, granted.title) == ("示例甲有限公司", "示例密封圈")
    assert published.patentee == "示例乙有限公司;示例大学"
    assert [each.effect for each in (*granted.events, *published.events)] == [
        Effect.GRANTED,
        Effect.PUBLISHED,
    ]
    assert (granted.as_of, published.as_of) == (None, None)


def test_two_writings_of_one_number_that_differ_are_refused(tmp_path: Path) -> None:
    copy = changed(NEW, tmp_path, "102020000700002", "102020000700003")
    (refused,) = CnipaFullText(copy).records()
    assert isinstance(refused, Unreadable)
    assert "102020000700003" in refused.problems[0].text()


def test_a_document_with_a_wrong_check_digit_or_day_is_refused(tmp_path: Path) -> None:
    for old, new in (("201910700005.8", "201910700005.9"), ("20190301", "20190231")):
        (refused,) = CnipaFullText(changed(OLD, tmp_path, old, new)).records()
        assert isinstance(refused, Unreadable)


def test_one_damaged_file_in_a_folder_does_not_stop_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_bytes(NEW.read_bytes()[:900])
    (tmp_path / "b.xml").write_bytes(b"<other/>")
    (tmp_path / "c.XML").write_bytes(OLD.read_bytes())
    (tmp_path / "d.txt").write_bytes(b"")
    told: list[tuple[int, int]] = []
    source = CnipaFullText(tmp_path, on_progress=lambda done, of: told.append((done, of)))
    read = list(source.records())
    assert [type(each) for each in read] == [Unreadable, Unreadable, Record]
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert [each.place for each in source.records(start=2)] == ["c.XML"]


@pytest.mark.parametrize(
    ("kind_code", "published_on", "effect"),
    [
        ("A", date(2020, 1, 1), Effect.PUBLISHED),
        ("B", date(2015, 1, 1), Effect.GRANTED),
        ("B", date(1990, 1, 1), Effect.PUBLISHED),
        ("C", date(1995, 1, 1), Effect.GRANTED),
    ],
)
def test_a_document_of_the_time_of_opposition_is_no_grant(
    kind_code: str, published_on: date, effect: Effect
) -> None:
    publication = read_publication("CN", "1030001", kind_code)
    event = publication_event(publication, published_on, fetch_of_bytes("示例", b""))
    assert event is not None
    assert event.effect is effect


def test_a_document_without_kind_code_or_day_proves_nothing() -> None:
    fetch = fetch_of_bytes("示例", b"")
    assert publication_event(read_publication("CN", "1030001", ""), TODAY, fetch) is None
    assert publication_event(read_publication("CN", "1030001", "A"), None, fetch) is None
    assert read_publication("EP", "1000000", "A1") is None


def answer(name: str) -> bytes:
    return (RECORDED / "ops" / name).read_bytes()


def test_only_the_member_of_the_family_that_was_asked_for_is_read() -> None:
    record = EpoOps(lambda digits, kind: answer("granted.xml")).find(GRANTED)
    assert record is not None
    assert "RM4" not in {event.code for event in record.events}
    assert [each.canonical for each in record.publications] == ["111700002A", "111700002B"]
    folded = fold(record.basics, record.events, TODAY)
    assert folded.patentee_on(date(2023, 2, 1)) == "EXAMPLE A Ltd."
    assert len(folded.interests) == 1


def test_an_answer_about_another_application_is_no_answer() -> None:
    assert EpoOps(lambda digits, kind: answer("granted.xml")).find(LAPSED) is None
    assert EpoOps(lambda digits, kind: answer("unknown.xml")).find(LAPSED) is None


def test_without_knowing_how_far_the_epo_is_nothing_is_said_beyond_the_events() -> None:
    record = EpoOps(lambda digits, kind: answer("granted.xml")).find(GRANTED)
    assert record is not None
    assert record.look is None
    assert fold(record.basics, record.events, TODAY).looked_on == date(2024, 1, 12)


def test_a_code_that_speaks_against_the_right_and_nobody_has_read_stops_the_reading() -> None:
    with pytest.raises(SourceUnavailable, match="ZZ99 of ZL201910700005.8"):
        EpoOps(lambda digits, kind: answer("unread_code.xml")).find(LAPSED)


def test_an_unread_code_that_does_not_speak_against_the_right_changes_nothing() -> None:
    harmless = answer("unread_code.xml").replace(
        b'NOT IN THE TABLE" infl="-"', b'NOT IN THE TABLE" infl=" "'
    )
    record = EpoOps(lambda digits, kind: harmless).find(LAPSED)
    assert record is not None
    assert Effect.OTHER in {event.effect for event in record.events}


def test_the_service_is_not_asked_about_designs_and_documents() -> None:
    def ask(digits: str, kind_code: str) -> bytes | None:
        raise AssertionError("asked")

    assert EpoOps(ask).find(number("ZL202130700006.0")) is None
    assert EpoOps(ask).find(number("CN111700002B")) is None


class Service(BaseHTTPRequestHandler):
    """The EPO's service as far as the client needs it, on this machine."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path.endswith("accesstoken"):
            self._answer(200, b'{"access_token": "x", "expires_in": "1200"}')
        elif GRANTED.digits in body:
            self._answer(200, answer("granted.xml"))
        elif LAPSED.digits in body:
            self._answer(403, b"<error/>", {"X-Rejection-Reason": "IndividualQuota"})
        elif "202210700003" in body:
            self._answer(500, b"<error/>")
        else:
            self._answer(404, answer("unknown.xml"))

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        services = "images=green:100, inpadoc=green:60, other=green:1000, retrieval=green:100"
        self.send_header("X-Throttling-Control", f"idle ({services}, search=green:30)")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_client_tells_known_from_unknown_and_from_unavailable(tmp_path: Path) -> None:
    with service() as address:
        source = EpoOps(OpsClient("key", "secret", tmp_path, address=address))
        assert source.find(GRANTED) is not None
        assert source.find(number("CN202110700001.7")) is None
        with pytest.raises(SourceUnavailable, match="IndividualQuota"):
            source.find(LAPSED)
        with pytest.raises(SourceUnavailable, match="status 500"):
            source.find(number("ZL202210700003.0"))
    with pytest.raises(SourceUnavailable, match="cannot be reached: ConnectionError"):
        source.find(number("CN202110700001.7"))
