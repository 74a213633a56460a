"""What no request may carry."""

import io

import pytest


@pytest.mark.parametrize("address", ["/%00", "/register?q=%00", "/verify?number=a%00b"])
def test_a_nul_in_an_address_is_refused_before_any_view(client, address):
    answer = client.get(address)
    assert answer.status_code == 400
    assert "The registry could not read this request." in answer.text


def test_a_nul_in_a_form_is_refused_and_in_a_file_is_not(client):
    assert client.post("/language", data={"locale": "\x00"}).status_code == 400
    file = {"file": (io.BytesIO(b"a\x00b"), "paper.pdf")}
    answer = client.post("/verify", data=file, content_type="multipart/form-data")
    assert answer.status_code == 200
