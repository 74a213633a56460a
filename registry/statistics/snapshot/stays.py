"""Ledger entries paired into stays: from which day until which an application counts in a stage.

An entry that adds opens a stay, the one that takes back closes it; a total as of a day is the sum
over the stays of that day. Pure: columns in, columns out. What cannot be paired is no ledger that
this registry writes; the database then answers alone.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from registry.statistics.snapshot.columns import Column

Table = dict[str, Column]
"""Columns of one length by name."""

AMOUNTS = ("output_value", "sales_revenue", "export_value", "profit")
# Whose it is, where it counts, and with how much: the same when it is added and when taken back.
KEY = ("application", "enterprise", "data_year", "stage", "region", "klass", "size", *AMOUNTS)
NEVER = np.int32(2**31 - 1)
# Larger ones could not be summed exactly in two halves; the registry takes none (money.MAX_FEN).
LARGEST = 2**53
MOST_ROWS = 2**26


class Unfit(Exception):
    """These entries cannot be told in columns; the message says why."""


def paired(entries: Table) -> Table:
    """The stays of signed entries (``KEY``, ``sign``, ``on_day``; amounts signed too).

    Amounts of a stay are as declared. Stays of no day at all are left out. Raises Unfit.
    """
    plain = dict(entries)
    for name in AMOUNTS:
        plain[name] = entries[name] * entries["sign"]
        if len(plain[name]) and int(np.abs(plain[name]).max()) > LARGEST:
            raise Unfit(f"{name} beyond {LARGEST} fen")
    run, order = _runs(plain)
    sign, day = plain["sign"][order], plain["on_day"][order].astype(np.int32)
    opened, closed = sign > 0, sign < 0
    counts = np.bincount(run[opened], minlength=int(run[-1]) + 1 if len(run) else 0)
    first = np.cumsum(counts) - counts
    rank = _ranks(run[closed])
    if np.any(rank >= counts[run[closed]]):
        raise Unfit("something is taken back that was never added")
    ended = np.full(int(counts.sum()), NEVER, np.int32)
    ended[first[run[closed]] + rank] = day[closed]
    stays = {name: plain[name][order[opened]] for name in KEY}
    stays |= {"start": day[opened], "end": ended}
    if np.any(ended < stays["start"]):
        raise Unfit("something is taken back before it is added")
    return taken(stays, ended > stays["start"])


def entries_of(stays: Table) -> Table:
    """The entries that these stays come from: what ``paired`` makes the same stays of again."""
    closed = stays["end"] != NEVER
    openings = {name: stays[name] for name in KEY}
    openings["sign"], openings["on_day"] = np.ones(len(closed), np.int64), stays["start"]
    closings = {name: stays[name][closed] for name in KEY}
    closings["sign"] = np.full(int(closed.sum()), -1, np.int64)
    closings["on_day"] = stays["end"][closed]
    both = joined([openings, closings])
    return both | {name: both[name] * both["sign"] for name in AMOUNTS}


def joined(tables: Sequence[Table]) -> Table:
    """The rows of all tables; they have the same columns."""
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def taken(table: Table, rows: Column) -> Table:
    """Some rows of a table: a mask or places."""
    return {name: column[rows] for name, column in table.items()}


def _runs(entries: Table) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The number of each entry's key, ascending, and the order in which entries come then; within
    a key by day.

    Nearly always an application has one key in a stage, so that these two alone are sorted; where
    it has more, all columns are looked at.
    """
    whose = entries["application"].astype(np.int64) * 2 + entries["stage"]
    finer = np.zeros(len(whose), np.int64)
    order = np.lexsort((entries["on_day"], whose))
    same = whose[order][1:] == whose[order][:-1]
    mixed = np.zeros(len(same), bool)
    for name in KEY:
        column = entries[name][order]
        mixed |= same & (column[1:] != column[:-1])
    if mixed.any():
        rows = np.flatnonzero(np.isin(whose, np.unique(whose[order][1:][mixed])))
        keys = np.stack([entries[name][rows].astype(np.int64) for name in KEY], axis=1)
        finer[rows] = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
        order = np.lexsort((entries["on_day"], finer, whose))
    new = starts(whose[order]) | starts(finer[order])
    return np.cumsum(new) - 1, order


def starts(column: Column) -> NDArray[np.bool_]:
    """True where a value differs from the one before it, and at the first."""
    new = np.ones(len(column), bool)
    new[1:] = column[1:] != column[:-1]
    return new


def firsts(column: Column) -> NDArray[np.int64]:
    """The places where a value differs from the one before it. To take rows by places is several
    times as fast as by a mask."""
    return np.flatnonzero(starts(column))


def _ranks(runs: Column) -> NDArray[np.int64]:
    """The how-manieth of its run each row is, from 0; runs ascend."""
    begins = np.flatnonzero(starts(runs))
    lengths = np.diff(np.append(begins, len(runs)))
    return np.arange(len(runs)) - np.repeat(begins, lengths)
