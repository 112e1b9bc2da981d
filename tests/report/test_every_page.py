"""What holds of the pages of every publication: sizes, heads of rows, nothing idle, values of figures on paper too.

The monitor, the letter and the annex have their own tests of the same.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from impact.words.numbers import month
from impact.words.texts import LANGUAGES, texts

Pages = dict[str, Path]


@pytest.fixture(scope="module")
def folders(report: Path, record_report: Path, built: Pages) -> Pages:
    return {"scenario": report, "record": record_report, **built}


def written(folders: Pages) -> Iterator[tuple[str, str, str]]:
    """Return every page with its publication and language."""
    for name, folder in folders.items():
        for lang in LANGUAGES:
            yield name, lang, (folder / f"report-{lang}.html").read_text(encoding="utf-8")


def test_no_page_and_no_picture_is_too_large(folders: Pages) -> None:
    for folder in folders.values():
        assert max(path.stat().st_size for path in folder.glob("*.html")) < 2_000_000
        assert max(path.stat().st_size for path in folder.glob("figures/*.png")) <= 400_000


def test_every_row_has_a_head_or_stands_beside_one_that_counts_for_it(folders: Pages) -> None:
    for name, _, page in written(folders):
        for table in re.findall(r"<tbody.*?</tbody>", page, flags=re.DOTALL):
            under = 0
            for row in table.split("<tr ")[1:]:
                assert under or 'scope="row' in row, (name, row)
                spanned = re.search(r'rowspan="(\d+)"[^>]*scope="rowgroup"|scope="rowgroup"[^>]*rowspan="(\d+)"', row)
                under = int(spanned[1] or spanned[2]) - 1 if spanned else max(0, under - 1)


def test_no_cell_is_empty_and_no_box_takes_a_tab_stop(folders: Pages) -> None:
    for name, _, page in written(folders):
        body = re.sub(r"<(svg|style).*?</\1>", "", page, flags=re.DOTALL)
        assert not re.search(r"<t[dh][^>]*>\s*</t[dh]>", body), name
        assert 'tabindex="0"' not in body, name
        assert 'role="region"' not in body, name


def test_no_day_on_a_dutch_page_is_written_in_english(folders: Pages) -> None:
    english = "|".join(month(number, "en") for number in range(1, 13))
    for name, lang, page in written(folders):
        if lang == "nl":
            assert re.findall(rf"\d{{1,2}} (?:{english}) \d{{4}}", page) == [], name


def test_every_figure_has_its_values_under_it_and_as_an_annex_on_paper(
    folders: Pages, peer: Callable[[str], ModuleType]
) -> None:
    for name, lang, page in written(folders):
        drawings = page.count('<div class="drawing wide">') + page.count('<div class="drawing">')
        assert page.count("<details>") == drawings > 0, name
        with peer("pymupdf").open(folders[name] / f"report-{lang}.pdf") as paper:
            said = " ".join(" ".join(sheet.get_text().split()) for sheet in paper)
        annex = said.rpartition(texts("house")["document.figures_heading"][lang])[2]
        heads = re.findall(r"<details>.*?<thead.*?<th[^>]*>(.*?)</th>", page, flags=re.DOTALL)
        assert len(heads) == drawings
        assert all(html.unescape(head) in annex for head in heads), (name, lang)
