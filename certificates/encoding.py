"""DER written by hand (X.690), where building it with asn1crypto takes half a second."""

INTEGER, OCTET_STRING, SEQUENCE, SET = 0x02, 0x04, 0x30, 0x31
# Context-specific and constructed, number 0 and 1.
FIELD_0, FIELD_1 = 0xA0, 0xA1


def wrap(tag: int, *parts: bytes) -> bytes:
    """Put content under a tag, with its length as DER writes it (8.1.3 and 10.1)."""
    size = sum(map(len, parts))
    if size < 0x80:
        return bytes((tag, size)) + b"".join(parts)
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return b"".join((bytes((tag, 0x80 | len(length))), length, *parts))


def retagged(tag: int, encoded: bytes) -> bytes:
    """Put another tag of one byte in front of what is encoded already."""
    return bytes((tag,)) + encoded[1:]
