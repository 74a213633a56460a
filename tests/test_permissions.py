"""Roles, permissions, and the table of views that must be complete."""

import pytest
from flask import Flask, g

from registry.errors import Refused
from registry.permissions import (
    ANONYMOUS,
    GRANTS,
    Actor,
    Permission,
    Role,
    access_table,
    check,
    current_actor,
    requires,
)

REVIEWER = Actor(7, "示例审查员", frozenset({Role.REVIEWER}))


def test_everybody_has_what_is_public_and_nobody_without_a_role_has_more() -> None:
    granted = [permission for permission in Permission if ANONYMOUS.may(permission)]
    assert granted == [Permission.PUBLIC]


def test_every_role_is_in_the_table_of_grants() -> None:
    assert set(GRANTS) == set(Role)


def test_every_permission_is_granted_to_some_role() -> None:
    assert frozenset().union(*GRANTS.values()) == frozenset(Permission)


def test_an_applicant_decides_nothing_and_a_reviewer_applies_for_nothing() -> None:
    deciding = {Permission.EXAMINE, Permission.CERTIFY, Permission.MAINTAIN_CERTIFICATES}
    assert not GRANTS[Role.APPLICANT] & deciding
    assert Permission.APPLY not in GRANTS[Role.REVIEWER]


def test_a_statistician_reads_totals_and_no_application() -> None:
    assert Permission.READ_TOTALS in GRANTS[Role.STATISTICIAN]
    assert Permission.READ_APPLICATIONS not in GRANTS[Role.STATISTICIAN]


def test_a_person_with_two_roles_may_what_either_may() -> None:
    both = Actor(1, "both", frozenset({Role.APPLICANT, Role.STATISTICIAN}))
    assert both.may(Permission.APPLY) and both.may(Permission.READ_TOTALS)
    assert not both.may(Permission.CERTIFY)


def test_nobody_owns_an_enterprise_by_having_none() -> None:
    assert not ANONYMOUS.owns(0)
    assert Actor(1, "one", enterprise_id=5).owns(5)
    assert not Actor(1, "one", enterprise_id=5).owns(6)


def test_a_missing_permission_is_refused_by_its_name() -> None:
    check(REVIEWER, Permission.EXAMINE)
    with pytest.raises(Refused, match="account.manage"):
        check(REVIEWER, Permission.MANAGE_ACCOUNTS)


def test_a_view_runs_for_those_who_have_its_permission_only() -> None:
    app = Flask("small")
    ran = []

    @requires(Permission.EXAMINE)
    def examine() -> None:
        ran.append(current_actor())

    with app.app_context():
        g.actor = ANONYMOUS
        with pytest.raises(Refused):
            examine()
        g.actor = REVIEWER
        examine()
    assert ran == [REVIEWER]


def test_an_application_with_a_view_that_declares_no_permission_does_not_start() -> None:
    app = Flask("small")
    app.add_url_rule("/open", "open_door", lambda: "open")
    with pytest.raises(LookupError, match="open_door declares no permission"):
        access_table(app)


def test_the_access_table_says_what_each_view_declares() -> None:
    app = Flask("small")
    app.add_url_rule("/list", "list", requires(Permission.EXAMINE)(lambda: "list"))
    assert access_table(app) == {"static": Permission.PUBLIC, "list": Permission.EXAMINE}


def test_an_actor_that_somebody_else_put_there_is_a_programming_error() -> None:
    with Flask("small").app_context():
        g.actor = "admin"
        with pytest.raises(TypeError):
            current_actor()
