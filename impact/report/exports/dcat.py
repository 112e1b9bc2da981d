"""The record of an export for a catalogue of data, by DCAT-AP-NL 3.0 (Geonovum, 12 December 2024), as JSON-LD.

What the profile asks for beside DCAT-AP 3.0 stands in its shapes: https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/. A
data set names its access rights, one contact point, its creator, one identifier, its publisher and a theme; a
distribution one address and a licence; a catalogue one contact point and the data sets in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from impact.report.exports.content import Export
from impact.report.exports.publisher import LICENCES, Publisher
from impact.report.exports.telling import cautions
from impact.words.languages import LANGUAGES
from impact.words.names import Named
from impact.words.statements import in_language

_EU = "http://publications.europa.eu/resource/authority/"
_CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGE = dict(zip(LANGUAGES, ("NLD", "ENG"), strict=True))  # in the list of the European Union
Node = dict[str, Any]


def catalogue(export: Export, resources: Sequence[Mapping[str, Any]], publisher: Publisher) -> Node:
    """Return a catalogue with one data set, and a distribution for each of its files.

    Parameters
    ----------
    export : Export
        What is published.
    resources
        The files: path, title, media type, bytes and checksum of each.
    publisher : Publisher
        Who publishes it, where, and under which licence.
    """
    place = publisher.url.rstrip("/")
    about: Node = {
        "dct:title": _both(export.title),
        "dct:description": _both(export.about),
        "dct:publisher": _organisation(publisher),
        "dcat:contactPoint": _contact(publisher),
        "dct:language": [_of(f"{_EU}language/{_LANGUAGE[lang]}", "dct:LinguisticSystem") for lang in LANGUAGES],
        "dct:issued": {"@type": "xsd:date", "@value": publisher.issued.isoformat()},
    }
    files = [_distribution(one, place, publisher) for one in resources]
    data_set = {"@id": f"{place}/#data", "@type": "dcat:Dataset", **about, **_only_data(export, publisher, place)}
    return {
        "@context": _CONTEXT,
        "@id": f"{place}/#catalogue",
        "@type": "dcat:Catalog",
        **about,
        "dcat:dataset": {**data_set, "dcat:distribution": files},
    }


def _only_data(export: Export, publisher: Publisher, place: str) -> Node:
    first, last = export.years
    return {
        "dct:identifier": f"{place}/#data",
        "dct:creator": {"@id": publisher.publisher.uri},
        "dct:accessRights": _of(f"{_EU}access-right/PUBLIC", "dct:RightsStatement"),
        "dcat:theme": _of(f"{_EU}data-theme/ECON", "skos:Concept"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYear", "@value": f"{first:04d}"},
            "dcat:endDate": {"@type": "xsd:gYear", "@value": f"{last:04d}"},
        },
        "dct:provenance": [_provenance(text, lang) for lang in LANGUAGES for text in cautions(export, lang)],
        "dct:source": sorted({record.url for record in export.records if record.url}),
    }


def _distribution(resource: Mapping[str, Any], place: str, publisher: Publisher) -> Node:
    address = f"{place}/{quote(str(resource['path']))}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": resource["title"],
        "dcat:accessURL": _of(address, "rdfs:Resource"),
        "dcat:downloadURL": _of(address, "rdfs:Resource"),
        "dct:license": _of(LICENCES[publisher.licence], "dct:LicenseDocument"),
        "dct:format": _of(f"{_EU}file-type/CSV", "dct:MediaTypeOrExtent"),
        "dcat:mediaType": _of("https://www.iana.org/assignments/media-types/text/csv", "dct:MediaType"),
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(resource["bytes"])},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _of("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": {
                "@type": "xsd:hexBinary",
                "@value": str(resource["hash"]).removeprefix("sha256:"),
            },
        },
    }


def _organisation(publisher: Publisher) -> Node:
    return {"@id": publisher.publisher.uri, "@type": "foaf:Agent", "foaf:name": publisher.publisher.name}


def _contact(publisher: Publisher) -> Node:
    who = publisher.contact
    return {"@type": "vcard:Kind", "vcard:fn": who.name, "vcard:hasEmail": {"@id": f"mailto:{who.email}"}}


def _provenance(text: str, lang: str) -> Node:
    return {"@type": "dct:ProvenanceStatement", "rdfs:label": {"@language": lang, "@value": text}}


def _both(what: Named) -> list[Node]:
    return [{"@language": lang, "@value": in_language(what, lang)} for lang in LANGUAGES]


def _of(address: str, kind: str) -> Node:
    """Return a thing by its address, and of what class it is."""
    return {"@id": address, "@type": kind}
