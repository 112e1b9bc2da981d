"""Files as people at a province keep them: each is read after the lines that its refusals say, and is then the same."""

import re

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.effects import evaluate
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError

from .test_own_files import STATED, as_csv, banen, by_name, design, dutch, estimated

MOST = 6  # times a design is mended


def wide(frame):
    """Return the figures with a column a year."""
    across = frame.set_index(["Gemeente", "Jaar"])["Banen"].unstack()  # noqa: PD010 - text cannot be summed
    return across.reset_index().rename_axis(columns=None)


def spoken(frame):
    """Return the figures with a third of the municipalities by name, by number and by code."""
    names = {
        code: (regions.name(code), str(int(code[2:])), code)[at % 3]
        for at, code in enumerate(frame["Gemeente"].unique())
    }
    return frame.assign(Gemeente=frame["Gemeente"].map(names))


def footed(frame):
    """Return the figures by name with a total a year and a note below them."""
    total = frame.groupby("Jaar", as_index=False)["Banen"].sum().assign(Gemeente="Totaal provincie")
    return pd.concat([by_name(frame), total, pd.DataFrame({"Gemeente": ["Bron: vestigingenregister"]})])


def noted(frame):
    return pd.concat([frame, pd.DataFrame({"Gemeente": ["Bron: vestigingenregister"]})])


def years_below_a_title(path):
    """Write a workbook whose first rows are a title and a cell that is merged over the years."""
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        wide(banen()).to_excel(book, sheet_name="Banen", index=False, startrow=2)
        sheet = book.sheets["Banen"]
        sheet.cell(1, 1, "Banen per gemeente")
        sheet.cell(2, 1, "Gemeente")
        sheet.cell(2, 2, "Banen op 1 december")
        sheet.cell(3, 1).value = None
        sheet.merge_cells("A2:A3")
        sheet.merge_cells(start_row=2, end_row=2, start_column=2, end_column=16)


def euros(frame):
    return frame.assign(Banen=frame["Banen"].map(lambda v: f"€ {v:,.0f}".replace(",", "\u00a0")))


def blanks_of_all_kinds(frame):
    """Return the figures with four municipalities that have no figure in one year, each written otherwise."""
    cells = frame["Banen"].astype(object)
    cells.iloc[[40, 60, 80, 100]] = ["-", ".", "x", ""]
    return frame.assign(Banen=cells)


FILES = {
    "years side by side": ("banen.csv", lambda p: as_csv(p, wide, sep=";")),
    "years side by side, thousand dots, the last provisional": (
        "banen.csv",
        lambda p: as_csv(
            p, lambda d: wide(d.assign(Banen=d["Banen"].map(dutch))).rename(columns={2022: "2022*"}), sep=";"
        ),
    ),
    "years below a merged cell": ("banen.xlsx", years_below_a_title),
    "provisional years": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: d.assign(Jaar=d["Jaar"].map(lambda y: f"{y}*" if y > 2020 else str(y)))),
    ),
    "a sign behind the figures": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: d.assign(Banen=d["Banen"].map(lambda v: f"{dutch(v, 1)} %")), sep=";"),
    ),
    "euros, and blanks that do not break": ("banen.xlsx", lambda p: euros(banen()).to_excel(p, index=False)),
    "four ways of no figure": ("banen.csv", lambda p: as_csv(p, blanks_of_all_kinds)),
    "names, numbers and codes": ("banen.csv", lambda p: as_csv(p, spoken)),
    "totals and a note": ("banen.csv", lambda p: as_csv(p, footed, sep=";")),
    "a note below codes": ("banen.csv", lambda p: as_csv(p, noted)),
    "Unicode text of Windows": ("banen.txt", lambda p: as_csv(p, sep="\t", encoding="utf-16")),
}  # fmt: skip


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    as_csv(folder / "banen.csv")
    return estimated(design(folder, "banen.csv"))


def mended(folder, file):
    """Return a design with the lines that its refusals say, and those lines."""
    stated = {}
    for _ in range(MOST):
        path = design(folder, file, *(f"{key} = {value}" for key, value in stated.items()))
        try:
            usable_design(path)
            return path, stated
        except InputError as refused:
            said = {}
            for todo in (problem.todo.split(" if the dot parts thousands")[0] for problem in refused.problems):
                said |= dict(STATED.findall(todo)) | ({"wide": "true"} if "wide = true" in todo else {})
            assert any(stated.get(key) != value for key, value in said.items()), f"the advice leads to {refused}"
            stated |= said
    raise AssertionError(stated)


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_read_after_the_lines_that_its_refusals_say(tmp_path, known, file):
    name, write = FILES[file]
    write(tmp_path / name)
    path, stated = mended(tmp_path, name)
    (finding,) = evaluate(path).findings
    assert np.isfinite(finding.result.estimate)
    if file == "four ways of no figure":
        assert len(finding.left_out) == 4
        assert re.fullmatch(r'\["-", "\.", "x"\]', stated["missing"])
    else:
        assert finding.result.estimate == pytest.approx(known, abs=0.2)


def test_a_row_that_is_to_be_skipped_and_is_not_there_is_no_row(tmp_path):
    as_csv(tmp_path / "banen.csv")
    with pytest.raises(InputError, match="skip: found 'Totaal'"):
        usable_design(design(tmp_path, "banen.csv", 'skip = ["Totaal"]'))


def test_a_table_without_years_side_by_side_is_not_wide(tmp_path):
    as_csv(tmp_path / "banen.csv")
    with pytest.raises(InputError, match="wide: found columns Gemeente, Jaar, Banen"):
        usable_design(design(tmp_path, "banen.csv", "wide = true"))
