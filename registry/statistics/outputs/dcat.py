"""The catalogue of the open data, DCAT 3, as a list of nodes that JSON-LD and Turtle are made from.

A release is a data set, its files are the distributions, all of a registry are a series. What DCAT-
AP asks of a catalogue beyond DCAT is there as far as it is known; a licence only where the operator
has stated one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from registry.statistics.outputs.files import FORMS, Form
from registry.statistics.outputs.languages import in_all
from registry.statistics.outputs.publisher import Publisher
from registry.statistics.releases.models import Release

Node = dict[str, Any]

MEDIA = "http://www.iana.org/assignments/media-types/"
LANGUAGES = ("http://publications.europa.eu/resource/authority/language/ZHO",
             "http://publications.europa.eu/resource/authority/language/ENG")  # fmt: skip
THEME = "http://publications.europa.eu/resource/authority/data-theme/ECON"
YEARLY = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "adms": "http://www.w3.org/ns/adms#",
}


@dataclass(frozen=True, slots=True)
class Ref:
    """Another node, by its address."""

    iri: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A literal of a datatype such as ``xsd:date``."""

    text: str
    type: str


@dataclass(frozen=True, slots=True)
class Texts:
    """A text in several languages."""

    by_language: dict[str, str]


def catalogue(releases: Sequence[Release], by: Publisher) -> list[Node]:
    """The nodes, each with ``@id`` and ``@type``; the catalogue is the first one."""
    nodes = [_catalogue(releases, by), _series(releases, by), _publisher(by)]
    for release in releases:
        nodes.append(_dataset(release, releases, by))
        nodes.append({"@id": _page_id(release, by), "@type": "foaf:Document"})
        nodes += [_distribution(release, form, by) for form in FORMS]
    return [*nodes, *_known(by)]


def _catalogue(releases: Sequence[Release], by: Publisher) -> Node:
    return {
        "@id": by.at("/open-data/catalogue"),
        "@type": "dcat:Catalog",
        "dcterms:title": Texts(in_all(_l("Open data of the registry"))),
        "dcterms:description": Texts(in_all(_l(
            "The statistical releases of the registry of patent-intensive products, with the files"
            " of each."
        ))),
        "dcterms:publisher": Ref(_publisher_id(by)),
        "foaf:homepage": Ref(by.at("/open-data")),
        "dcterms:language": [Ref(each) for each in LANGUAGES],
        "dcat:themeTaxonomy": Ref(THEME.rpartition("/")[0]),
        "dcterms:spatial": Ref(_place_id(by)),
        "dcat:dataset": [Ref(_id(each, by)) for each in releases],
        "dcat:resource": Ref(_series_id(by)),
        **_licence(by),
        **_days(releases),
    }  # fmt: skip


def _days(releases: Sequence[Release]) -> Node:
    days = sorted(_published_on(each) for each in releases)
    if not days:
        return {}
    return {"dcterms:issued": _date(days[0]), "dcterms:modified": _date(days[-1])}


def _series(releases: Sequence[Release], by: Publisher) -> Node:
    return {
        "@id": _series_id(by),
        "@type": "dcat:DatasetSeries",
        "dcterms:title": Texts(in_all(_l("Releases of patent-intensive products"))),
        "dcterms:description": Texts(in_all(_l(
            "Output value, sales, exports, profit, products, enterprises and patents, by region,"
            " class and size, as of a day, frozen; confidential cells are suppressed."
        ))),
        "dcterms:publisher": Ref(_publisher_id(by)),
        "dcterms:accrualPeriodicity": Ref(YEARLY),
        "dcterms:spatial": Ref(_place_id(by)),
        **_days(releases),
    }  # fmt: skip


def _dataset(release: Release, releases: Sequence[Release], by: Publisher) -> Node:
    year, number = release.data_year, _number(release)
    mark = f"{in_all(_l('EXAMPLE'))['en']} · " if release.is_example else ""
    before = [each for each in releases if each.data_year == year and each.id < release.id]
    node: Node = {
        "@id": _id(release, by),
        "@type": "dcat:Dataset",
        "dcterms:title": Texts({"zh": mark + release.name}),
        "dcterms:description": Texts(in_all(_l(
            "Figures of data year %(year)s as the registry knew them on %(day)s, release"
            " %(number)s.", year=year, day=release.as_of.isoformat(), number=number,
        ))),
        "dcterms:identifier": f"{by.agency}/{number}",
        "dcat:version": number,
        "adms:versionNotes": Texts({"en": release.status.value}),
        "dcterms:issued": _date(_published_on(release)),
        "dcterms:publisher": Ref(_publisher_id(by)),
        "dcterms:language": [Ref(each) for each in LANGUAGES],
        "dcterms:spatial": Ref(_place_id(by)),
        "dcterms:temporal": {
            "@type": "dcterms:PeriodOfTime",
            "dcat:startDate": _date(date(year, 1, 1)),
            "dcat:endDate": _date(date(year, 12, 31)),
        },
        "dcat:theme": Ref(THEME),
        "dcat:keyword": [Texts({"zh": "专利密集型产品", "en": "patent-intensive products"})],
        "dcat:landingPage": Ref(_page_id(release, by)),
        "dcat:inSeries": Ref(_series_id(by)),
        "dcat:distribution": [Ref(_file_id(release, form, by)) for form in FORMS],
    }  # fmt: skip
    if before:
        node["dcat:prev"] = Ref(_id(before[-1], by))
    return node


def _distribution(release: Release, form: Form, by: Publisher) -> Node:
    address = by.at(f"/open-data/{_number(release)}/release.{form.name}")
    return {
        "@id": _file_id(release, form, by),
        "@type": "dcat:Distribution",
        "dcterms:title": Texts(in_all(form.title)),
        "dcat:accessURL": Ref(by.at(f"/open-data/{_number(release)}")),
        "dcat:downloadURL": Ref(address),
        "dcat:mediaType": Ref(_media(form)),
        "dcterms:issued": _date(_published_on(release)),
        **_licence(by),
    }


def _publisher(by: Publisher) -> Node:
    return {
        "@id": _publisher_id(by),
        "@type": "foaf:Agent",
        "foaf:name": Texts({"zh": by.name, "en": by.name_en}),
        "foaf:homepage": Ref(by.at("/")),
    }


def _known(by: Publisher) -> Iterator[Node]:
    """What the nodes refer to and others maintain, with the class that each is of."""
    for language in LANGUAGES:
        yield {"@id": language, "@type": "dcterms:LinguisticSystem"}
    for media in dict.fromkeys(_media(form) for form in FORMS):
        yield {"@id": media, "@type": "dcterms:MediaType"}
    yield {"@id": YEARLY, "@type": "dcterms:Frequency"}
    yield {"@id": _place_id(by), "@type": "dcterms:Location"}
    yield {"@id": by.at("/open-data"), "@type": "foaf:Document"}
    yield {"@id": by.at("/"), "@type": "foaf:Document"}
    scheme = THEME.rpartition("/")[0]
    taxonomy = Texts({"en": "Data theme"})
    yield {"@id": scheme, "@type": "skos:ConceptScheme", "dcterms:title": taxonomy}
    label = Texts({"en": "Economy and finance"})
    yield {"@id": THEME, "@type": "skos:Concept", "skos:prefLabel": label}
    if by.licence:
        yield {"@id": by.licence, "@type": "dcterms:LicenseDocument"}


def _licence(by: Publisher) -> Node:
    return {"dcterms:license": Ref(by.licence)} if by.licence else {}


def _media(form: Form) -> str:
    return MEDIA + form.media_type.partition(";")[0]


def _number(release: Release) -> str:
    out = release.publication
    if out is None:
        raise LookupError(f"release {release.id} is not published")
    return out.number


def _published_on(release: Release) -> date:
    out = release.publication
    if out is None:
        raise LookupError(f"release {release.id} is not published")
    return out.published_on


def _date(day: date) -> Typed:
    return Typed(day.isoformat(), "xsd:date")


def _id(release: Release, by: Publisher) -> str:
    return by.at(f"/open-data/{_number(release)}")


def _page_id(release: Release, by: Publisher) -> str:
    return by.at(f"/statistics/release?number={_number(release)}")


def _file_id(release: Release, form: Form, by: Publisher) -> str:
    return by.at(f"/open-data/{_number(release)}#{form.name}")


def _series_id(by: Publisher) -> str:
    return by.at("/open-data/series")


def _publisher_id(by: Publisher) -> str:
    return by.at("/open-data#publisher")


def _place_id(by: Publisher) -> str:
    return by.at(f"/open-data#region-{by.region_code}")
