"""The pages: what the enterprise sees and answers, what the reviewers see and decide."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from factories import ApplicationFactory, UserFactory, patent_number
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from watch_situations import (
    AFTER_THE_ANSWER,
    LAPSED,
    LATER,
    answer_it,
    certified,
    pass_on,
    patents_of,
    tell,
    the_warning,
    warnings,
)
from watching import statements

from registry import clock
from registry.accounts.models import User
from registry.applications.models import Application
from registry.watching.workflow import WarningStatus

OTHER = f"ZL{patent_number(1000)}"
WRONG = OTHER[:-1] + ("1" if OTHER.endswith("0") else "0")
SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def applicant(app: Flask) -> User:
    """Of the enterprise that is warned."""
    return UserFactory()


@pytest.fixture
def application(applicant: User) -> Application:
    """A certified application with a warning of LATER about a lapsed patent."""
    made = certified(applicant=applicant)
    tell(patents_of(made)[0], LAPSED, on=LATER, ended_on=date(2025, 3, 1))
    pass_on(LATER)
    return made


def address(application: Application, act: str = "") -> str:
    page = f"/warnings/of/{application.public_id}"
    return f"{page}/{act}?warning={the_warning(application).id}" if act else page


def version(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_the_enterprise_sees_its_warning_on_its_first_page_and_on_a_page_of_its_own(
    application: Application, applicant: User, sign_in: SignIn
) -> None:
    browser = sign_in(applicant)
    with clock.at(LATER):
        for page in ("/applications", "/warnings/own", address(application)):
            shown = browser.get(page).text
            assert "ended before its term on 2025-03-01" in shown, page
    assert "The period for the answer is example data." in browser.get("/warnings/own").text


def test_the_enterprise_answers_with_another_patent_and_a_reference(
    application: Application, applicant: User, sign_in: SignIn
) -> None:
    browser = sign_in(applicant)
    given = {
        "version": version(browser.get(address(application, "answer")).text),
        "text": "年费已补缴，正在办理恢复。",
        "other_patent": OTHER,
        "says_status_is_wrong": "y",
        "reference": "收据 20251016-1",
    }
    done = browser.post(address(application, "answer"), data=given)
    assert done.status_code == 302
    page = browser.get(address(application)).text
    for said in ("年费已补缴，正在办理恢复。", OTHER, "收据 20251016-1"):
        assert said in page
    assert the_warning(application).status is WarningStatus.ANSWERED


def test_a_wrong_answer_comes_back_with_what_was_typed_and_what_would_be_right(
    application: Application, applicant: User, sign_in: SignIn
) -> None:
    browser = sign_in(applicant)
    seen = version(browser.get(address(application, "answer")).text)
    given = {"version": seen, "text": "", "other_patent": WRONG}
    back = browser.post(address(application, "answer"), data=given)
    assert back.status_code == 422
    assert "Nothing is written here." in back.text and WRONG in back.text
    assert "The check digit of" in back.text
    assert the_warning(application).status is WarningStatus.OPEN


def test_an_answer_to_what_has_changed_meanwhile_is_a_conflict(
    application: Application, applicant: User, sign_in: SignIn
) -> None:
    browser = sign_in(applicant)
    seen = version(browser.get(address(application, "answer")).text)
    answer_it(applicant, the_warning(application), on=LATER)
    given = {"version": seen, "text": "说明"}
    assert browser.post(address(application, "answer"), data=given).status_code == 409


def test_reviewers_have_counts_and_lists_of_each_sort(
    application: Application, sign_in: SignIn
) -> None:
    browser = sign_in(UserFactory(reviewer=True))
    product = application.product.name

    def listed(sort: str, day: date) -> bool:
        with clock.at(day):
            return product in browser.get(f"/warnings/?sort={sort}").text

    assert listed("open", LATER) and not listed("overdue", LATER)
    assert listed("overdue", AFTER_THE_ANSWER) and not listed("answered", AFTER_THE_ANSWER)
    pass_on(AFTER_THE_ANSWER)
    assert listed("proposed", AFTER_THE_ANSWER) and not listed("overdue", AFTER_THE_ANSWER)
    assert browser.get("/warnings/?sort=all").status_code == 422


def test_a_reviewer_sees_the_findings_and_dismisses_with_a_reason(
    application: Application, applicant: User, sign_in: SignIn
) -> None:
    browser = sign_in(UserFactory(reviewer=True))
    assert "at least 2 patents are needed" in browser.get(address(application)).text
    seen = version(browser.get(address(application, "dismiss")).text)
    given = {"version": seen, "reason": ""}
    assert browser.post(address(application, "dismiss"), data=given).status_code == 422
    given["reason"] = "年费已缴，公报有误"
    assert browser.post(address(application, "dismiss"), data=given).status_code == 302
    assert "年费已缴，公报有误" in sign_in(applicant).get(address(application)).text
    assert browser.get(address(application, "dismiss")).status_code == 403


def test_others_see_nothing_of_it(application: Application, sign_in: SignIn) -> None:
    stranger = sign_in(UserFactory())
    assert stranger.get(address(application)).status_code == 404
    assert stranger.get(address(application, "answer")).status_code == 404
    assert "ended before its term" not in stranger.get("/warnings/own").text
    reviewer = sign_in(UserFactory(reviewer=True))
    assert reviewer.get(address(application, "answer")).status_code == 403
    owner = sign_in(UserFactory(enterprise=application.enterprise))
    assert owner.get(address(application, "dismiss")).status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "x", "-1", "１", "9" * 30])
def test_a_warning_that_is_not_there_is_not_found(
    application: Application, applicant: User, sign_in: SignIn, number: str
) -> None:
    page = f"{address(application)}/answer?warning={number}"
    assert sign_in(applicant).get(page).status_code == 404


def test_the_pages_speak_chinese_too(
    application: Application, applicant: User, sign_in: SignIn
) -> None:
    browser = sign_in(applicant)
    headers = {"Accept-Language": "zh-CN"}
    for page in ("/warnings/own", address(application), address(application, "answer")):
        shown = browser.get(page, headers=headers)
        assert shown.status_code == 200 and 'lang="zh-CN"' in shown.text


def test_a_list_has_the_same_number_of_queries_however_long_it_is(
    app: Flask, sign_in: SignIn
) -> None:
    browser, sent = sign_in(UserFactory(reviewer=True)), []
    for _ in range(3):
        made = ApplicationFactory(registered=True)
        tell(patents_of(made)[0], LAPSED, on=LATER, ended_on=date(2025, 3, 1))
        pass_on(LATER)
        browser.get("/warnings/")
        with statements() as seen:
            browser.get("/warnings/")
        sent.append(len(seen))
    assert len(warnings()) == 3 and sent[0] == sent[2]


FORM = st.fixed_dictionaries(
    {},
    optional={
        name: st.text(max_size=40)
        for name in ("version", "text", "other_patent", "says_status_is_wrong", "reference")
    },
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(FORM, st.sampled_from(["answer", "dismiss"]))
def test_whatever_is_sent_is_answered_and_never_an_error_of_ours(
    application: Application,
    applicant: User,
    sign_in: SignIn,
    form: dict[str, str],
    act: str,
) -> None:
    user = applicant if act == "answer" else UserFactory(reviewer=True)
    form.setdefault("version", str(the_warning(application).version))
    answered = sign_in(user).post(address(application, act), data=form)
    # 400: what no form of a browser sends, as a character NUL.
    assert answered.status_code in (302, 400, 403, 409, 422)
