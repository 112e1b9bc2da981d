"""The events table: checksums, codes, and that the designs use the dates it gives."""

import csv
import hashlib
import json

import pytest

from impact import bundle
from impact.effects import DesignFile


def rows(name):
    with bundle.data("events", f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_checksums():
    package = json.loads(bundle.data("events", "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        content = bundle.data("events", resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["rows"] == len(rows(resource["name"]))


def test_confidence_and_dates():
    events = rows("large-computing-facilities")
    assert len({e["event"] for e in events}) == len(events) == 45
    assert {e["confidence"] for e in events} == {"high", "medium", "low"}
    for event in events:
        assert not event["opened_year"] or event["opened"].startswith(event["opened_year"])
        assert event["source_1"] or event["confidence"] == "low"


@pytest.mark.parametrize("name", ["european-facilities", "eemshaven-2016"])
def test_designs_use_the_opening_years(name):
    opened = {}
    for event in rows("large-computing-facilities"):
        if event["opened_year"]:
            opened.setdefault(event["region"], set()).add(int(event["opened_year"]))
    opened["CR03"] = opened["NL113"]
    for treated in DesignFile.load(name).treated:
        for region, year in treated.first.items():
            building = {"building": year, "from-building": year + 2}.get(treated.name)
            assert year in opened[region] or building in opened[region] or treated.name == "building"
