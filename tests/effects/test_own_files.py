"""Files of one's own as people at a province keep them: what is refused says the line to write, and that line holds."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact import regions
from impact.effects import evaluate
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError

from .test_figures import DESIGN

CODES = regions.codes("gemeente")[:25]
CODES = ["GM0014", *[code for code in CODES if code != "GM0014"][:24]]
COLUMNS = {"region": "Gemeente", "year": "Jaar", "value": "Banen"}
NAMED = 'columns = { region = "Gemeente", year = "Jaar", value = "Banen" }'
STATED = re.compile(r'(\w+) = ("[^"]*"|\d+|\[[^\]]*\])')


def banen():
    """Return whole jobs by municipality, 2008 to 2022, all above a thousand."""
    rng = np.random.default_rng(3)
    values = 20_000 + 400 * rng.standard_normal((len(CODES), 15)).cumsum(axis=1)
    frame = {"region": np.repeat(CODES, 15), "year": np.tile(np.arange(2008, 2023), len(CODES))}
    return pd.DataFrame({**frame, "value": values.ravel().round()}).rename(columns=COLUMNS)


def dutch(value, decimals=0):
    """Return a number as a Dutch spreadsheet shows it: 20.123,4."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def by_name(frame):
    return frame.assign(Gemeente=frame["Gemeente"].map(regions.name))


def by_number(frame):
    return frame.assign(Gemeente=frame["Gemeente"].str[2:].astype(int))


def as_csv(path, change=lambda d: d, **how):
    change(banen()).to_csv(path, index=False, **how)


def titled_csv(path):
    as_csv(path, sep=";")
    path.write_text("Banen in de provincie;;\n;;\n" + path.read_text())


def workbook(path, sheets=("Banen",), rows=0, change=lambda d: d):
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for name in reversed(sheets):
            change(banen()).to_excel(book, sheet_name=name, index=False, startrow=rows)
            if rows:
                book.sheets[name].cell(1, 1, "Banen in de provincie")


MISTAKES = {
    "another separator": ("banen.csv", lambda p: as_csv(p, sep=";")),
    "a tab": ("banen.txt", lambda p: as_csv(p, sep="\t")),
    "windows letters": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: d.assign(Naam="Súdwest-Fryslân"), encoding="cp1252"),
    ),
    "decimal commas": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: d.assign(Banen=(d["Banen"] / 1000).map("{:.3f}".format).str.replace(".", ","))),
    ),
    "thousand dots": ("banen.csv", lambda p: as_csv(p, lambda d: d.assign(Banen=d["Banen"].map(dutch)))),
    "thousand dots and decimal commas": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: d.assign(Banen=d["Banen"].map(lambda v: dutch(v, 1))), sep=";"),
    ),
    "thousand spaces": (
        "banen.csv",
        lambda p: as_csv(p, lambda d: d.assign(Banen=d["Banen"].map("{:,.0f}".format).str.replace(",", " "))),
    ),
    "a dash for nothing": (
        "banen.csv",
        lambda p: as_csv(
            p, lambda d: d.astype({"Banen": object}).assign(Banen=lambda e: e["Banen"].where(e.index != 40, "-"))
        ),
    ),
    "names": ("banen.csv", lambda p: as_csv(p, by_name)),
    "numbers": ("banen.csv", lambda p: as_csv(p, by_number)),
    "a title above": ("banen.csv", titled_csv),
    "a workbook with a title": ("banen.xlsx", lambda p: workbook(p, rows=3)),
    "a workbook with two sheets": ("banen.xlsx", lambda p: workbook(p, ("Banen", "Toelichting"))),
    "a workbook with numbers of municipalities": ("banen.xlsx", lambda p: workbook(p, change=by_number)),
    "a workbook with figures as text": (
        "banen.xlsx",
        lambda p: workbook(p, change=lambda d: d.assign(Banen=d["Banen"].map(lambda v: dutch(v, 1)))),
    ),
}


def design(folder, file, *stated):
    path = folder / "mine.toml"
    numerator = ", ".join([f'file = "{file}"', NAMED, *stated])
    path.write_text(DESIGN.replace("NUMERATOR", numerator).replace("thousand jobs", "jobs"))
    return path


def estimated(path):
    (finding,) = evaluate(path).findings
    return finding.result.estimate


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    as_csv(folder / "banen.csv")
    return estimated(design(folder, "banen.csv"))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_written_otherwise_is_refused_with_the_line_that_says_so(tmp_path, known, mistake):
    file, write = MISTAKES[mistake]
    write(tmp_path / file)
    stated = {}
    for _ in range(4):
        path = design(tmp_path, file, *(f"{key} = {value}" for key, value in stated.items()))
        try:
            usable_design(path)
            break
        except InputError as refused:
            said = dict(pair for problem in refused.problems for pair in STATED.findall(problem.todo.split(" if ")[0]))
            assert said, refused
            assert not set(said) & set(stated), f"the advice leads to {refused}"
            stated |= said
    assert stated
    scale = 1000 if mistake == "decimal commas" else 1
    if mistake != "a dash for nothing":  # that municipality is left out, and named
        assert scale * estimated(path) == pytest.approx(known, abs=0.2)


def test_a_parquet_file_with_other_names_and_an_index(tmp_path, known):
    banen().set_index(["Gemeente", "Jaar"]).to_parquet(tmp_path / "banen.parquet")
    assert estimated(design(tmp_path, "banen.parquet")) == pytest.approx(known)
    by_number(banen()).rename(columns={"Banen": "banen"}).to_parquet(tmp_path / "anders.parquet")
    with pytest.raises(InputError, match="Did you mean 'banen'"):
        usable_design(design(tmp_path, "anders.parquet"))


def test_statline_periods_and_blanks_after_codes_are_read(tmp_path, known):
    as_csv(
        tmp_path / "banen.csv",
        lambda d: d.assign(Jaar=d["Jaar"].astype(str) + "JJ00", Gemeente=d["Gemeente"] + "    "),
    )
    assert estimated(design(tmp_path, "banen.csv")) == pytest.approx(known)


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("banen.xls", b"x", "ends in .xls; expected one of .csv, .txt, .tsv, .xlsx, .parquet. Save it as xlsx"),
        ("banen.xlsx", b"Gemeente;Jaar;Banen\n", "found no workbook; expected an xlsx file"),
        ("banen.parquet", b"Gemeente;Jaar;Banen\n", "found no parquet; expected a parquet file"),
        ("banen.csv", b"", "expected a csv file"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path, file, content, words):
    (tmp_path / file).write_bytes(content)
    with pytest.raises(InputError, match=re.escape(words)):
        usable_design(design(tmp_path, file))


def test_names_that_no_municipality_has_are_named_at_once(tmp_path):
    as_csv(tmp_path / "banen.csv", lambda d: by_name(d).replace({"Gemeente": {"Groningen": "Gronnigen"}}))
    with pytest.raises(InputError) as refused:
        usable_design(design(tmp_path, "banen.csv", 'regions = "gemeente"'))
    assert [problem.found.split("'")[1] for problem in refused.value.problems] == ["Gronnigen"]
    assert "groningen" in refused.value.problems[0].todo


def test_a_dot_is_not_guessed_at_and_either_sign_can_be_stated(tmp_path, known):
    as_csv(tmp_path / "banen.csv", lambda d: d.assign(Banen=d["Banen"].map(dutch)))
    thousands = estimated(design(tmp_path, "banen.csv", 'thousands = "."'))
    decimals = estimated(design(tmp_path, "banen.csv", 'decimal = "."'))
    assert thousands == pytest.approx(known)
    assert decimals == pytest.approx(known / 1000)


def test_duplicates_and_gaps_are_named(tmp_path):
    as_csv(tmp_path / "banen.csv", lambda d: pd.concat([d, d.iloc[[3]]]))
    with pytest.raises(InputError, match="several figures for GM0014 2011"):
        usable_design(design(tmp_path, "banen.csv"))
    as_csv(tmp_path / "banen.csv", lambda d: d.drop(index=40))
    (finding,) = evaluate(design(tmp_path, "banen.csv")).findings
    assert [said.code for said in finding.left_out] == ["years_without"]


def test_one_sign_cannot_part_both_thousands_and_decimals(tmp_path):
    as_csv(tmp_path / "banen.csv")
    with pytest.raises(InputError, match="another sign for thousands"):
        usable_design(design(tmp_path, "banen.csv", 'thousands = ","', 'decimal = ","'))


def test_the_example_of_the_documentation_is_read_as_it_stands(tmp_path):
    """A workbook with a title above, names for codes, thousand dots and dashes, and a second sheet."""
    guide = (Path(__file__).parents[2] / "docs" / "effects.md").read_text(encoding="utf-8")
    (example,) = re.findall(r'```toml\n(title = "Banen na.*?)```', guide, flags=re.DOTALL)
    path = tmp_path / "studie.toml"
    path.write_text(example, encoding="utf-8")
    frame = by_name(banen()).rename(columns={"Banen": "Aantal banen"}).query("Jaar >= 2010")
    frame = frame.assign(
        **{"Aantal banen": ["-" if at == 60 else dutch(v) for at, v in enumerate(frame["Aantal banen"])]}
    )
    frame = pd.concat([frame, frame[frame["Jaar"] == 2022].assign(Jaar=2023)])
    with pd.ExcelWriter(tmp_path / "banen.xlsx", engine="openpyxl") as book:
        frame.to_excel(book, sheet_name="Banen", index=False, startrow=2)
        book.sheets["Banen"].cell(1, 1, "Banen in de gemeente")
        frame.head(3).to_excel(book, sheet_name="Toelichting", index=False)
    (finding,) = evaluate(path).findings
    assert np.isfinite(finding.result.estimate)
    assert len(finding.left_out) == 1
