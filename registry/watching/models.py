"""Warnings about patents, their history, what the rules found without the patents, and the passes.

A warning's row says where it stands; each change is a row of its history too. The history, what
the rules found, and the passes are added and never changed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.accounts.models import User
from registry.applications.models import Application
from registry.audit import keep_append_only
from registry.certification.models import Proposal
from registry.extensions import Base, RowId, UtcDateTime, enum_column
from registry.patents.models import Patent
from registry.watching.causes import Cause
from registry.watching.workflow import UNFINISHED, WarningAction, WarningStatus

_UNFINISHED = text(
    "status IN ({})".format(", ".join(f"'{status.value}'" for status in sorted(UNFINISHED)))
)


class PatentWatch(Base):
    """An application whose patents are watched. ``next_on`` is the first day on which something
    falls due by the calendar alone: an end of term, a look that grows too old."""

    __tablename__ = "patent_watch"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("application.id"), primary_key=True, autoincrement=False
    )
    next_on: Mapped[date | None] = mapped_column(index=True)


class WatchRun(Base):
    """One pass that came to its end.

    ``began_at`` and ``last_entry`` (an id of the trail) say from where the next one has to look;
    ``limits`` are those that it went by, in words: others ask for a pass over everything.
    """

    __tablename__ = "watch_run"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date]
    whole: Mapped[bool]
    limits: Mapped[str] = mapped_column(Text)
    last_entry: Mapped[int] = mapped_column(RowId)
    looked_at: Mapped[int]


class WarningAssessment(Base):
    """What the rules find of an application without the patents that are in doubt.

    ``left_out`` lists their numbers as typed; ``facts`` are those of the day, less these patents;
    ``result`` is ``Evaluation.to_json()``. Enough to run it again in ten years.
    """

    __tablename__ = "warning_assessment"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_out: Mapped[list[str]] = mapped_column(JSON)
    rule_set: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    facts_sha256: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any]] = mapped_column(JSON)


class PatentWarning(Base):
    """A warning to an enterprise that a patent which its product rests on has a cause of doubt.

    ``effective_on`` is the day from which the cause holds, ``known_on`` the one on which the
    registry learned of it. ``threatens`` is whether the rules are not all met without the patents
    in doubt. ``said`` are the values of its words in ``wording``. ``version`` counts its history.
    """

    __tablename__ = "patent_warning"
    __table_args__ = (
        CheckConstraint("answer_by >= opened_on", name="time_to_answer"),
        CheckConstraint(
            "status NOT IN ('proposed', 'upheld') OR proposal_id IS NOT NULL", name="proposed"
        ),
        Index(
            "uq_patent_warning_unfinished",
            "application_id",
            "patent_id",
            "cause",
            unique=True,
            sqlite_where=_UNFINISHED,
            postgresql_where=_UNFINISHED,
        ),
        Index(None, "status", "answer_by"),
        Index(None, "application_id", "patent_id"),
        Index(None, "patent_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    patent_id: Mapped[int] = mapped_column(ForeignKey("patent.id"))
    cause: Mapped[Cause] = mapped_column(enum_column(Cause, "warning_cause"))
    effective_on: Mapped[date | None]
    known_on: Mapped[date]
    opened_on: Mapped[date]
    answer_by: Mapped[date]
    threatens: Mapped[bool]
    status: Mapped[WarningStatus] = mapped_column(enum_column(WarningStatus, "warning_status"))
    version: Mapped[int] = mapped_column(default=1)
    said: Mapped[dict[str, str]] = mapped_column(JSON)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("warning_assessment.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"), index=True)

    application: Mapped[Application] = relationship()
    patent: Mapped[Patent] = relationship()
    assessment: Mapped[WarningAssessment] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    events: Mapped[list["WarningEvent"]] = relationship(order_by="WarningEvent.id")


class WarningEvent(Base):
    """What was done to a warning. ``by`` None is the system; of an answer, ``other_patent`` is a
    number as typed and ``reference`` where to see that the status is wrong, "" where not said."""

    __tablename__ = "warning_event"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    warning_id: Mapped[int] = mapped_column(ForeignKey("patent_warning.id"), index=True)
    action: Mapped[WarningAction] = mapped_column(enum_column(WarningAction, "warning_action"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str] = mapped_column(Text)
    other_patent: Mapped[str] = mapped_column(String(100), default="")
    reference: Mapped[str] = mapped_column(String(400), default="")

    by: Mapped[User | None] = relationship()


for _model in (WatchRun, WarningAssessment, WarningEvent):
    keep_append_only(_model)
