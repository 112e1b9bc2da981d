"""Every method scored on regions whose trade is known, households among them, and what the right level leaves."""

import numpy as np
import pandas as pd
import pytest

from impact.errors import InputError
from impact.inputoutput import (
    IOTable,
    Trial,
    accuracy,
    measured_elsewhere,
    purchase_shares,
    regional_coefficients,
    regional_truths,
    residual_error,
    residual_errors,
    score_households,
    score_method,
    scores,
    scotland,
)
from impact.inputoutput.regional.truth import RegionalTruth, multipliers_of
from impact.productivity.synthesis.priors import elicited_range


@pytest.fixture(scope="module")
def by_sector():
    return scotland()


@pytest.fixture(scope="module")
def sections():
    return scotland("section")


# Computed outside this project from the same official tables, with other code: type II, weighted mean / mean absolute.
@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ({"method": "slq"}, (18.3, 18.5)),
        ({"method": "cilq"}, (14.1, 15.6)),
        ({"method": "flq", "delta": 0.10}, (3.9, 7.0)),
        ({"method": "flq", "delta": 0.15}, (-0.9, 5.4)),
        ({"method": "flq", "delta": 0.20}, (-5.4, 7.2)),
        ({"method": "flq", "delta": 0.25}, (-9.2, 9.6)),
        ({"method": "flq", "delta": 0.35}, (-15.3, 15.3)),
        ({"method": "flq", "delta": 0.45}, (-19.6, 19.6)),
        ({"method": "flq", "delta": 0.25, "sized": False}, (-4.3, 5.9)),
    ],
    ids=str,
)
def test_errors_with_households_in_the_circuit(by_sector, method, expected):
    # Half the last digit, and a hair: the mean at delta 0.35 is -15.246 here.
    found = score_households(by_sector, **method)
    np.testing.assert_allclose((found.weighted, found.weighted_absolute), expected, rtol=0, atol=0.054)


def test_the_allowance_for_size_takes_more_from_households_than_they_buy_elsewhere(by_sector):
    """A household does its shopping nearer than a factory: what is right for industries is too little for it."""
    flq = score_households(by_sector, method="flq", delta=0.25)
    capped = score_households(by_sector, method="capped", level=0.72)
    plain = score_households(by_sector, method="capped", level=0.72, sized=False)
    assert flq.purchases < capped.purchases < -15
    assert plain.purchases > 10
    assert plain.weighted_absolute < capped.weighted_absolute
    assert plain.cells > 0


def test_households_of_a_grouped_truth_earn_and_buy_the_same(by_sector, sections):
    for name in ("own", "national"):
        fine, coarse = (getattr(one.households, name).sum() for one in (by_sector, sections))
        assert coarse == pytest.approx(fine)
    wages = [(one.households.own_wages * one.own_output).sum() for one in (by_sector, sections)]
    assert wages[0] == pytest.approx(wages[1])


def test_scores_are_those_of_each_method_by_itself(sections):
    trials = (Trial("nation"), Trial("slq"), Trial("flq", 0.25), Trial("capped"))
    found = scores([sections], trials)
    assert list(found.by_region["method"]) == ["nation", "slq", "flq", "capped"]
    alone = score_method(sections, method="flq", delta=0.25)
    row = found.by_region.iloc[2]
    assert (row["weighted"], row["cells"]) == (alone.weighted, alone.cells)
    assert row["size"] == pytest.approx(7.0, abs=0.05)
    of_flq = found.by_sector[found.by_sector["method"] == "flq"].set_index("sector")
    pd.testing.assert_series_equal(of_flq["error"], alone.by_sector, check_names=False)
    best = found.by_region.iloc[3]
    assert best["fitted"]
    assert best["value"] == pytest.approx(0.69)
    assert best["weighted_absolute"] == pytest.approx(1.8, abs=0.051)


# Per cent: 5th, 50th and 95th percentile of 94 or 17 sectors; computed outside this project.
@pytest.mark.parametrize(
    ("level", "trial", "expected"),
    [
        ("sector", Trial("logistic", 0.7), (-12.3, -0.4, 9.7)),
        ("sector", Trial("flq", 0.17), (-18.4, 1.3, 19.6)),
        ("sector", Trial("flq", 0.25), (-20.5, -2.4, 15.3)),
        ("section", Trial("flq", 0.25), (-12.3, -3.9, 9.0)),
    ],
    ids=str,
)
def test_errors_of_single_sectors(level, trial, expected):
    found = scores([scotland(level)], [trial]).by_sector["error"]
    np.testing.assert_allclose(np.quantile(found, [0.05, 0.5, 0.95]), expected, rtol=0, atol=0.0501)


def test_what_the_right_level_leaves(by_sector, sections):
    """Five per cent of a sector's multiplier, weighted; a fifth of its indirect part."""
    found = residual_error()
    assert (found.region, found.value) == ("Scotland", pytest.approx(0.72))
    assert 0.05 < found.of_multiplier < 0.06
    by_hand = multipliers_of(
        regional_coefficients(
            by_sector.national, by_sector.own_output, by_sector.national_output, method="capped", level=0.72
        )
    )
    np.testing.assert_allclose(np.exp(found.by_sector), (by_hand / by_sector.multipliers)[found.by_sector.index])
    coarse = residual_error(sections)
    assert coarse.of_multiplier < found.of_multiplier < residual_error(method="flq").of_multiplier
    with pytest.raises(ValueError, match="'slq' has no level that could be right"):
        residual_error(sections, "slq")


def test_the_residual_that_is_drawn_is_the_one_that_was_measured(sections):
    """The parameters and what is measured on the tables that are here say the same."""
    drawn, found = elicited_range("regional_multiplier_residual"), residual_errors().set_index(["source", "method"])
    spread = found["spread"]
    assert drawn.low == round(spread["Scotland 2019, 17 sections", "capped"], 2)
    assert drawn.high == round(spread["Indonesia 2016, 6 regions", "logistic"], 2)
    assert drawn.central == round(spread["Finland 2014, 13 regions", "logistic"], 2)
    assert round(spread["Scotland 2019, 94 sectors", "capped"], 2) == 0.07
    assert round(residual_error().of_multiplier, 2) == 0.05
    assert not found.loc["Finland 2014, 13 regions", "official"].any()
    indirect = elicited_range("regional_indirect_residual")
    assert (indirect.low, indirect.central) == (
        round(residual_error(sections).of_indirect, 2),
        round(residual_error().of_indirect, 2),
    )


def test_shares_drawn_by_product_make_multipliers_vary_as_was_measured(by_sector):
    """Another way to the same band: log-odds of every product's share, drawn by themselves, then multipliers."""
    found, measured = elicited_range("regional_share_residual"), residual_error(by_sector)
    assert (found.low, found.central) == (
        round(residual_error(scotland("section")).of_share, 1),
        round(measured.of_share, 1),
    )
    share = purchase_shares(
        by_sector.national, by_sector.own_output, by_sector.national_output, method="capped", level=0.72
    )
    rng = np.random.default_rng(3)
    base = multipliers_of(by_sector.national.mul(share, axis=0)) - 1
    large = base > 0.01
    weight = (by_sector.own_output[large] / by_sector.own_output[large].sum()).to_numpy()
    odds = share / (1 - share).clip(lower=1e-9)
    drawn = []
    for _ in range(100):
        other = odds * np.exp(rng.normal(0.0, found.central, len(odds)))
        indirect = multipliers_of(by_sector.national.mul(other / (1 + other), axis=0)) - 1
        drawn.append(np.log(indirect[large] / base[large]))
    spread = float(np.sqrt(weight @ np.var(drawn, axis=0)))
    assert spread == pytest.approx(measured.of_indirect, abs=0.03)


def test_with_the_true_share_of_every_product_buyers_still_differ(by_sector):
    used = by_sector.national @ by_sector.own_output
    true = (by_sector.own @ by_sector.own_output / used.where(used > 0)).fillna(0.0)
    left = accuracy(by_sector, by_sector.national.mul(true, axis=0)).weighted_absolute
    assert left == pytest.approx(3.5, abs=0.051)


def test_errors_measured_elsewhere_say_what_is_a_model():
    found = measured_elsewhere()
    assert set(found.loc[found["official"] == "no", "country"]) == {"Finland"}
    blind = found[(found["method"] == "flq") & (found["level"] == 0.25) & found["mean"].notna()]
    assert dict(zip(blind["country"], blind["mean"], strict=True)) == {"Indonesia": -14.6, "Finland": -9.7}


@pytest.fixture(scope="module")
def two_regions():
    """Miller and Blair (2009), table 3.3: three sectors in one region, two in the other, 150 for instance to itself."""
    labels = pd.MultiIndex.from_tuples([("L", "1"), ("L", "2"), ("L", "3"), ("M", "1"), ("M", "2")])
    flows = [
        [150, 500, 50, 25, 75],
        [200, 100, 400, 200, 100],
        [300, 500, 50, 60, 40],
        [75, 100, 60, 200, 250],
        [50, 25, 25, 150, 100],
    ]
    Z = pd.DataFrame(flows, labels, labels, dtype=float)
    output = pd.Series([1000.0, 2000, 1000, 1200, 800], labels)
    final, added = (output - Z.sum(axis=1)).rename("final"), (output - Z.sum()).rename("value_added")
    return IOTable(Z, final, added, year=2009, unit="MUSD", prices="current", source="Miller and Blair, table 3.3")


def test_regions_of_a_table_of_many_stand_beside_their_sum(two_regions):
    left, right = regional_truths(two_regions)
    assert (left.name, right.name) == ("L", "M")
    assert left.own_flows.loc["1", "2"] == 500
    assert left.national_flows.loc["1", "2"] == 500 + 75 + 100 + 250
    assert right.own_output.to_dict() == {"1": 1200, "2": 800, "3": 0}
    assert left.national_output.to_dict() == {"1": 2200, "2": 2800, "3": 1000}
    # Their printed intraregional inverse: 1.4234 + .4652 + .5731 ... is that of the region alone.
    alone = np.linalg.inv(np.eye(3) - left.own.to_numpy()).sum(axis=0)
    np.testing.assert_allclose(left.multipliers, alone, rtol=1e-12)
    found = scores([left, right], [Trial("slq")])
    assert list(found.by_region["region"]) == ["L", "M"]
    assert found.by_region["size"].sum() == pytest.approx(100)
    assert len(found.by_sector) == 3 + 2


def test_one_region_or_many_but_not_both(two_regions, small):
    with pytest.raises(InputError, match="found one region, and no nation beside it"):
        regional_truths(small)
    with pytest.raises(InputError, match=r"nation beside it; .* Leave the nation out"):
        regional_truths(two_regions, small)
    (same,) = regional_truths(small, small, name="all of it")
    assert (same.name, scores([same], [Trial("nation")]).by_region["weighted"].item()) == ("all of it", 0.0)


def test_what_cannot_be_scored_is_refused(sections):
    nothing = sections.own_flows * 0
    with pytest.raises(ValueError, match="nowhere: buys nothing from itself"):
        RegionalTruth(nothing, sections.own_output, sections.national_flows, sections.national_output, "nowhere")
    bare = RegionalTruth(sections.own_flows, sections.own_output, sections.national_flows, sections.national_output)
    with pytest.raises(ValueError, match="region: nothing is known of what households buy"):
        score_households(bare, method="slq")
    assert bare.aggregated({str(s): "all" for s in bare.own_output.index}).households is None
    with pytest.raises(ValueError, match="no group for B, C"):
        sections.aggregated({"A": "A"})
