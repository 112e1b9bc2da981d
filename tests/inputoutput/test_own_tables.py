"""Tables that people bring: what was misread in silence, or refused with the wrong reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.errors import InputError
from impact.inputoutput import (
    IOTable,
    impacts,
    leontief_inverse,
    location_quotients,
    multipliers,
    national_table,
    net_multipliers,
    read_table,
    regional_coefficients,
    regional_model,
    technical_coefficients,
)
from impact.panel.figures import figures_of

ABOUT: dict[str, Any] = {"year": 2020, "unit": "MEUR", "prices": "current", "source": "own"}
THREE = """s,Landbouw,Industrie,Bouw,Consumptie,Export
Landbouw,10,60,2,20,108
Industrie,30,200,90,150,530
{bouw},5,25,60,30,180
Lonen,60,300,80,,
Overig,95,415,68,,
"""
HOUSEHOLDS = """s,a,b,household_consumption,exports
a,150,500,250,100
b,200,100,1200,500
imports,100,200,90,0
compensation,300,500,,
surplus,250,700,,
"""
S = ["a", "b"]


def read(tmp_path: Path, text: str, **given: Any) -> IOTable:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return read_table(path, **{**ABOUT, **given})


# A sector spelled otherwise in its row than in its column


def test_a_sector_in_one_spelling_is_read(tmp_path: Path) -> None:
    found = multipliers(read(tmp_path, THREE.format(bouw="Bouw")))
    np.testing.assert_allclose(found, [1.3215, 1.4050, 1.7879], atol=5e-5)


@pytest.mark.parametrize("spelled", ["bouw", "Bouw 1)", "Bouw*", "  BOUW", "Bouwnijverheid", "Construction", "Bóuw"])
def test_a_sector_in_two_spellings_is_refused_by_both_names(tmp_path: Path, spelled: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, THREE.format(bouw=spelled))
    said = str(caught.value)
    assert "Bouw" in said
    assert spelled.strip() in said


@settings(max_examples=30)
@given(which=st.sampled_from(["Landbouw", "Industrie", "Bouw"]), how=st.sampled_from(["lower", "upper", "note", "gap"]))
def test_any_one_label_altered_is_refused(tmp_path_factory: pytest.TempPathFactory, which: str, how: str) -> None:
    altered = {"lower": which.lower(), "upper": which.upper(), "note": f"{which} a)", "gap": f"{which[:2]} {which[2:]}"}
    text = THREE.format(bouw="Bouw").replace(f"\n{which},", f"\n{altered[how]},")
    with pytest.raises(InputError, match=which):
        read(tmp_path_factory.mktemp("altered"), text)


def test_an_input_that_happens_to_equal_a_demand_is_no_sector(tmp_path: Path) -> None:
    text = "s,a,b,use,exports\na,15,50,30,5\nb,20,10,70,100\nwages,50,50,,\nother,15,90,,\n"  # wages 100, use 100
    assert list(read(tmp_path, text).primary_inputs.index) == ["wages", "other"]


# Decimal commas and points


FIGURES = """sector;{one};{two};final
{one};15.0;50.0;35.0
{two};20.0;10.0;170.0
value added;65.0;140.0;
"""


@pytest.mark.parametrize("one", ["10-11 Food", "10,11 Food", "Food (1,5 % a year)"])
def test_a_comma_in_a_label_moves_no_decimal_point(tmp_path: Path, one: str) -> None:
    table = read(tmp_path, FIGURES.format(one=one, two="41 Building"))
    np.testing.assert_allclose(table.output, [100.0, 200.0])


def test_a_point_that_groups_no_thousands_is_refused_among_decimal_commas(tmp_path: Path) -> None:
    text = "s;a;b;hh;x\na;15,0;50,0;30,0;5,0\nb;20,0;10,0;70,0;100,0\nimports;5,0;40,0;90.5;\nva;60,0;100,0;;\n"
    with pytest.raises(InputError, match=r"90\.5"):
        read(tmp_path, text)


def test_decimal_commas_with_points_of_thousands_are_read(tmp_path: Path) -> None:
    text = "s;a;b;final\na;1.500,5;5.000,0;3.499,5\nb;2.000,0;1.000,0;17.000,0\nva;6.499,5;14.000,0;\n"
    np.testing.assert_allclose(read(tmp_path, text).output, [10_000.0, 20_000.0])


# Regions and nations


def test_a_region_larger_than_the_nation_is_refused() -> None:
    A = pd.DataFrame([[0.15, 0.25], [0.2, 0.05]], S, S)
    nation = pd.Series([100.0, 300.0], S)
    expected = [[0.0682, 0.1136], [0.0909, 0.0227]]
    found = regional_coefficients(A, nation * 0.03, nation, method="flq", delta=0.25)
    np.testing.assert_allclose(found, expected, atol=5e-5)
    with pytest.raises(ValueError, match="more in the region than in the nation"):
        regional_coefficients(A, nation * 30, nation, method="flq", delta=0.25)
    with pytest.raises(ValueError, match="more in the region than in the nation: b"):
        location_quotients(pd.Series([10.0, 320.0], S), nation)


def test_jobs_in_persons_against_thousands_are_refused() -> None:
    table = national_table(2019, "a38")
    nation = figures_of().national_jobs(2019).jobs
    with pytest.raises(ValueError, match="same unit"):
        location_quotients(nation * 0.04 * 1000, nation)
    assert table.output.sum() > 0


def test_an_area_equal_to_the_nation_is_the_nation() -> None:
    nation = pd.Series([100.0, 300.0], S)
    np.testing.assert_allclose(location_quotients(nation, nation), 1.0)


# Balance in any unit


@pytest.mark.parametrize("scale", [1e-9, 1e-6, 1e-3, 1.0, 1e3, 1e9])
def test_a_gap_is_a_gap_in_every_unit(scale: float) -> None:
    Z = pd.DataFrame([[15.0, 50.0], [20.0, 10.0]], S, S) * scale
    f, v = pd.Series([35.0, 170.0], S, name="f") * scale, pd.Series([65.0, 140.0], S, name="v") * scale
    assert IOTable(Z, f, v, **ABOUT).checks()["passed"].all()
    with pytest.raises(ValueError, match="uses differ from output in a"):
        IOTable(Z, f, v * [10.0, 1.0], **ABOUT)
    with pytest.raises(ValueError, match="uses differ from output in a"):
        IOTable(Z, f, v * [1.013, 1.0], **ABOUT)


# What final demand buys abroad


def closing(imports: list[float], columns: list[str] | None = None) -> IOTable:
    columns = columns or ["household_consumption", "x"]
    return IOTable(
        pd.DataFrame([[150.0, 500], [200, 100]], S, S),
        pd.DataFrame({"household_consumption": [250.0, 1200.0], "x": [100.0, 500.0]}, S),
        pd.DataFrame([[300.0, 500], [350, 900]], ["compensation", "other"], S),
        satellites=pd.DataFrame([[650.0, 1400]], ["value_added"], S),
        final_primary_inputs=pd.DataFrame([imports, [300.0, 0.0]], ["imports", "taxes"], columns),
        **ABOUT,
    )


def test_a_missing_import_of_households_is_a_question() -> None:
    found = multipliers(closing([400.0, 0.0]), kind="type2", propensity=0.8)
    np.testing.assert_allclose(found, [1.9605, 1.8318], atol=5e-5)
    with pytest.raises(ValueError, match="final_primary_inputs: 1 cells are missing"):
        closing([np.nan, 0.0])


def test_final_inputs_belong_to_categories_of_final_demand() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        closing([400.0, 0.0], ["nonsense", "x"])


def test_a_half_filled_corner_of_a_file_is_a_question(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\(imports, exports\).*an empty cell"):
        read(tmp_path, HOUSEHOLDS.replace("100,200,90,0", "100,200,90,"))


# Systems that ask for more than they make


FLOWS = pd.DataFrame([[150.0, 500.0], [200.0, 100.0]], S, S)
GREEDY = pd.DataFrame([[0.6, 0.7], [0.7, 0.6]], S, S)


@pytest.mark.parametrize(("A", "hint"), [(FLOWS, "flows"), (GREEDY, "asks for")], ids=["flows", "greedy"])
def test_an_unproductive_system_is_refused_everywhere(A: pd.DataFrame, hint: str) -> None:
    jobs = pd.DataFrame([[1.0, 1.0]], ["jobs"], S)
    for call in (
        lambda: leontief_inverse(A),
        lambda: regional_model(A, jobs),
        lambda: impacts(regional_model(A, jobs), pd.Series({"a": 1.0})),
    ):
        with pytest.raises(ValueError, match=hint):
            call()


def test_a_table_that_lives_on_subsidies_has_no_multipliers() -> None:
    """Both sectors buy more than they make; negative value added closes the table."""
    table = IOTable(
        pd.DataFrame([[60.0, 70.0], [70.0, 60.0]], S, S),
        pd.Series([-30.0, -30.0], S, name="f"),
        pd.Series([-30.0, -30.0], S, name="v"),
        **ABOUT,
    )
    for call in (multipliers, lambda t: impacts(t, pd.Series({"a": 1.0})), net_multipliers):
        with pytest.raises(ValueError, match="asks for"):
            call(table)


def test_negative_coefficients_alone_make_no_system_unproductive() -> None:
    A = pd.DataFrame([[0.5, -0.6], [0.6, 0.5]], S, S)  # |A| reaches 1.1, A itself 0.78
    np.testing.assert_allclose(leontief_inverse(A), np.linalg.inv(np.eye(2) - A))


# Households as a column of the user's own


def test_type_1_needs_no_closure(tmp_path: Path) -> None:
    for text in (HOUSEHOLDS, HOUSEHOLDS.replace("household_consumption", "households")):
        table = read(tmp_path, text)
        np.testing.assert_allclose(multipliers(table), [1.5182, 1.4521], atol=5e-5)
        assert impacts(table, pd.Series({"a": 1.0})).closed is False
        assert len(net_multipliers(table)) == 2


def test_type_2_says_what_the_table_lacks(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'value_added'.*propensity="):
        multipliers(read(tmp_path, HOUSEHOLDS), kind="type2")
    assert (multipliers(read(tmp_path, HOUSEHOLDS), kind="type2", propensity=0.8) > [1.5182, 1.4521]).all()


# A line too many


EUROSTAT = """s,a,b,households,exports
a,150,500,250,100
b,200,100,1200,500
imports,100,200,90,0
wages,300,500,,
surplus,250,700,,
"""


@pytest.mark.parametrize(
    ("line", "named"),
    [("value added,550,1200,,", "value added"), ("Toegevoegde waarde bp,550,1200,,", "Toegevoegde waarde bp")],
)
def test_a_total_among_its_parts_is_named_and_not_called_a_slip_of_units(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises((InputError, ValueError)) as caught:
        read(tmp_path, EUROSTAT + line + "\n")
    said = str(caught.value)
    assert named in said
    assert "times 0.001" not in said
    assert "leave_out" in said
    table = read(tmp_path, EUROSTAT + line + "\n", leave_out=(named,))
    np.testing.assert_allclose(multipliers(table), [1.5182, 1.4521], atol=5e-5)


def test_a_total_of_uses_filled_for_products_only_is_named(tmp_path: Path) -> None:
    text = (
        "s,a,b,households,exports,total use\na,150,500,250,100,1000\nb,200,100,1200,500,2000\n"
        "imports,100,200,90,0,\nwages,300,500,,,\nsurplus,250,700,,,\n"
    )
    np.testing.assert_allclose(multipliers(read(tmp_path, text)), [1.5182, 1.4521], atol=5e-5)
    with pytest.raises(InputError, match="all uses"):
        read(tmp_path, text.replace("total use", "all uses"))


def test_a_subtotal_of_sectors_is_named(tmp_path: Path) -> None:
    text = (
        "s,a,b,both,c,final\na,10,20,30,5,65\nb,15,5,20,10,70\nboth,25,25,50,15,135\nc,5,10,15,20,50\n"
        "wages,70,65,135,65,\n"
    )
    with pytest.raises(InputError, match="both"):
        read(tmp_path, text)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 200),
    parts=st.sets(st.sampled_from(["imports", "wages", "surplus"]), min_size=2),
)
def test_any_sum_of_inputs_is_named(tmp_path_factory: pytest.TempPathFactory, seed: int, parts: set[str]) -> None:
    rng = np.random.default_rng(seed)
    Z, f = rng.uniform(1, 50, (3, 3)), rng.uniform(80, 200, (3, 2))
    x = Z.sum(axis=1) + f.sum(axis=1)
    shares = rng.dirichlet(np.ones(3), 3).T
    inputs = dict(zip(("imports", "wages", "surplus"), shares * (x - Z.sum(axis=0)), strict=True))
    lines = [",".join(["s", "a", "b", "c", "home", "abroad"])]
    lines += [",".join([name, *(repr(float(v)) for v in (*Z[i], *f[i]))]) for i, name in enumerate("abc")]
    lines += [",".join([name, *(repr(float(v)) for v in row), "", ""]) for name, row in inputs.items()]
    extra = sum(inputs[name] for name in parts)
    lines.append(",".join(["several together", *(repr(float(v)) for v in extra), "", ""]))
    with pytest.raises((InputError, ValueError), match="(?s)several together.*leave_out"):
        read(tmp_path_factory.mktemp("sums"), "\n".join(lines) + "\n")


def test_a_real_slip_of_a_thousand_is_still_called_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unit slip of a thousand at primary inputs wages"):
        read(tmp_path, EUROSTAT.replace("wages,300,500", "wages,300000,500000"))


def test_coefficients_of_a_good_table_are_as_before(tmp_path: Path) -> None:
    A = technical_coefficients(read(tmp_path, EUROSTAT))
    np.testing.assert_allclose(A, [[0.15, 0.25], [0.20, 0.05]])
