"""The whole way in a real browser: from an empty form to a paper that is verified."""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import PatentFactory
from prepared import TODAY
from served import Served
from visitors import LANGUAGES, Visitor

from registry import clock
from registry.accounts.service import user_of
from registry.permissions import Role
from registry.transaction import unit_of_work

FIELDS = {
    "product_name": "示例高压密封组件",
    "model": "MF-20",
    "output_value": "12000000",
    "sales_revenue": "11000000.00",
    "export_value": "1000000",
    "profit": "2000000",
}
CHOSEN = "four words nobody guesses 7"
# Milliseconds: a paper is made and examined on a machine that has all the other tests to do.
PATIENCE = 60_000
AFTER_THE_NOTICE = TODAY + timedelta(days=10)


@pytest.fixture
def today(site: Served) -> Iterator[Served]:
    """The registry on the first day again when the journey is over."""
    yield site
    site.day = TODAY


@pytest.fixture
def numbers(site: Served) -> list[str]:
    """Two patents in force that the applicant's enterprise holds, as on their certificates."""
    with site.app.app_context(), clock.at(TODAY), unit_of_work():
        user = user_of(site.people[Role.APPLICANT])
        assert user.enterprise is not None
        return [f"ZL{PatentFactory(patentee=user.enterprise.name).number}" for _ in range(2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clerk_is_invited_and_files_reviewers_decide_and_a_buyer_verifies_the_paper(
    today: Served, chromium: Any, numbers: list[str], language: str, tmp_path: Path
) -> None:
    address = f"clerk.{language}@example.org"
    invite(today, chromium, language, address)
    clerk = Visitor(today, chromium, language)
    choose_password(clerk.page, link_mailed_to(today, address))
    clerk.sign_in(address, CHOSEN)
    fill_in(clerk.page, numbers)
    application = clerk.page.url.rsplit("/", 2)[-2 if clerk.page.url.endswith("/check") else -1]
    submit(clerk.page, application)

    examiner = Visitor(today, chromium, language).sign_in(today.people[Role.REVIEWER])
    decide(examiner.page, application, "register")
    decide(examiner.page, application, "announce")
    today.day = AFTER_THE_NOTICE
    certifier = Visitor(today, chromium, language).sign_in(today.examiner)
    decide(certifier.page, application, "certify")

    clerk.close()
    # Ten days later, on another machine.
    clerk = Visitor(today, chromium, language).sign_in(address, CHOSEN)
    clerk.page.goto(f"/applications/{application}")
    with clerk.page.expect_download() as waiting:
        clerk.page.click("a[href*='/certificates/'][href*='download=1']")
    paper = tmp_path / "paper.pdf"
    waiting.value.save_as(paper)

    buyer = Visitor(today, chromium, language)
    buyer.page.goto("/verify")
    buyer.page.set_input_files("#file", paper)
    buyer.page.click("form[enctype] button")
    buyer.page.wait_for_selector(".verdict-valid", timeout=PATIENCE)
    for person in (clerk, examiner, certifier, buyer):
        person.close()


def test_an_application_is_handed_in_without_a_script(
    site: Served, chromium: Any, numbers: list[str]
) -> None:
    clerk = Visitor(site, chromium, "zh", java_script_enabled=False)
    clerk.sign_in(site.people[Role.APPLICANT])
    fill_in(clerk.page, numbers)
    submit(clerk.page, clerk.page.url.rsplit("/", 1)[-1])
    clerk.close()


def test_an_application_is_handed_in_with_the_keyboard_alone(
    site: Served, chromium: Any, numbers: list[str]
) -> None:
    clerk = Visitor(site, chromium, "zh")
    clerk.sign_in(site.people[Role.APPLICANT])
    clerk.page.goto("/applications/new")
    for name, text in fields(numbers).items():
        tab_to(clerk.page, name)
        clerk.page.keyboard.type(text)
        if name == "model":
            tab_to(clerk.page, "class_code")
            clerk.page.keyboard.press("ArrowDown")
            clerk.page.keyboard.press("ArrowDown")
    tab_to(clerk.page, "seeks_certification")
    clerk.page.keyboard.press("Space")
    for row, number in enumerate(numbers):
        tab_to(clerk.page, f"links-{row}-typed")
        clerk.page.keyboard.type(number)
        tab_to(clerk.page, f"links-{row}-basis")
        clerk.page.keyboard.press("ArrowDown")
        tab_to(clerk.page, f"links-{row}-contribution")
        clerk.page.keyboard.type("30")
    with clerk.page.expect_navigation():
        clerk.page.keyboard.press("Enter")
    assert clerk.page.locator("form .is-invalid").count() == 0
    submit(clerk.page, clerk.page.url.rsplit("/", 1)[-1])
    clerk.close()


def invite(site: Served, chromium: Any, language: str, address: str) -> None:
    """The enterprise's administrator asks somebody to apply for it."""
    administrator = Visitor(site, chromium, language)
    administrator.sign_in(site.people[Role.ENTERPRISE_ADMINISTRATOR])
    administrator.page.click("nav a[href='/colleagues']")
    administrator.page.click("main a[href='/colleagues/new']")
    administrator.page.fill("input[name=email]", address)
    administrator.page.fill("input[name=name]", "示例新申报员")
    administrator.page.check("input[name=roles][value=applicant]")
    administrator.page.click("main form button.btn-primary")
    administrator.page.wait_for_selector(f"main >> text={address}", timeout=PATIENCE)
    administrator.close()


def link_mailed_to(site: Served, address: str) -> str:
    """The path of the link in the mail to somebody who was invited."""
    folder = Path(site.app.config["REGISTRY"]["MAIL_FOLDER"])
    for path in folder.iterdir():
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if address in str(mail["To"]):
            return re.findall(r"/invitation/[\w.\-]+", str(mail.get_content()))[0]
    raise AssertionError(f"no mail went to {address}")


def choose_password(page: Any, link: str) -> None:
    """Open the link of the mail and type a password twice."""
    page.goto(link)
    page.fill("input[name=new]", CHOSEN)
    page.fill("input[name=again]", CHOSEN)
    with page.expect_navigation():
        page.click("main button.btn-primary")


def tab_to(page: Any, name: str) -> None:
    """Press Tab until the field of that name has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"the Tab key does not reach {name}")


def fields(numbers: list[str]) -> dict[str, str]:
    """What is typed of a product that nobody has filed in this year."""
    return {
        **FIELDS,
        **{name: f"{FIELDS[name]} {numbers[0]}" for name in ("product_name", "model")},
    }


def fill_in(page: Any, numbers: list[str]) -> None:
    """A new application with two core patents, saved as a draft."""
    page.goto("/applications/new")
    for name, text in fields(numbers).items():
        page.fill(f"input[name={name}]", text)
    page.select_option("select[name=class_code]", "0301")
    page.check("input[name=seeks_certification]")
    for row, number in enumerate(numbers):
        page.fill(f"input[name=links-{row}-typed]", number)
        page.check(f"input[name=links-{row}-core]")
        page.select_option(f"select[name=links-{row}-basis]", "patentee")
        page.fill(f"input[name=links-{row}-contribution]", "30")
    with page.expect_navigation(timeout=PATIENCE):
        page.click("main form button.btn-primary, main form input.btn-primary")


def submit(page: Any, application: str) -> None:
    """Read what the rules find, and hand in."""
    page.goto(f"/applications/{application}/check")
    page.click("form[action$='/submit'] button")
    page.wait_for_selector(".badge-submitted", timeout=PATIENCE)


def decide(page: Any, application: str, action: str) -> None:
    """Follow the work list's page to a decision, read what will be sent, and take it by Enter."""
    page.goto(f"/reviews/{application}")
    page.click(f".offers a[href*='/{application}/{action}']")
    page.click("main form button.btn-primary[value=preview]")
    # Enter has to meet the page that was asked for, not the one that is being left.
    page.wait_for_selector("button[value=decide]:focus", timeout=PATIENCE)
    assert page.locator("form .is-invalid").count() == 0
    with page.expect_navigation(timeout=PATIENCE):
        page.keyboard.press("Enter")
    assert page.locator("button[value=decide]").count() == 0
