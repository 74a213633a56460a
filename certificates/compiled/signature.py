"""A PAdES baseline B signature from a prepared message.

pyHanko makes the message once for a signer, around a digest of our own making. For each paper the
digest of the paper is put where that one stood, and the attributes are signed anew. So whatever
pyHanko writes is written here, and the examiner, who builds the message again, finds it canonical.
"""

import asyncio
from dataclasses import dataclass, replace

from asn1crypto import cms
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from certificates.compiled.errors import Unfit
from certificates.keys import LoadedKeySigner, PrivateKey, raw_signature
from certificates.sign import DIGEST, Signer

# Stands for the SHA-256 of a file in the prepared message.
_DIGEST = bytes(range(0xA0, 0xC0))
# Signatures of one elliptic-curve key differ in length by a few bytes.
_SLACK = 16
_OCTET_STRING, _SEQUENCE, _SET, _EXPLICIT = 0x04, 0x30, 0x31, 0xA0


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """The parts of a CMS message, in DER, that are the same for every paper of one signer.

    `attributes` are the signed attributes before and after the digest; `start` is the message up
    to the signer's part, `signer` the signer's part before and after the digest, up to the
    signature.
    """

    key: PrivateKey
    attributes: tuple[bytes, bytes]
    start: tuple[bytes, bytes]
    signer: tuple[bytes, bytes]
    room: int = 0

    def sign(self, digest: bytes) -> bytes:
        """Give the whole message for the SHA-256 of a file."""
        signed = raw_signature(self.key, digest.join(self.attributes))
        info = _wrap(_SEQUENCE, digest.join(self.signer) + _wrap(_OCTET_STRING, signed))
        data = _wrap(_SEQUENCE, self.start[1] + _wrap(_SET, info))
        return _wrap(_SEQUENCE, self.start[0] + _wrap(_EXPLICIT, data))


def prepare(signer: Signer) -> Message:
    """Have pyHanko make the message; raise Unfit if it is not built as expected."""
    info = cms.ContentInfo.load(_made_by_pyhanko(signer).dump())
    data = info["content"]
    own = data["signer_infos"][0]
    message = Message(
        signer.key,
        _around(own["signed_attrs"].untag().dump(), _DIGEST),
        (info["content_type"].dump(), _before(data.contents, data["signer_infos"].dump())),
        _around(_before(own.contents, own["signature"].dump()), _DIGEST),
    )
    made = message.sign(_DIGEST)
    again = cms.ContentInfo.load(made)["content"]
    if again["certificates"].dump() != data["certificates"].dump():
        raise Unfit("The signature cannot be prepared.")
    return replace(message, room=len(made) + _SLACK)


def _made_by_pyhanko(signer: Signer) -> cms.ContentInfo:
    maker = LoadedKeySigner(signer.key, signer.certificate, signer.chain)
    return asyncio.run(
        maker.async_sign(
            data_digest=_DIGEST,
            digest_algorithm=DIGEST,
            use_pades=True,
            signed_attr_settings=PdfCMSSignedAttributes(),
        )
    )


def _before(whole: bytes, end: bytes) -> bytes:
    if not whole.endswith(end):
        raise Unfit("The signature is not built in the usual order.")
    return whole[: -len(end)]


def _around(whole: bytes, middle: bytes) -> tuple[bytes, bytes]:
    before, *rest = whole.split(middle)
    if len(rest) != 1:
        raise Unfit("The signature does not hold its digest once.")
    return before, rest[0]


def _wrap(tag: int, content: bytes) -> bytes:
    """Put content under a tag, with its length as DER writes it (X.690, 8.1.3 and 10.1)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
