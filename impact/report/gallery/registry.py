"""Every chart that can be asked for by name, each declared once: `impact chart` lists them in this order.

To add one, write a function that takes what it needs and an `Asked` and returns a `Shown`, and add its line here.
"""

from __future__ import annotations

from impact.errors import InputError, Problem, suggestion
from impact.report.gallery.named import ESTIMATOR, OUTCOME, SECTOR, TREATED, NamedChart, Need
from impact.words.names import Name

_RESULT = "impact.report.gallery.of_scenario"
_STUDY = "impact.report.gallery.of_study"
_RECORD = "impact.report.gallery.of_record"
_STUDIES = "impact.report.gallery.of_studies"
_FLOW = "impact.report.gallery.of_flow"
_LEDGER = "impact.report.gallery.of_ledger"
_TEST = (OUTCOME, TREATED, ESTIMATOR)

CHARTS = (
    NamedChart("staircase", Need.RESULT, Name("from gross to net", "van bruto naar netto"), f"{_RESULT}:staircase"),
    NamedChart("path", Need.RESULT, Name("work by year", "werk per jaar"), f"{_RESULT}:path"),
    NamedChart("stages", Need.RESULT, Name("where the work arises", "waar het werk ontstaat"), f"{_RESULT}:stages"),
    NamedChart("sectors", Need.RESULT, Name("work by sector", "werk per sector"), f"{_RESULT}:by_sector"),
    NamedChart(
        "adoption",
        Need.RESULT,
        Name("use of AI without and with the facility", "gebruik van AI zonder en met de voorziening"),
        f"{_RESULT}:adoption",
    ),
    NamedChart(
        "tornado",
        Need.RESULT,
        Name("what net work depends on", "waar het netto werk van afhangt"),
        f"{_RESULT}:tornado",
    ),
    NamedChart(
        "comparison",
        Need.RESULTS,
        Name("how scenarios differ from the first", "hoe scenario's van het eerste verschillen"),
        f"{_RESULT}:comparison",
    ),
    NamedChart(
        "estimates",
        Need.DESIGN,
        Name("all estimates of a study with their intervals", "alle schattingen van een onderzoek, met interval"),
        f"{_STUDY}:estimates",
    ),
    NamedChart(
        "detectable",
        Need.DESIGN,
        Name(
            "what a study could find, beside what is expected", "wat een onderzoek kan vinden, naast wat wordt verwacht"
        ),
        f"{_STUDY}:detectable",
    ),
    NamedChart(
        "compared",
        Need.DESIGN,
        Name("the map of who is compared with whom", "de kaart van wie met wie wordt vergeleken"),
        f"{_STUDY}:compared",
    ),
    NamedChart(
        "event-plot",
        Need.DESIGN,
        Name("the difference by year since the start", "het verschil per jaar sinds de start"),
        f"{_STUDY}:event_plot",
        _TEST,
    ),
    NamedChart(
        "synthetic",
        Need.DESIGN,
        Name("an area beside its weighted comparison", "een gebied naast zijn gewogen vergelijking"),
        f"{_STUDY}:synthetic",
        _TEST,
    ),
    NamedChart(
        "gap-path",
        Need.DESIGN,
        Name("the gap to the comparison by year", "het verschil met de vergelijking per jaar"),
        f"{_STUDY}:gap_path",
        _TEST,
    ),
    NamedChart(
        "weights",
        Need.DESIGN,
        Name("what a comparison is made of", "waar een vergelijking uit bestaat"),
        f"{_STUDY}:weights",
        _TEST,
    ),
    NamedChart(
        "permutation",
        Need.DESIGN,
        Name("what other assignments give", "wat andere toewijzingen geven"),
        f"{_STUDY}:permutation",
        _TEST,
    ),
    NamedChart(
        "power",
        Need.DESIGN,
        Name("what can be found, by years after the start", "wat te vinden is, naar jaren na de start"),
        f"{_STUDY}:power",
        _TEST,
    ),
    NamedChart(
        "response",
        Need.DESIGN,
        Name("the effect by dose or by distance", "het effect naar dosis of afstand"),
        f"{_STUDY}:response",
        _TEST,
    ),
    NamedChart(
        "forest",
        Need.STUDIES,
        Name("every study and all together", "elke studie en alle samen"),
        f"{_STUDIES}:forest",
        (OUTCOME,),
    ),
    NamedChart(
        "leave-one-out",
        Need.STUDIES,
        Name("all studies but one, in turn", "alle studies op één na, om de beurt"),
        f"{_STUDIES}:leave_one_out",
        (OUTCOME,),
    ),
    NamedChart(
        "funnel",
        Need.STUDIES,
        Name("studies by how precise they are", "studies naar hoe precies zij zijn"),
        f"{_STUDIES}:funnel",
        (OUTCOME,),
    ),
    NamedChart(
        "range",
        Need.STUDIES,
        Name("studies beside the elicited range", "studies naast wat is ingeschat"),
        f"{_STUDIES}:beside_range",
        (OUTCOME,),
    ),
    NamedChart(
        "productivity", Need.AREA, Name("value added per person", "toegevoegde waarde per persoon"), f"{_RECORD}:level"
    ),
    NamedChart(
        "productivity-gap",
        Need.AREA,
        Name("productivity against the Netherlands", "productiviteit tegenover Nederland"),
        f"{_RECORD}:gap",
    ),
    NamedChart(
        "productivity-growth",
        Need.AREA,
        Name("growth of productivity", "groei van de productiviteit"),
        f"{_RECORD}:growth",
    ),
    NamedChart(
        "jobs-growth", Need.AREA, Name("growth of jobs by group", "groei van banen per groep"), f"{_RECORD}:jobs"
    ),
    NamedChart("births", Need.AREA, Name("new establishments", "nieuwe vestigingen"), f"{_RECORD}:births"),
    NamedChart(
        "birth-rate",
        Need.AREA,
        Name("new establishments per 100 existing ones", "nieuwe vestigingen per 100 bestaande"),
        f"{_RECORD}:birth_rate",
    ),
    NamedChart(
        "research",
        Need.AREA,
        Name("research and development by province", "onderzoek en ontwikkeling per provincie"),
        f"{_RECORD}:research",
    ),
    NamedChart(
        "euro-flow",
        Need.AREA,
        Name("where a euro of demand goes", "waar een euro vraag blijft"),
        f"{_FLOW}:euro_flow_chart",
        (SECTOR,),
    ),
    NamedChart(
        "ledger-calibration",
        Need.LEDGER,
        Name("whether forecasts were as sure as they should be", "of voorspellingen zo zeker waren als zij hoorden"),
        f"{_LEDGER}:calibration_chart",
    ),
)


def named(name: str) -> NamedChart:
    """Return the chart of a name.

    Parameters
    ----------
    name : str
        As in `CHARTS`.

    Raises
    ------
    InputError
        There is none; with all names.
    """
    found = {chart.name: chart for chart in CHARTS}
    if name not in found:
        todo = suggestion(name, list(found))
        raise InputError(Problem("chart", "name", repr(name), f"one of {', '.join(found)}", todo))
    return found[name]
