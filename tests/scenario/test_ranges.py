"""What low and high mean is said, drawn and shown: the ends, or the tenth and the ninetieth percentile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from impact.errors import InputError
from impact.report.pages.publications import publication
from impact.report.scenario.tables import assumptions
from impact.scenario import Scenario, ScenarioResult, run
from impact.scenario.computation.draws import drawn
from impact.scenario.question.ranges import Amount, Range, Share

AI_FABRIEK = publication("ai-fabriek")


@pytest.mark.parametrize(
    ("kind", "low", "high", "ends"), [(Share, 0.05, 0.95, (0.0, 1.0)), (Amount, 0.1, 20.0, (0.0, None))]
)
def test_what_is_impossible_is_cut_off(
    kind: type[Range], low: float, high: float, ends: tuple[float, float | None]
) -> None:
    found = kind.model_validate({"low": low, "central": low, "high": high, "means": "p10-p90"}).ends
    assert found[0] == ends[0]
    assert found[1] == ends[1] if ends[1] is not None else found[1] > high


def test_a_file_that_says_nothing_means_bounds(baseline: Scenario) -> None:
    assert {item.amount.means for item in baseline.spending.values()} == {"bounds"}
    assert baseline.spending["housing"].amount.ends == (15.0, 35.0)


STRETCHED = """
extends = "ai-fabriek-baseline"
[spending.firms]
amount = { low = 10.0, central = 20.0, high = 30.0, means = "p10-p90" }
[assumptions.staff_displacement_share]
means = "p10-p90"
[assumptions.deadweight_share]
low = 0.0
central = 0.0
high = 0.3
means = "p10-p90"
"""


@pytest.fixture(scope="module")
def stretched(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    file = tmp_path_factory.mktemp("stretched") / "stretched.toml"
    file.write_text(STRETCHED, encoding="utf-8")
    return Scenario.load(file)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        (("spending", "firms", "amount"), 10.0, 30.0),
        (("assumptions", "staff_displacement_share"), 0.3, 0.8),
        (("assumptions", "deadweight_share"), 0.0, 0.3),
    ],
)
def test_draws_have_the_stated_percentiles_and_stay_possible(
    stretched: Scenario, name: tuple[str, ...], low: float, high: float
) -> None:
    values = drawn(stretched, 20_000, seed=0)[name]
    assert np.quantile(values, [0.1, 0.9]) == pytest.approx([low, high], abs=0.02 * (high - low))
    assert values.min() >= 0.0
    assert values.max() > high


def test_the_meaning_is_in_the_table_in_the_saved_result_and_in_the_report(stretched: Scenario, tmp_path: Path) -> None:
    result = ScenarioResult.load(run(stretched, draws=20).save(tmp_path / "result"))
    means = result.assumptions.set_index("name")["means"]
    assert means["spending.firms.amount"] == "p10-p90"
    assert means["assumptions.supercomputer_delay"] == "bounds"
    for lang, said in (("en", "tenth and ninetieth percentile"), ("nl", "tiende en negentigste percentiel")):
        rows = [row for group in assumptions(result, AI_FABRIEK.words(lang)) for row in group["rows"]]
        assert sum(said in str(row) for row in rows) == (means == "p10-p90").sum() > 3


def test_every_draw_of_a_delay_fits_into_the_years(baseline: Scenario) -> None:
    late = baseline.assumptions["supercomputer_delay"].model_copy(update={"high": 0.95, "means": "p10-p90"})
    scenario = baseline.model_copy(update={"assumptions": {**baseline.assumptions, "supercomputer_delay": late}})
    assert scenario.years[-1] == 2034  # 0.95 year as the ninetieth percentile is exceeded by more than a year
    assert scenario.years[0] == 2025  # the tenth percentile is no delay at all, so some draws are early


def test_shares_that_together_can_be_drawn_above_1_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "over.toml"
    share = '{ low = 0.1, central = 0.2, high = 0.3, means = "p10-p90" }'
    text = f'extends = "ai-fabriek-baseline"\n[spending.firms]\nimport_share = {share}\n'
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="beyond the ninetieth percentile"):
        Scenario.load(file)


@pytest.mark.parametrize("word", ["p5-p95", "Bounds", 90])
def test_another_meaning_is_refused_with_the_known_ones(tmp_path: Path, word: object) -> None:
    file = tmp_path / "word.toml"
    text = f'extends = "ai-fabriek-baseline"\n[assumptions.own_supply_level]\nmeans = {word!r}\n'
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="assumptions.own_supply_level.means") as caught:
        Scenario.load(file)
    assert "'bounds' or 'p10-p90'" in caught.value.problems[0].expected
