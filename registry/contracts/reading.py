"""What somebody types of a contract, read: every field has its problems, all told at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import TypeVar

from registry.contracts.workflow import ContractKind, Side
from registry.eligibility import credit_code
from registry.enterprises.models import Enterprise
from registry.enterprises.queries import by_credit_code
from registry.errors import BadInput, FieldProblem
from registry.money import MoneyError, N_, parse_yuan
from registry.patents.numbers import Form, NumberProblem, PatentNumber, parse_all
from registry.plain_text import LineError, read_line

MOST_PARTIES, MOST_PATENTS = 20, 200
LONGEST_NAME, LONGEST_RECORD_NUMBER, LONGEST_NUMBER = 200, 100, 20
LONGEST_PASTE = 20_000
FIRST_DAY = date(1985, 4, 1)
"""The day on which China's Patent Law came into force."""

_PARTY = re.compile(r"(.*?)[\s,，、;；:：(（]*\b([0-9A-Za-z]{18})[)）]?", re.ASCII)
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE_EXPECTED = N_("Write it as it stands on the business licence: 18 digits and capitals.")
W = TypeVar("W", bound=StrEnum)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PartyInput:
    """One party; ``enterprise`` is that of the registry with this credit code."""

    side: Side
    name: str
    credit_code: str
    enterprise: Enterprise | None

    @property
    def key(self) -> str:
        """By what two records name the same party: the credit code, or the name without one."""
        return self.credit_code or "".join(self.name.casefold().split())


@dataclass(frozen=True, slots=True)
class ContractInput:
    """A contract as it can be recorded: amount in fen, patents as (office, canonical number)."""

    kind: ContractKind
    parties: tuple[PartyInput, ...]
    patents: tuple[tuple[str, str], ...]
    amount: int
    signed_on: date
    record_number: str


def read_contract(typed: Mapping[str, str], own: Enterprise, today: date) -> ContractInput:
    """The contract of the fields ``kind side partners others patents amount signed_on
    record_number``, each as typed; ``own`` is a party. BadInput with every problem."""
    problems: list[FieldProblem] = []
    read = partial(_read, typed, problems)
    kind = read("kind", lambda text: _word(text, ContractKind))
    side = read("side", lambda text: _word(text, Side))
    partners = read("partners", lambda text: _parties(text, side or Side.GRANTOR))
    others = read("others", lambda text: _others(text, _facing(side)))
    patents = read("patents", _patents)
    amount = read("amount", _amount)
    signed_on = read("signed_on", lambda text: _day(text, today))
    number = read("record_number", _record_number)
    parties = _together(own, side or Side.GRANTOR, partners or (), others or ())
    problems.extend(_repeated(parties))
    # Each of these is None only where a problem stands for it.
    if problems or kind is None or patents is None or amount is None or signed_on is None:
        raise BadInput(problems)
    return ContractInput(kind, parties, patents, amount, signed_on, number or "")


def _read(
    typed: Mapping[str, str], problems: list[FieldProblem], name: str, reader: Callable[[str], T]
) -> T | None:
    """What a field says; None where a problem of it was added."""
    try:
        return reader(typed.get(name, ""))
    except BadInput as error:
        problems.extend(FieldProblem(name, *_without_field(each)) for each in error.problems)
    except (MoneyError, LineError) as error:
        values = dict(error.values)
        problems.append(FieldProblem(name, error.given, error.problem, error.expected, values))
    return None


def _without_field(problem: FieldProblem) -> tuple[str, str, str, dict[str, str]]:
    return problem.given, problem.problem, problem.expected, problem.values


def _wrong(given: str, problem: str, expected: str, **values: object) -> BadInput:
    said = {name: str(value) for name, value in values.items()}
    cut = given[:40]
    return BadInput([FieldProblem("", cut, problem, expected, {"given": cut, **said})])


def _word(text: str, words: type[W]) -> W:
    if text in set(words):
        return words(text)
    raise _wrong(text, N_("Nothing of the list is chosen."), N_("Choose one of the list."))


def _facing(side: Side | None) -> Side:
    return Side.GRANTOR if side is Side.GRANTEE else Side.GRANTEE


def _parties(text: str, side: Side) -> tuple[PartyInput, ...]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(text) > LONGEST_PASTE or len(lines) > MOST_PARTIES:
        expected = N_("Name at most {most} parties.")
        raise _wrong(text, N_("This is too long."), expected, most=MOST_PARTIES)
    return tuple(_party(line, side) for line in lines)


def _others(text: str, side: Side) -> tuple[PartyInput, ...]:
    read = _parties(text, side)
    if not read:
        problem = N_("No other party is named.")
        raise _wrong(text, problem, N_("Write one party in each line: name, credit code."))
    return read


def _party(line: str, side: Side) -> PartyInput:
    text = read_line(line.replace("\t", " "), LONGEST_NAME + 40)
    match = _PARTY.fullmatch(text)
    name, code = (match[1].strip(), match[2]) if match else (text, "")
    if code and not credit_code.is_valid(code):
        raise _wrong(code, N_("“{given}” is no unified social credit code."), _CODE_EXPECTED)
    known = by_credit_code(code) if code else None
    name = name or (known.name if known else "")
    if not name:
        problem = N_("The registry knows no enterprise of the credit code {given}.")
        raise _wrong(code, problem, N_("Write its name before the code."))
    return PartyInput(side, read_line(name, LONGEST_NAME), code, known)


def _together(
    own: Enterprise, side: Side, partners: tuple[PartyInput, ...], others: tuple[PartyInput, ...]
) -> tuple[PartyInput, ...]:
    first = PartyInput(side, own.name, own.credit_code, own)
    parties = (first, *partners, *others)
    # Grantors stand first, in the order in which they were named.
    return tuple(sorted(parties, key=lambda party: party.side is Side.GRANTEE))


def _repeated(parties: tuple[PartyInput, ...]) -> list[FieldProblem]:
    keys = [party.key for party in parties]
    twice = sorted({party.name for party in parties if keys.count(party.key) > 1})
    problem = N_("{given} is named twice; your own enterprise is a party already.")
    expected = N_("Name each party once.")
    return [FieldProblem("others", each, problem, expected, {"given": each}) for each in twice]


def _patents(text: str) -> tuple[tuple[str, str], ...]:
    if len(text) > LONGEST_PASTE:
        expected = N_("Name at most {most} patents.")
        raise _wrong(text, N_("This is too long."), expected, most=MOST_PATENTS)
    readings = parse_all(text)
    keys = tuple(dict.fromkeys(_key(each) for each in readings))
    if not keys:
        problem = N_("No patent is named.")
        raise _wrong(text, problem, N_("Paste the patent numbers, as ZL202110123456.7."))
    if len(keys) > MOST_PATENTS:
        expected = N_("Name at most {most} patents.")
        raise _wrong(text, N_("{count} patents are named."), expected, count=len(keys),
                     most=MOST_PATENTS)  # fmt: skip
    return keys


def _key(reading: PatentNumber | NumberProblem) -> tuple[str, str]:
    if isinstance(reading, NumberProblem):
        raise BadInput(
            [FieldProblem("", reading.typed[:40], reading.reason, "", dict(reading.values))]
        )
    if reading.form is Form.PUBLICATION or len(reading.canonical) > LONGEST_NUMBER:
        problem = N_("{given} is the number of a published document, or too long for a patent's.")
        expected = N_("Write the application or patent number, as ZL202110123456.7.")
        raise _wrong(reading.typed, problem, expected)
    return reading.office, reading.canonical


def _amount(text: str) -> int:
    fen = parse_yuan(text)
    if fen < 0:
        problem = N_("{given} is less than nothing.")
        raise _wrong(text, problem, N_("Write 0 for a contract without payment."))
    return fen


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise _wrong(text, N_("“{given}” is no day."), N_("Write it as 2025-09-01."))
    if not FIRST_DAY <= day <= today:
        expected = N_("Give a day from {first} to {last}.")
        problem = N_("No contract on a patent can have been signed on {given}.")
        raise _wrong(text, problem, expected, first=FIRST_DAY, last=today)
    return day


def _record_number(text: str) -> str:
    return read_line(text, LONGEST_RECORD_NUMBER, required=False)
