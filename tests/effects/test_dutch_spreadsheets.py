"""Files as people at a province keep them: each is read after the lines that its refusals say, and is then the same."""

import re

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.effects import evaluate
from impact.effects.registered.region_names import _plain, codes_by_name
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError

from .test_own_files import CODES, STATED, as_csv, banen, by_name, design, dutch, estimated

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


def of_kinds(frame):
    """Return the figures with municipalities called in eight ways, each with what tells it from others of its name."""
    ways = ("{name} (gem.)", "{name} (gemeente)", "Gemeente {name}", "gm{number:04}", "GM{number}", "{number:04}",
            "{code} {name}", "{name} ({code})")  # fmt: skip
    called = {
        code: ways[at % 8].format(code=code, name=regions.name(code), number=int(code[2:]))
        for at, code in enumerate(frame["Gemeente"].unique())
    }
    return frame.assign(Gemeente=frame["Gemeente"].map(called))


def years_with_notes(frame):
    notes = {2017: "Jaar {}", 2018: "{},0", 2019: "{} 1)", 2020: "{}²", 2021: "{} (voorlopig)", 2022: "{}v"}
    return frame.assign(Jaar=frame["Jaar"].map(lambda year: notes.get(year, "{}").format(year)))


def footnotes(frame):
    return frame.assign(Banen=[dutch(v) + ("", " 1)", "²")[at % 3] for at, v in enumerate(frame["Banen"])])


def no_figure(frame, *said, write=str):
    """Return the figures with as many municipalities without one in one year as there are words for it."""
    cells = frame["Banen"].map(write).astype(object)
    cells.iloc[[40 + 20 * at for at in range(len(said))]] = said
    return frame.assign(Banen=cells)


FILES = {
    "eight ways to call a municipality": ("banen.csv", lambda p: as_csv(p, of_kinds, sep=";")),
    "notes behind years": ("banen.csv", lambda p: as_csv(p, years_with_notes, sep=";")),
    "footnotes behind figures": ("banen.csv", lambda p: as_csv(p, footnotes, sep=";")),
    "years of columns with notes": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: wide(d).rename(columns={2020: "Jaar 2020", 2021: "2021 1)", 2022: "2022**"})),
    ),
    "powers of ten": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: d.assign(Banen=d["Banen"].map("{:.6E}".format).str.replace(".", ",")), sep=";"),
    ),
    "words for no figure": ("banen.csv", lambda p: as_csv(p, lambda d: no_figure(d, "n.b.", "geheim", "#N/B", "nvt"))),
    "few for no figure": ("banen.csv", lambda p: as_csv(p, lambda d: no_figure(d, "<5", "5-9", "< 10", "x"))),
    "no figure among thousand dots": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: no_figure(d, "-", "x", "n.b.", ".", write=lambda v: dutch(v, 1)), sep=";"),
    ),
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
    if "no figure" in file:
        assert len(finding.left_out) == 4
        assert file != "four ways of no figure" or re.fullmatch(r'\["-", "\.", "x"\]', stated["missing"])
    else:
        assert finding.result.estimate == pytest.approx(known, abs=0.2)


def two_variables(path):
    """Write a workbook with the years of two variables side by side, each below its name."""
    both = pd.concat([wide(banen()), wide(banen()).iloc[:, 1:] / 10], axis=1)
    both.to_excel(path, index=False, startrow=1)


def below_each_other(path):
    """Write a workbook that names a municipality in the first of its rows alone."""
    banen().assign(Gemeente=lambda d: d["Gemeente"].where(~d["Gemeente"].duplicated())).to_excel(path, index=False)


REFUSED = {
    "the same years twice": (
        two_variables, ("header = 2", "wide = true"), "columns: found column '2008' twice, and 14 others",
    ),
    "a column twice": (
        lambda p: pd.concat([banen(), banen()[["Banen"]]], axis=1).to_excel(p, index=False), (),
        "columns: found column 'Banen' twice; expected one column of a name. Keep one of the two",
    ),
    "a municipality in its first row alone": (below_each_other, (), "Write the region in every row"),
    "quarters": (
        lambda p: banen().assign(Jaar=lambda d: d["Jaar"].astype(str) + "K1").to_excel(p, index=False), (),
        "year: found '2008K1' in column 'Jaar' of banen.xlsx; expected whole years as numbers. Write 2017; of quarters",
    ),
    "one year that is none": (
        lambda p: banen().assign(Jaar=lambda d: d["Jaar"].astype(str).replace("2021", "sinds 2021")).to_excel(p), (),
        "year: found 'sinds 2021'",
    ),
    "days": (
        lambda p: banen().assign(Jaar=lambda d: pd.to_datetime(d["Jaar"].astype(str))).to_excel(p, index=False), (),
        "year: found 2008-01-01 00:00:00",
    ),
    "quarters side by side": (
        lambda p: wide(banen()).rename(columns=lambda c: f"{c}K1" if c != "Gemeente" else c).to_excel(p, index=False),
        (), "expected years as numbers, below or beside each other. Write 2017; of quarters",
    ),
    "one year that would be lost": (
        lambda p: wide(banen()).rename(columns={2021: "eind 2021"}).to_excel(p, index=False), ("wide = true",),
        "wide: found column 'eind 2021'; expected columns with a year for a name. Write 2017;",
    ),
    "brackets for a minus": (
        lambda p: no_figure(banen(), "(1.234)").to_excel(p, index=False), (), "Write -1.234 for (1.234).",
    ),
    "a province among municipalities": (
        lambda p: banen().replace({"Gemeente": {CODES[3]: "Groningen (PV)"}}).to_excel(p, index=False),
        ('regions = "gemeente"',), "found 'Groningen (PV)' in column 'Gemeente'; expected a gemeente",
    ),
    "rows twice": (
        lambda p: pd.concat([banen(), banen().head(2)]).to_excel(p, index=False), (),
        "several figures for GM0014 2008; expected one figure an area and year. Keep one of these rows.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("file", REFUSED)
def test_what_may_be_read_in_two_ways_is_refused_with_what_to_write(tmp_path, file):
    write, stated, words = REFUSED[file]
    write(tmp_path / "banen.xlsx")
    with pytest.raises(InputError, match=re.escape(words)):
        usable_design(design(tmp_path, "banen.xlsx", *stated))


def test_a_minus_that_is_typeset_is_a_minus(tmp_path, known):
    as_csv(tmp_path / "banen.csv", lambda d: d.assign(Banen=d["Banen"].map("\u2212{:.0f}".format)))
    assert estimated(design(tmp_path, "banen.csv")) == pytest.approx(-known)


def test_areas_as_they_are_called_in_speech():
    known = codes_by_name("gemeente")
    called = ("Den Haag", "\u2019s-Gravenhage", "Den Bosch", "Bergen (L.)")
    assert [known[_plain(name, "gemeente")] for name in called] == ["GM0518", "GM0518", "GM0796", "GM0893"]


MERGED = ("GM0003", "GM0010", "GM0024")  # Eemsdelta since 2021


def eemsdelta():
    """Return the figures with three of the municipalities that became Eemsdelta in 2021, and Eemsdelta, from 2017."""
    frame = banen().query("Jaar >= 2017").replace({"Gemeente": dict(zip(CODES[1:4], MERGED, strict=True))})
    frame = frame[~frame["Gemeente"].isin(["GM0014", "GM0080"])]  # which took in others that are not here
    late = frame["Gemeente"].isin(MERGED) & (frame["Jaar"] >= 2021)
    made = frame[late].groupby("Jaar", as_index=False)["Banen"].sum().assign(Gemeente="GM1979")
    return pd.concat([frame[~late], made])


def of_eemsdelta(folder, *stated):
    path = design(folder, "banen.csv", *stated)
    text = path.read_text().replace("GM0014 = 2017", "GM1979 = 2020").replace("[2008, 2022]", "[2017, 2022]")
    path.write_text(text)
    return path


def test_municipalities_that_merged_are_added_up_where_the_design_says_so(tmp_path):
    eemsdelta().to_csv(tmp_path / "banen.csv", index=False)
    (finding,) = evaluate(of_eemsdelta(tmp_path)).findings
    assert str(finding.result.what_is_possible[0]) == "counts of merged municipalities added up, harmonise_to = 2022"
    (finding,) = evaluate(of_eemsdelta(tmp_path, "harmonise_to = 2022")).findings
    by_hand = eemsdelta().replace({"Gemeente": dict.fromkeys(MERGED, "GM1979")})
    by_hand.groupby(["Gemeente", "Jaar"], as_index=False)["Banen"].sum().to_csv(tmp_path / "banen.csv", index=False)
    (expected,) = evaluate(of_eemsdelta(tmp_path)).findings
    assert finding.result.estimate == pytest.approx(expected.result.estimate)
    assert not finding.left_out


@pytest.mark.parametrize(
    ("change", "year", "words"),
    [
        (lambda d: d[d["Gemeente"] != "GM0024"], 2022, "region: found GM1979 2017 without GM0024 Loppersum"),
        (lambda d: d, 2018, "year: found 2022; expected years up to 2018: a merger cannot be undone"),
        (
            lambda d: d.replace({"Gemeente": {CODES[12]: "GM0788"}}).query("Gemeente != 'GM0788' or Jaar < 2021"),
            2022,
            'shares for it that add up to 1. State skip = ["GM0788"].',
        ),
    ],
)
def test_a_merger_that_cannot_be_added_up_is_refused(tmp_path, change, year, words):
    change(eemsdelta()).to_csv(tmp_path / "banen.csv", index=False)
    with pytest.raises(InputError, match=re.escape(words)):
        usable_design(of_eemsdelta(tmp_path, f"harmonise_to = {year}"))


def test_a_row_that_is_to_be_skipped_and_is_not_there_is_no_row(tmp_path):
    as_csv(tmp_path / "banen.csv")
    with pytest.raises(InputError, match="skip: found 'Totaal'"):
        usable_design(design(tmp_path, "banen.csv", 'skip = ["Totaal"]'))


def test_a_table_without_years_side_by_side_is_not_wide(tmp_path):
    as_csv(tmp_path / "banen.csv")
    with pytest.raises(InputError, match="wide: found columns Gemeente, Jaar, Banen"):
        usable_design(design(tmp_path, "banen.csv", "wide = true"))
