"""Codes and values: looked up with their days, successors and sources."""

from factories import UserFactory


def test_reason_codes_and_parameters_are_shown_with_their_source(browser):
    page = browser.get("/lists").text
    assert "patent_standing" in page and "status_max_age_days" in page
    assert "registry/certification/reasons.yaml" in page


def test_regions_are_walked_down_and_an_ended_one_names_its_successor(browser):
    assert "under=370000" in browser.get("/lists/regions").text
    page = browser.get("/lists/regions?under=370000").text
    assert "371200" in page and "370100" in page
    assert browser.get("/lists/regions?under=999999").status_code == 404


def test_classes_are_walked_down(browser):
    assert "0101" not in browser.get("/lists/classes").text
    assert "0101" in browser.get("/lists/classes?under=01").text
    assert browser.get("/lists/classes?under=99").status_code == 404


def test_industries_are_found_by_the_beginning_of_the_code(browser):
    assert browser.get("/lists/industries?code=39").status_code == 200
    assert browser.get("/lists/industries?code=%25").status_code == 200


def test_a_reviewer_may_look_them_up(sign_in):
    assert sign_in(UserFactory(reviewer=True)).get("/lists").status_code == 200
