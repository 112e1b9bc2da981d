"""`impact accuracy`: official tables, a table of the user's own in any hand, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from impact import datapackage
from impact.commands.accuracy import accuracy_command
from impact.errors import InputError, Problem
from impact.inputoutput import score_method, scotland

FINAL = ("households", "rest_of_uk_exports")


def shown(capsys: pytest.CaptureFixture[str], **options: Any) -> str:
    accuracy_command(**options)
    return capsys.readouterr().out


def refused(**options: Any) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        accuracy_command(**options)
    return caught.value.problems


def row(screen: str, method: str) -> list[float]:
    line = next(line for line in screen.splitlines() if line.startswith(f"{method} "))
    return [float(cell.replace("\N{MINUS SIGN}", "-")) for cell in line[22:].split()]


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    from io import BytesIO

    return pd.read_csv(BytesIO(datapackage.read("accuracy", "scotland")))


def written(cells: pd.DataFrame, region: str, path: Path, *, dutch: bool = False) -> Path:
    """Write the published table of a region as a matrix: sectors and output as they are, in English or Dutch hand."""
    of = cells[cells["region"] == region]
    matrix = of.pivot_table(index="row", columns="column", values="value").fillna(0.0)
    sectors = [name for name in matrix.columns if name in matrix.index]
    others = [name for name in matrix.index if name not in sectors and name != "output"]
    matrix = matrix.loc[[*sectors, *others], [*sectors, *(c for c in matrix.columns if c not in sectors)]]
    matrix.loc[others, matrix.columns.difference(sectors)] = float("nan")
    text = matrix.to_csv(sep=";" if dutch else ",", decimal="," if dutch else ".", index_label="bedrijfstak")
    path.write_text(("\ufeff" if dutch else "") + text, encoding="utf-8")
    return path


def test_without_a_table_it_scores_scotland(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "scores.csv"
    screen = shown(capsys, method="flq", delta=0.25, out=out)
    assert screen.startswith("Scotland: 7.0 % of the output of its nation, 94 sectors.\n")
    assert row(screen, "flq 0.25") == [-4.5, 6.2, -20.5, 15.3, 31, 66]
    assert f"Written to {out}: 94 rows." in screen
    kept = pd.read_csv(out)
    assert list(kept.columns) == ["region", "method", "value", "fitted", "sector", "output", "error"]
    alone = score_method(scotland(), method="flq", delta=0.25)
    assert kept["error"].to_numpy() == pytest.approx(alone.by_sector.to_numpy())


@pytest.mark.parametrize("dutch", [False, True], ids=["between commas", "semicolons and decimal commas"])
def test_a_table_of_ones_own_gives_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, cells: pd.DataFrame, dutch: bool
) -> None:
    region = written(cells, "Scotland", tmp_path / "schotland.csv", dutch=dutch)
    nation = written(cells, "United Kingdom", tmp_path / "vk.csv", dutch=dutch)
    screen = shown(capsys, table=region, nation=nation, method="capped", level=0.72)
    assert screen.startswith("schotland: 7.0 % of the output of its nation, 94 sectors.\n")
    assert row(screen, "capped 0.72")[:2] == [-0.1, 3.5]


def test_every_method_is_tried_when_none_is_named_and_regions_are_averaged(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "two.csv"
    table.write_text(
        "regio;N | a;N | b;Z | a;Z | b;vraag\n"
        "N | a;10,5;5;2;1;81,5\nN | b;4;12;1;3;80\nZ | a;6;2;40;20;232\nZ | b;1;5;30;60;204\n"
        "lonen;78,5;76;227;216;\n"
    )
    screen = shown(capsys, table=table)
    assert screen.startswith("2 regions, 25.0 to 75.0 % of the output of their nation, 2 sectors.\n")
    methods = [line.split()[0] for line in screen.splitlines() if line[:1].islower()]
    assert methods[1:] == ["nation", "slq", "cilq", "rlq", *["flq"] * 4, *["capped"] * 4, *["logistic"] * 4]
    assert "Means over regions; single sectors are those of all regions." in screen
    assert "of which the middle one is shown" in screen


def test_as_a_command_it_answers_and_refuses(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "impact", "accuracy"]
    root = Path(__file__).parents[2]
    done = subprocess.run([*command, "--method", "slq"], capture_output=True, text=True, cwd=root, check=False)
    assert (done.returncode, row(done.stdout, "slq")[:2]) == (0, [15.0, 15.3])
    wrong = subprocess.run(
        [*command, str(tmp_path / "absent.csv")], capture_output=True, text=True, cwd=root, check=False
    )
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "found     nothing" in wrong.stderr


def test_options_that_say_nothing_are_refused(tmp_path: Path) -> None:
    (problem,) = refused(method="fql")
    assert (problem.field, problem.todo) == ("--method", "Did you mean 'flq'?")
    both = refused(delta=0.2, level=0.5)
    assert [one.found for one in both] == ["0.2 beside no method", "0.5 beside no method"]
    assert refused(method="capped", delta=0.2)[0].todo == "Choose --method flq or aflq, or leave it out."
    for method, name, value, expected in (
        ("flq", "delta", 1.0, "0 to less than 1"),
        ("capped", "level", 1.1, "0 to 1"),
        ("capped", "level", float("nan"), "0 to 1"),
        ("logistic", "level", float("inf"), "a number"),
    ):
        assert refused(method=method, **{name: value})[0].expected == expected
    assert refused(nation=tmp_path / "nation.csv")[0].field == "--nation"
    assert refused(method="slq", out=tmp_path / "scores.txt")[0].field == "out"


def test_tables_that_are_no_region_and_its_nation_are_refused(tmp_path: Path, cells: pd.DataFrame) -> None:
    region = written(cells, "Scotland", tmp_path / "region.csv", dutch=True)
    nation = written(cells, "United Kingdom", tmp_path / "nation.csv", dutch=True)
    (swapped,) = refused(table=nation, nation=region, method="slq")
    assert "more in the region than in the nation" in swapped.found
    assert "is the first the region" in swapped.todo
    (alone,) = refused(table=region, method="slq")
    assert alone.found == "one region, and no nation beside it"
    other = tmp_path / "other.csv"
    other.write_text(region.read_text(encoding="utf-8").replace("A01", "Landbouw"), encoding="utf-8")
    assert "A01, Landbouw in one of them only" in refused(table=other, nation=nation, method="slq")[0].found
    broken = tmp_path / "broken.csv"
    broken.write_text("s,a,b,f\na,1,2,7\nb,2,1,9\nlonen,30,41,\n")
    (unbalanced,) = refused(table=broken, nation=nation, method="slq")
    assert (unbalanced.file, unbalanced.field) == (str(broken), "table")
    text = tmp_path / "text.csv"
    text.write_text("s;a;b;f\na;1;n.b.;3\nb;2;1;3\nlonen;3;3;\n")
    assert [one.found for one in refused(table=text, nation=nation)] == ["'n.b.'"]
