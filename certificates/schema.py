"""The schema of the payload: what each field may hold, checked on the way in and on the way out.

Nothing here judges a credit code or a patent number, which is the registry's business; it keeps
a paper from being drawn from text that would print as something other than what it says.
"""

import unicodedata
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from marshmallow import (
    RAISE,
    Schema,
    ValidationError,
    fields,
    validate,
    validates_schema,
)

KINDS = ("invention", "utility_model", "design")
MAX_PATENTS = 60
# JSON readers may hold numbers as doubles, exact below 2**53: 90 trillion yuan in fen.
MAX_FEN = 2**53 - 1
# Longer addresses make a QR code that a common reader does not read off a print at 100 dots an inch.
# That binds a paper that is made; one that was made under another limit is read all the same.
MAX_URL = 106
_LONGEST_URL = 2_000
# Control, surrogate and line separating characters are no text. Format characters (Cf) do not
# show, and some turn the direction of what follows, so that a name reads as another one.
_FORBIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Text(fields.String):
    """One line of text, 1 to `longest` characters, nothing invisible in it, not only spaces."""

    def __init__(self, longest: int, *, blank: bool = False) -> None:
        self.longest = longest
        self.blank = blank
        super().__init__(required=True, validate=self._check)

    def _check(self, text: str) -> None:
        if not self.blank and not text.strip():
            raise ValidationError("Must not be empty.")
        if len(text) > self.longest:
            raise ValidationError(f"Longer than {self.longest} characters ({len(text)}).")
        for position, character in enumerate(text, start=1):
            if unicodedata.category(character) in _FORBIDDEN:
                code = f"U+{ord(character):04X}"
                raise ValidationError(f"Invisible character {code} at position {position}.")


class Flag(fields.Boolean):
    """True or false, and nothing that Python takes for one of them, such as 1 or "yes"."""

    def __init__(self) -> None:
        super().__init__(required=True)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Whole(fields.Integer):
    """A whole number between two bounds; Python takes `true` for 1, this field does not."""

    def __init__(self, least: int, most: int, *, allow_none: bool = False) -> None:
        bounds = validate.Range(least, most)
        super().__init__(required=True, strict=True, allow_none=allow_none, validate=bounds)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, *args, **kwargs)


class PatentSchema(Schema):
    """One patent of the product."""

    class Meta:
        unknown = RAISE

    number = Text(40)
    title = Text(400)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    core = Flag()


class PaperSchema(Schema):
    """What every paper says; the fields are explained at `certificates.payload.Paper`."""

    class Meta:
        unknown = RAISE

    number = Text(30)
    round_year = Whole(2000, 9999)
    data_year = Whole(2000, 9999)
    enterprise_name = Text(120)
    credit_code = Text(18)
    region_name = Text(40)
    product_name = Text(120)
    model = Text(120, blank=True)
    class_code = Text(20)
    class_name = Text(60)
    class_name_en = Text(120)
    patents = fields.List(
        fields.Nested(PatentSchema), required=True, validate=validate.Length(1, MAX_PATENTS)
    )
    issued_on = fields.Date(required=True, format="iso")
    authority_name = Text(40)
    authority_name_en = Text(100)
    verification_url = fields.String(required=True)
    examples = Flag()

    @validates_schema
    def check_url(self, data: dict[str, Any], **_: object) -> None:
        """Refuse an address that a camera could not open: the QR code carries it as it is."""
        url: str = data["verification_url"]
        printable = url.isascii() and url.isprintable() and " " not in url
        if not printable or len(url) > _LONGEST_URL or not _is_web_address(url):
            raise ValidationError("Must be an http or https address in ASCII.", "verification_url")


class PayloadSchema(PaperSchema):
    """The whole payload of a certificate, as explained at `certificates.payload.Payload`."""

    registration_number = Text(30)
    output_value_fen = Whole(0, MAX_FEN, allow_none=True)
    standard = Text(80)
    valid_from = fields.Date(required=True, format="iso")
    valid_until = fields.Date(required=True, format="iso")

    @validates_schema
    def check_validity(self, data: dict[str, Any], **_: object) -> None:
        """Refuse a certificate that would end before it begins."""
        begins: date = data["valid_from"]
        if data["valid_until"] < begins:
            raise ValidationError("Must not be before valid_from.", "valid_until")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
