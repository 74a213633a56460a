"""A request that comes again is not carried out again: it gets the answer of the first time.

Every form carries a key that the server has made for it, and a program sends one in the header
``Idempotency-Key``. The answer to what was carried out is kept with the key and a digest of the
request, in the transaction of the act itself: whatever is lost on the way back, the same request
gets the same answer, for ever. What was refused is not kept: nothing was done, and the person goes
back, corrects it, and sends the same form again.

Views know nothing of it; ``register`` puts it around each that changes something.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Flask, Response, current_app, flash, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage

from registry import clock
from registry.audit import keep_append_only
from registry.errors import BadInput, FieldProblem, RegistryError
from registry.extensions import Base, RowId, UtcDateTime, db
from registry.money import N_
from registry.permissions import (
    FOREIGN_VIEWS,
    Permission,
    access_table,
    check,
    current_actor,
)
from registry.transaction import one_act_with_its_answer, unit_of_work

FIELD, HEADER = "idempotency_key", "Idempotency-Key"
# What is in every sending of a form and says nothing of what is to be done.
_PROOFS = {"confirm_password", "confirm_code", "confirm_credential"}
_BESIDES = frozenset({FIELD, "csrf_token"} | _PROOFS)
_KEY = re.compile(r"[!-~]{8,200}")
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_KEPT_HEADERS = ("Content-Type", "Content-Disposition", "Location")
# A password is sent to these, or a secret shown once: neither is to be kept, not even as a digest.
UNKEPT_BLUEPRINTS = frozenset(
    {"accounts", "sign_in", "account", "factors", "people_links", "colleague_links"}
)

View = Callable[..., Any]
Notices = list[tuple[str, str]]


class KeptAnswer(Base):
    """The answer to one request of one account that was carried out."""

    __tablename__ = "kept_answer"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(200))
    request_sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[int]
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    notices: Mapped[list[list[str]]] = mapped_column(JSON)
    """What the next page was to say: category and text, in the language of the request."""
    body: Mapped[bytes] = mapped_column(LargeBinary)


keep_append_only(KeptAnswer)


class OtherContents(RegistryError):
    """422: the key was used for another request."""

    status = 422


def register(app: Flask) -> None:
    """Answer every changing request of a signed-in person once, and give templates their keys."""
    app.jinja_env.globals[FIELD] = new_key
    for endpoint, permission in covered(app):
        app.view_functions[endpoint] = _once(app.view_functions[endpoint], permission)


def covered(app: Flask) -> Iterator[tuple[str, Permission]]:
    """The endpoints whose acts are answered once, with the permission that each needs."""
    needed = access_table(app)
    changing = {
        rule.endpoint for rule in app.url_map.iter_rules() if _CHANGING & (rule.methods or set())
    }
    for endpoint in sorted(changing - set(FOREIGN_VIEWS)):
        is_kept = endpoint.split(".")[0] not in UNKEPT_BLUEPRINTS
        if needed[endpoint] is not Permission.PUBLIC and is_kept:
            yield endpoint, needed[endpoint]


def new_key() -> str:
    """A key for one form, that nobody has used."""
    return secrets.token_urlsafe(18)


def _once(view: View, permission: Permission) -> View:
    @wraps(view)
    def answer_once(**values: Any) -> Any:
        check(current_actor(), permission)
        user_id, key = current_actor().user_id, given_key()
        if request.method not in _CHANGING or user_id is None or key is None:
            return view(**values)
        return _Sending(user_id, key).answer(view, values)

    return answer_once


def given_key() -> str | None:
    """The key of this request, if it has one; BadInput for one that cannot be used."""
    given = request.headers.get(HEADER, "").strip('"') or request.form.get(FIELD, "")
    if given and not _KEY.fullmatch(given):
        problem = N_("This key cannot be used.")
        expected = N_("Send 8 to 200 characters of ASCII without a space, new for each request.")
        raise BadInput([FieldProblem(HEADER, given[:40], problem, expected)])
    return given or None


class _Sending:
    """One request with its key: the first of its kind, or one that came again."""

    def __init__(self, user_id: int, key: str) -> None:
        self._user_id = user_id
        self._key = key
        self._digest = digest()

    def answer(self, view: View, values: dict[str, Any]) -> ResponseReturnValue:
        """The answer of the first time, or of carrying it out now.

        Of two at once, one acts. The other fails at the key or at what the first has changed, in
        either case after the first is committed; so whatever it failed at, the answer is there.
        """
        known = self._again()
        if known is not None:
            return known
        try:
            response = self._act(view, values)
        except Exception:
            db.session.rollback()
            known = self._again()
            if known is None:
                raise
            return known
        refused = response.status_code >= 400
        return (self._again() if refused else None) or response

    def _act(self, view: View, values: dict[str, Any]) -> Response:
        before = _notices()
        with one_act_with_its_answer() as held:
            response = current_app.make_response(view(**values))
            if held.has_acted:
                with unit_of_work():
                    db.session.add(self._kept(response, _notices()[len(before) :]))
        return response

    def _kept(self, response: Response, notices: Notices) -> KeptAnswer:
        response.direct_passthrough = False
        return KeptAnswer(
            user_id=self._user_id,
            key=self._key,
            request_sha256=self._digest,
            at=clock.now(),
            status=response.status_code,
            headers={n: response.headers[n] for n in _KEPT_HEADERS if n in response.headers},
            notices=[list(notice) for notice in notices],
            body=response.get_data(),
        )

    def _again(self) -> Response | None:
        """The kept answer, with its notices; OtherContents when the request was another one."""
        kept = db.session.scalars(
            select(KeptAnswer).where(
                KeptAnswer.user_id == self._user_id, KeptAnswer.key == self._key
            )
        ).one_or_none()
        if kept is None:
            return None
        if kept.request_sha256 != self._digest:
            raise OtherContents(
                N_(
                    "This form has been carried out already, with other contents. Open the page "
                    "anew, look at what stands there now, and make your change there."
                )
            )
        for category, message in kept.notices:
            flash(message, category)
        return Response(kept.body, kept.status, kept.headers)


def digest() -> str:
    """SHA-256 of what this request asks for: method, address, and the contents that were sent."""
    fields = sorted((name, sent) for name, sent in request.form.lists() if name not in _BESIDES)
    files = sorted(
        (name, file.filename or "", _content_sha256(file))
        for name, file in request.files.items(multi=True)
    )
    plain = "" if fields or files else hashlib.sha256(request.get_data()).hexdigest()
    asked = [request.method, request.full_path, fields, files, plain]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _content_sha256(file: FileStorage) -> str:
    # Werkzeug promises an IO of bytes only; hashlib asks for more than it uses.
    found = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    file.stream.seek(0)
    return found


def _notices() -> Notices:
    waiting: Notices = session.get("_flashes", [])
    return waiting
