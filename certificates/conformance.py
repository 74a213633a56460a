"""What WeasyPrint leaves out of a PDF/A-3a file that is to be PDF/UA-1 as well.

Works on the document in memory, just before it is written.
"""

from typing import Any

import pydyf

from certificates.payload import Payload, paper_mark

# Own schemas must be declared in the metadata themselves (ISO 19005-3, 6.6.2.3).
_ADDITIONS = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1"/>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:type><rdf:Bag>%b</rdf:Bag></dc:type>
</rdf:Description>
</rdf:RDF>"""
_END = b"</rdf:RDF>"


def finish(pdf: pydyf.PDF, media_type: str, paper_type: str = Payload.type) -> None:
    """Declare PDF/UA-1 and the type of paper, keep the metadata readable, and put the attachment right.

    The media type is set here because WeasyPrint asks the machine's own table for it, which would
    make the bytes differ from machine to machine. The list of associated files names each once.
    """
    for item in pdf.objects:
        kind = _kind(item)
        if kind == "/Metadata":
            _declare(item, paper_type)
        elif kind == "/EmbeddedFile":
            item.extra["Subtype"] = "/" + media_type.replace("/", "#2f")
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _kind(item: Any) -> str | None:
    extra = getattr(item, "extra", None)
    return extra.get("Type") if isinstance(extra, dict) else None


def _declare(metadata: pydyf.Stream, paper_type: str) -> None:
    packet: bytes = metadata.stream[0]
    metadata.stream[0] = packet.replace(_END, _ADDITIONS % paper_mark(paper_type), 1)
    # Plain text, so that any tool finds it, and the examiner in a file that is damaged.
    metadata.compress = False
