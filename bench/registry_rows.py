"""The rows of a registry of many applications, table by table, the same on every machine.

They are what the services would leave, written past them: what is measured is reading. Of the
applications, a third wait for a reviewer; the first enterprise has one in ``large`` of all, the first
applicant and the first reviewer have as many messages as a busy one after years.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from registry.applications.objections import Ground
from registry.applications.workflow import Action, Status
from registry.certification.workflow import CertificateStatus, PaperKind
from registry.enterprises.models import Size
from registry.patents.status import PatentStatus

DAY = date(2025, 9, 1)
_MOMENT = datetime(2025, 8, 31, 1, tzinfo=UTC)
_HASH = "0" * 64
# Before these keys come the accounts that sign in, which are made by the service.
FIRST_USER, FIRST_ENTRY = 1000, 1000
LINKS = 3

Row = dict[str, Any]
# By the last digit but one of the key: of ten of the newest round, so many stand so.
_NEWEST = (
    *(Status.SUBMITTED,) * 3,
    *(Status.REGISTERED,) * 3,
    *(Status.PUBLIC_NOTICE,) * 2,
    Status.CERTIFIED,
    Status.RETURNED,
)
_EARLIER = (
    *(Status.REGISTERED,) * 5,
    *(Status.CERTIFIED,) * 3,
    Status.REJECTED,
    Status.WITHDRAWN,
)
_HAS_NUMBER = (Status.REGISTERED, Status.PUBLIC_NOTICE, Status.CERTIFIED)


@dataclass(frozen=True)
class People:
    """Keys of the accounts that sign in: who reviews, who examines too, who applies."""

    reviewer: int
    examiner: int
    applicant: int


@dataclass(frozen=True)
class Rows:
    """All rows of a registry of ``count`` applications, three for each product."""

    count: int
    people: People
    regions: tuple[str, ...]
    classes: tuple[str, ...]
    result: Row
    facts: Row
    large: int = 170

    @property
    def products(self) -> int:
        """One for each application of the newest round."""
        return self.count // 3

    @property
    def enterprises(self) -> int:
        """As many products each as the national platform has, roughly."""
        return max(self.products // 2, 2)

    def enterprise(self) -> Iterator[Row]:
        """The enterprises but the first, which is the applicant's."""
        for key in range(2, self.enterprises + 1):
            yield {
                "id": key,
                "credit_code": f"91370000{key:010d}",
                "name": f"示例{name(key)}有限公司",
                "region_code": self.regions[key % len(self.regions)],
                "size": list(Size)[key % len(Size)],
            }

    def user(self) -> Iterator[Row]:
        """An applicant for every enterprise."""
        for key in range(2, self.enterprises + 1):
            yield {
                "id": FIRST_USER + key,
                "email": f"a{key:06d}@example.org",
                "name": f"申请人{key}",
                "password": "none",
                "active": True,
                "locale": None,
                "fs_uniquifier": f"handle-{key}",
                "enterprise_id": key,
            }

    def product(self) -> Iterator[Row]:
        """One in ``large`` is the first enterprise's."""
        for key in range(1, self.products + 1):
            owner = self._owner(key)
            yield {"id": key, "enterprise_id": owner, "name": f"示例产品{name(key)}{key}"}

    def _owner(self, product: int) -> int:
        return 1 if product % self.large == 1 else product % self.enterprises + 1

    def application(self) -> Iterator[Row]:
        """Each product's records of 2023, 2024 and 2025."""
        for key in range(1, self.products * 3 + 1):
            yield self._application(key)

    def _application(self, key: int) -> Row:
        product, year, status = self.product_of(key), self.year_of(key), self.status_of(key)
        numbered = status in _HAS_NUMBER
        handed_in = datetime(year, 1, 2, 2, tzinfo=UTC) + timedelta(hours=key % 5_700)
        registered = handed_in.date() + timedelta(days=20)
        ended = DAY + timedelta(days=key % 20 - 10)
        return {
            "id": key,
            "public_id": f"{key:016x}",
            "product_id": product,
            "enterprise_id": self._owner(product),
            "round_year": year,
            "class_code": self.classes[key % len(self.classes)],
            "model": f"M-{key}",
            "seeks_certification": status is not Status.REGISTERED or year == 2025,
            "shows_output_value": True,
            "output_value": 12_000_000_00 + key,
            "sales_revenue": 11_000_000_00,
            "export_value": 0,
            "profit": 2_000_000_00,
            "status": status,
            "version": 3,
            "submitted_at": handed_in,
            "registration_number": f"BENCH-{year}-{key:06d}" if numbered else None,
            "registered_on": registered if numbered else None,
            "notice_until": ended if status is Status.PUBLIC_NOTICE else None,
            "certified_on": registered if status is Status.CERTIFIED else None,
            "examiner_id": self.people.examiner if numbered else None,
            "certifier_id": self.people.reviewer if status is Status.CERTIFIED else None,
        }

    def product_of(self, key: int) -> int:
        """The records of a round follow each other."""
        return (key - 1) % self.products + 1

    def year_of(self, key: int) -> int:
        """The last third is the newest round."""
        return 2023 + (key - 1) // self.products

    def status_of(self, key: int) -> Status:
        """The same for every machine; spread over enterprises and classes."""
        chances = _NEWEST if self.year_of(key) == 2025 else _EARLIER
        return chances[key // 7 % 10]

    def _in(self, *statuses: Status) -> Iterator[int]:
        return (key for key in range(1, self.products * 3 + 1) if self.status_of(key) in statuses)

    def patent(self) -> Iterator[Row]:
        """As many as there are records: each names its own, the next one and the one after."""
        for key in range(1, self.products * 3 + 1):
            yield {
                "id": key,
                "office": "CN",
                "number": f"2021{key:08d}.1",
                "kind": "invention",
                "title": f"一种{name(key)}装置",
                "patentee": "示例有限公司",
                "filed_on": date(2021, 3, 1),
                "granted_on": date(2022, 3, 1),
            }

    def status_statement(self) -> Iterator[Row]:
        """Each patent stands, as somebody said last year."""
        for key in range(1, self.products * 3 + 1):
            yield {
                "id": key,
                "patent_id": key,
                "status": PatentStatus.IN_FORCE,
                "as_of": date(2024, 12, 1),
                "source": "bench",
                "recorded_at": datetime(2024, 12, 2, tzinfo=UTC),
            }

    def patent_link(self) -> Iterator[Row]:
        """Three for each record."""
        all_of_them = self.products * 3
        for place in range(all_of_them * LINKS):
            key, position = place // LINKS + 1, place % LINKS
            patent = (key + position - 1) % all_of_them + 1
            yield {
                "application_id": key,
                "position": position,
                "typed": f"ZL2021{patent:08d}.1",
                "patent_id": patent,
                "core": position == 0,
                "contribution": 3000,
            }

    def evaluation(self) -> Iterator[Row]:
        """One for each record; facts and findings of one stand for those of all."""
        for key in range(1, self.products * 3 + 1):
            yield {
                "id": key,
                "application_id": key,
                "at": _MOMENT,
                "rule_set": "bench",
                "facts": self.facts,
                "facts_sha256": _HASH,
                "result": self.result,
            }

    def decision(self) -> Iterator[Row]:
        """Registered and, where a notice runs or ran, announced."""
        for key in self._in(*_HAS_NUMBER):
            yield self._decision(key, Action.REGISTER, _MOMENT - timedelta(days=40))
            if self.status_of(key) is not Status.REGISTERED:
                yield self._decision(key, Action.ANNOUNCE, _MOMENT - timedelta(days=12))

    def _decision(self, key: int, action: Action, at: datetime) -> Row:
        return {
            "application_id": key,
            "evaluation_id": key,
            "action": action,
            "decided_by_id": self.people.examiner,
            "decided_at": at,
            "reason_code": "",
            "reason": "",
            "note": "",
        }

    def assignment(self) -> Iterator[Row]:
        """Two of three of what waits are somebody's; of those, one in ten the reviewer's."""
        for key in self._in(Status.SUBMITTED, Status.PUBLIC_NOTICE):
            if key % 3:
                mine = key % 10 == 0
                yield {
                    "application_id": key,
                    "stage": self.status_of(key),
                    "reviewer_id": self.people.reviewer if mine else self.people.examiner,
                    "version": 1,
                    "assigned_at": _MOMENT,
                }

    def objection(self) -> Iterator[Row]:
        """To one notice in three; none is answered."""
        for key in self._in(Status.PUBLIC_NOTICE):
            if key % 3 == 0:
                yield {
                    "public_id": f"{key:016x}",
                    "application_id": key,
                    "name": "某某",
                    "contact": "objector@example.org",
                    "ground": Ground.OTHER,
                    "text": "示例异议",
                    "content_sha256": f"{key:064x}",
                    "received_on": DAY - timedelta(days=3),
                    "recorded_at": _MOMENT,
                }

    def certificate(self) -> Iterator[Row]:
        """One for each certified record."""
        for key in self._in(Status.CERTIFIED):
            valid = CertificateStatus.VALID if key % 20 else CertificateStatus.SUSPENDED
            yield {
                "id": key,
                "number": f"BENCH-C-{key:06d}",
                "year": self.year_of(key),
                "serial": key,
                "application_id": key,
                "status": valid,
                "version": 1,
                "issued_at": _MOMENT,
                "valid_from": date(self.year_of(key), 7, 1),
                "valid_until": date(self.year_of(key) + 3, 6, 30),
            }

    def paper(self) -> Iterator[Row]:
        """The certificates'; what they say is left out, which lists do not read."""
        for key in self._in(Status.CERTIFIED):
            yield {
                "kind": PaperKind.CERTIFICATE,
                "number": f"BENCH-C-{key:06d}",
                "application_id": key,
                "certificate_id": key,
                "print_no": 1,
                "design": "bench",
                "design_version": 1,
                "payload": b"{}",
                "payload_sha256": _HASH,
                "requested_at": _MOMENT,
                "reason": "",
                "pdf_sha256": f"{key:064x}",
                "made_at": _MOMENT,
            }


def name(key: int) -> str:
    """Two invented characters, so that many names share one."""
    return chr(0x4E00 + key * 7 % 3_000) + chr(0x5E00 + key * 13 % 2_000)
