"""Keys of a study's pages are checked as values are: a name that nothing in the study goes by is refused."""

import pytest

from impact.effects.registered.design_file import DesignFile
from impact.errors import InputError
from impact.report.study.pages import StudyPages

DESIGN = """
title = "T"
question = "Q?"
reference = "R"
[[rings]]
name = "near"
units = ["CR02"]
[[pools]]
name = "south"
units = ["CR3*"]
reason = "far away"
[[treated]]
name = "a"
title = "A"
first = { CR03 = 2016 }
[[outcomes]]
name = "jobs"
title = "Jobs"
unit = "log points"
numerator = { table = "corop-jobs", sum = { "A-U" = 1 } }
years = [2010, 2024]
donors = ["CR*"]
[[tests]]
outcomes = ["jobs"]
treated = ["a"]
"""
PAGES = """
[places]
CR38 = "Noord-Limburg"
[nl]
title = "T"
question = "V?"
reference = "R"
[nl.rings]
near = "ernaast"
[nl.pools]
south = "het zuiden"
registered = "zoals vastgelegd"
[nl.treated]
a = "A"
[nl.outcomes.jobs]
title = "Banen"
"""


@pytest.fixture
def pages(tmp_path):
    """Return what reads the pages of a design, with something in them changed."""

    def read(old="", new=""):
        assert old in PAGES
        (tmp_path / "mine.toml").write_text(DESIGN)
        (tmp_path / "mine.pages.toml").write_text(PAGES.replace(old, new, 1) if old else PAGES)
        return StudyPages.beside(tmp_path / "mine.toml", DesignFile.load(tmp_path / "mine.toml"))

    return read


def test_pages_that_fit(pages):
    assert pages().places == {"CR38": "Noord-Limburg"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("CR38", "CR38x", "places: found 'CR38x'; expected an area of the design or its tables. Did you mean 'CR38'"),
        ("near =", "neer =", "nl.rings: found 'neer'; expected one of the rings of the design. Did you mean 'near'"),
        ("south =", "suoth =", "nl.pools: found 'suoth'; .*Did you mean 'south'"),
        ("a =", "b =", "nl.treated"),
        ("jobs", "job", "nl.outcomes"),
    ],
)
def test_a_misspelt_key_is_refused(pages, old, new, words):
    with pytest.raises(InputError, match=words):
        pages(old, new)
