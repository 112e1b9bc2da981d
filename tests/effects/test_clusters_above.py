"""Errors clustered above the unit: statsmodels, the full regression, peers, and what is refused."""

import warnings
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import linalg
from statsmodels.regression.linear_model import OLS

from impact import regions
from impact.effects import Design, Effect, estimate, evaluate, minimum_detectable_effect
from impact.effects.design.blocks import read_panel
from impact.effects.inference import cluster, wild
from impact.effects.study.design_figures import usable_design
from impact.errors import InputError
from impact.regions.codes import municipalities

from .conftest import noise_panel
from .test_design_file import SMALL, jobs

SOME = dict.fromkeys(range(0, 36, 2), 2004)  # eighteen of thirty-six, in each of nine clusters of unlike size


def provinces(units=36, years=8, seed=0):
    """Return noise with a shock that the units of a cluster share; clusters hold one to eight units."""
    panel = noise_panel(units, years, seed=seed)
    sizes = np.repeat(np.arange(9), [8, 6, 5, 4, 4, 3, 3, 2, 1])[:units]
    member = sizes[panel["unit"]]
    shock = np.random.default_rng(seed + 50).standard_normal((9, years)).cumsum(axis=1)
    return panel.assign(province=member, y=panel["y"] + shock[member, panel["year"] - 2000])


def design(first=None, **how):
    return Design("y", "unit", "year", SOME if first is None else first, **{"cluster": "province", **how})


def full_regression(panel):
    """Return outcome, every dummy with exposure first, and the cluster of each row."""
    exposed = (panel["unit"].isin(list(SOME)) & (panel["year"] >= 2004)).astype(float)
    dummies = pd.concat(
        [pd.get_dummies(panel["unit"], dtype=float), pd.get_dummies(panel["year"], dtype=float).iloc[:, 1:]], axis=1
    )
    return panel["y"].to_numpy(), np.column_stack([exposed, dummies]), panel["province"].to_numpy()


def test_cr1_against_statsmodels():
    """Its correction counts every dummy; units lie within clusters and cost nothing here."""
    panel = provinces()
    y, X, clusters = full_regression(panel)
    theirs = OLS(y, X).fit(cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False})
    rows, columns, number = len(y), 1 + 8, 9  # exposure, seven years and the constant
    correction = number / (number - 1) * (rows - 1) / (rows - columns)
    ours = cluster.cr1(read_panel(panel, design()))
    assert ours.estimate == pytest.approx(theirs.params[0])
    assert ours.std_error == pytest.approx(theirs.bse[0] * np.sqrt(correction))
    assert ours.degrees == 8


@pytest.mark.parametrize(("test", "power"), [(cluster.cr2, -0.5), (cluster.cr3, -1.0)])
def test_adjusted_errors_by_the_full_regression(test, power):
    """Pustejovsky and Tipton (2018), equations 5 and 11: each cluster's adjustment from the full projection."""
    panel = provinces()
    y, X, clusters = full_regression(panel)
    H = X @ np.linalg.pinv(X)
    weights = np.linalg.pinv(X)[0]  # the coefficient is this times the outcome
    residuals, M, total, rows = y - H @ y, np.eye(len(y)) - H, 0.0, []
    for g in np.unique(clusters):
        mine = clusters == g
        values, basis = linalg.eigh(np.eye(mine.sum()) - H[np.ix_(mine, mine)])
        kept = values > 1e-9
        adjust = (basis[:, kept] * values[kept] ** power) @ basis[:, kept].T
        vector = adjust @ weights[mine]
        total += (vector @ residuals[mine]) ** 2
        rows.append(vector @ M[mine])
    B = np.array(rows) @ np.array(rows).T
    ours = test(read_panel(panel, design()))
    assert ours.std_error == pytest.approx(np.sqrt(total))
    assert ours.degrees == pytest.approx(np.trace(B) ** 2 / (B**2).sum())


def test_the_wild_bootstrap_by_re_estimating():
    """Every pattern of nine signs, the null imposed; each draw a regression with its own clustered error."""
    panel = provinces()
    y, X, clusters = full_regression(panel)
    others = X[:, 1:]
    fitted = others @ np.linalg.lstsq(others, y, rcond=None)[0]
    member, inverse = np.eye(9)[clusters], np.linalg.pinv(X)

    def statistic(outcome):
        beta = inverse @ outcome
        scores = member.T @ (inverse[0] * (outcome - X @ beta))
        return abs(beta[0]) / np.sqrt(scores @ scores)

    draws = [statistic(fitted + (y - fitted) * (member @ [1, *signs])) for signs in product((1, -1), repeat=8)]
    ours = wild.wild_cluster(read_panel(panel, design()), draws=99, seed=0)
    assert ours.enumerated
    assert ours.num.shape[1] == 256
    assert ours.p_value() == pytest.approx(np.mean(np.array(draws) >= statistic(y) * (1 - 1e-9)))


NAMES = {"outcome": "y", "unit": "unit", "time": "year", "first_treat": "first"}
DATES = {unit: 2004 + 2 * (unit % 3) for unit in range(45)}


@pytest.fixture(scope="module")
def staggered_clusters():
    panel = noise_panel(90, 10, seed=3)
    return panel.assign(first=panel["unit"].map(DATES).fillna(0).astype(int), group=panel["unit"] * 7 % 30)


@pytest.mark.parametrize(
    ("estimator", "model", "near"),
    [
        ("sun_abraham", "SunAbraham", 1e-9),
        ("callaway_santanna", "CallawaySantAnna", 1e-9),
        ("imputation", "ImputationDiD", 1e-3),
    ],
)
def test_against_a_peer(estimator, model, near, staggered_clusters, peer):
    """diff-diff weighs the means that imputation takes out by units, the authors' programme by clusters."""
    asked = Design("y", "unit", "year", DATES, cluster="group")
    ours = estimate(staggered_clusters, asked, estimator=estimator, inference="analytic")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = getattr(peer("diff_diff"), model)(cluster="group").fit(staggered_clusters, **NAMES)
    assert ours.estimate == pytest.approx(theirs.overall_att, abs=1e-9)
    assert ours.std_error == pytest.approx(theirs.overall_se, rel=near)


def test_imputation_by_hand(staggered_clusters):
    """Borusyak, Jaravel and Spiess (2024), equation 8, with the sums of clusters for those of units."""
    panel = staggered_clusters.sort_values(["unit", "year"])
    y = panel["y"].to_numpy().reshape(90, 10)
    first = np.array([DATES.get(u, np.inf) for u in range(90)])
    after = np.arange(2000, 2010)[None, :] >= first[:, None]
    X = np.column_stack([np.kron(np.eye(90), np.ones((10, 1))), np.kron(np.ones((90, 1)), np.eye(10)[:, 1:])])
    treated = after.reshape(-1)
    target = treated / treated.sum()
    v = target - np.where(treated, 0.0, X @ np.linalg.pinv(X[~treated].T @ X[~treated]) @ (X.T @ target))
    beta = np.linalg.lstsq(X[~treated], y.reshape(-1)[~treated], rcond=None)[0]
    effect = (y.reshape(-1) - X @ beta).reshape(90, 10)
    v, member = v.reshape(90, 10), np.eye(30)[np.arange(90) * 7 % 30]
    rest = effect.copy()
    for date in (2004, 2006, 2008):
        for t in range(date - 2000, 10):
            mine = first == date
            weight = member[mine].T @ v[mine, t]
            rest[mine, t] -= (weight @ (member[mine].T @ (v[mine, t] * effect[mine, t]))) / (weight @ weight)
    expected = np.linalg.norm(member.T @ (v * rest).sum(axis=1))
    asked = Design("y", "unit", "year", DATES, cluster="group")
    found = estimate(staggered_clusters, asked, estimator="imputation", inference="analytic")
    assert found.std_error == pytest.approx(expected)


def test_the_event_study_against_statsmodels():
    panel = provinces()
    found = estimate(panel, design(), estimator="event_study", inference="analytic")
    wide = panel.pivot_table(index="unit", columns="year", values="y")
    change = wide.loc[:, 2004:].mean(axis=1) - wide[2003]
    X = np.column_stack([np.ones(36), wide.index.isin(list(SOME))])
    groups = panel.groupby("unit")["province"].first().to_numpy()
    theirs = OLS(change.to_numpy(), X).fit(cov_type="cluster", cov_kwds={"groups": groups, "use_correction": False})
    assert found.std_error == pytest.approx(theirs.bse[1] * np.sqrt(9 / 8))


@pytest.mark.parametrize(
    ("estimator", "inference"),
    [("did", "cr1"), ("did", "cr2"), ("did", "cr3"), ("did", "wild_cluster"), ("sun_abraham", "analytic")],
)
def test_units_that_are_their_own_clusters_change_nothing(estimator, inference):
    panel = provinces()
    known, found = (
        estimate(panel, design(cluster=c), estimator=estimator, inference=inference, draws=199) for c in (None, "unit")
    )
    assert found.std_error == pytest.approx(known.std_error)
    assert found.p_value == pytest.approx(known.p_value)
    assert found.interval == pytest.approx(known.interval, rel=1e-5)


def test_row_order_and_names_of_clusters_do_not_matter():
    panel = provinces()
    other = panel.sample(frac=1, random_state=1).assign(province=lambda d: "PV" + d["province"].astype(str))
    known, found = (estimate(p, design(), estimator="did", inference="cr2") for p in (panel, other))
    assert (found.estimate, found.std_error) == pytest.approx((known.estimate, known.std_error))


# Which inference


def test_clusters_are_counted_where_units_were():
    """Eighteen treated units in nine clusters: CR2 holds, and units of one cluster are not reassigned one by one."""
    found = estimate(provinces(), design(), estimator="did")
    assert found.inference == "cr2"
    three = dict.fromkeys(range(14), 2004)
    with pytest.raises(InputError, match="cr2 with 2 clusters with treated units and 7 with controls"):
        estimate(provinces(), design(three), estimator="did", inference="cr2")


@pytest.mark.parametrize("estimator", ["did", "imputation", "callaway_santanna", "synthetic_did", "synthetic_control"])
@pytest.mark.parametrize("inference", ["auto", "scaled_permutation"])
def test_units_treated_together_in_a_cluster_are_summed_to_one(estimator, inference):
    """The advice is followed, and the answer is an effect."""
    panel, first = provinces(years=18), dict.fromkeys(range(8), 2014)
    with pytest.raises(InputError, match="several treated units in a cluster") as refused:
        estimate(panel, design(first), estimator=estimator, inference=inference)
    (problem,) = refused.value.problems
    assert problem.todo.startswith("Sum the treated units of each cluster to one")
    as_one = panel.assign(unit=panel["unit"].where(panel["unit"] >= 8, 0))
    summed = as_one.groupby(["unit", "province", "year"], as_index=False)["y"].sum()
    found = estimate(summed, design({0: 2014}), estimator=estimator, inference=inference)
    assert isinstance(found, Effect)
    assert found.inference == "scaled_permutation"


@pytest.mark.parametrize("inference", ["conley_taber", "placebo"])
def test_tests_that_draw_units_one_by_one(inference):
    first = dict.fromkeys((27, 28), 2004)
    with pytest.raises(InputError, match=f"{inference} with several treated units in a cluster"):
        estimate(provinces(), design(first), estimator="did", inference=inference)


def test_what_could_be_found_moves_units_one_by_one_too():
    with pytest.raises(
        InputError, match="several treated units in a cluster; .*Sum the treated units of each cluster to one"
    ):
        minimum_detectable_effect(provinces(years=14), design({0: 2010, 1: 2010}))
    assert minimum_detectable_effect(provinces(years=14), design({0: 2010})).value > 0


def test_one_treated_unit_a_cluster_may_change_places():
    found = estimate(provinces(), design({0: 2004, 20: 2004}), estimator="did", draws=199)
    assert (found.inference, isinstance(found, Effect)) == ("scaled_permutation", True)


def test_an_error_that_is_exact_for_independent_units_is_refused():
    with pytest.raises(InputError, match="analytic with clusters") as refused:
        estimate(provinces(), design({0: 2004}), estimator="lee_wooldridge", inference="analytic")
    assert refused.value.problems[0].todo == "Use 'scaled_permutation' (or 'auto')."
    assert isinstance(estimate(provinces(), design({0: 2004}), estimator="lee_wooldridge"), Effect)


def test_contiguous_blocks_move_whatever_their_cluster():
    beside = {u: tuple(v for v in (u - 1, u + 1) if 0 <= v < 36) for u in range(36)}
    asked = design(dict.fromkeys((0, 1), 2004), neighbours=beside)
    assert estimate(provinces(), asked, estimator="did").inference == "scaled_permutation"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.drop(columns="province"), "province: found no such column"),
        (lambda d: d.assign(province=d["province"].where(d["unit"] != 5)), r"no cluster for 1 units, first \[5\]"),
        (lambda d: d.assign(province=d["province"] + (d["year"] > 2005)), "several clusters for 36 units"),
    ],
)
def test_a_cluster_is_a_column_with_one_name_a_unit(change, said):
    with pytest.raises(InputError, match=said):
        estimate(change(provinces()), design(), estimator="did")


# In a design file


BY_PROVINCE = SMALL.replace('reference = "nobody"', 'reference = "nobody"\ncluster = "provincie"')


def corops(name):
    """Return figures for the COROP areas."""
    codes = regions.codes("corop")
    panel = noise_panel(len(codes)).rename(columns={"unit": "region", "y": "value"})
    return panel.assign(region=panel["region"].map(dict(enumerate(codes))), status="")


@pytest.fixture
def by_province(tmp_path):
    path = tmp_path / "clusters.toml"
    treated = ", ".join(f"{code} = 2010" for code in regions.codes("corop")[::2])
    path.write_text(BY_PROVINCE.replace("{ A = 2010 }", f"{{ {treated} }}"), encoding="utf-8")
    return path


def test_a_design_file_names_the_level_above_its_areas(by_province):
    (finding,) = evaluate(by_province, tables=corops).findings
    panel = corops("jobs")
    province = {c: m["province"] for m in municipalities() for c in [m["corop"]]}
    first = dict.fromkeys(regions.codes("corop")[::2], 2010)
    asked = Design("value", "region", "year", first, cluster="p")
    known = estimate(panel.assign(p=panel["region"].map(province)), asked, estimator="did")
    assert finding.result.inference == "cr2"
    assert (finding.result.estimate, finding.result.interval) == (known.estimate, known.interval)


def test_or_how_many_characters_of_a_code_say_it(by_province):
    text = by_province.read_text(encoding="utf-8").replace('cluster = "provincie"', "cluster_prefix = 4")
    by_province.write_text(text, encoding="utf-8")
    (finding,) = evaluate(by_province, tables=corops).findings  # the whole code: each area its own
    by_province.write_text(text.replace("cluster_prefix = 4", ""), encoding="utf-8")
    (known,) = evaluate(by_province, tables=corops).findings
    assert finding.result.inference == "cr2"
    assert finding.result.interval == pytest.approx(known.result.interval)
    by_province.write_text(
        text.replace("cluster_prefix = 4", 'cluster_prefix = 4\ncluster = "corop"'), encoding="utf-8"
    )
    with pytest.raises(InputError, match="cluster_prefix: found 4, and cluster 'corop'"):
        evaluate(by_province, tables=corops)


def test_areas_that_lie_in_no_province_are_named_before_anything_is_estimated(tmp_path):
    path = tmp_path / "nowhere.toml"
    path.write_text(BY_PROVINCE, encoding="utf-8")
    with pytest.raises(InputError, match=r"tests.0 \(jobs, one\): cluster: found no cluster for 40 units"):
        usable_design(path, tables=jobs)
