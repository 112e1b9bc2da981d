"""What questions take beside a run: what drives a scenario (Sobol indices of every input), and how two differ.

    .venv/bin/python benchmarks/scenario_questions.py [points of each sample: 1024, or a power of two from 64]

Whole processes by the operating system's account, each beside its peer in turn. The peer of the indices is a run that
keeps totals alone, of as many draws as the indices have points: those of two samples and of one between them for each
input. The peer of a comparison is one run. Seconds of the processor are what carries over to a machine with other work.
"""

from __future__ import annotations

import sys
import tempfile

from scenario_draws import RUN, measured

from impact.scenario import Scenario
from impact.scenario.drivers.inputs import space_of

BASELINE, OTHER = "ai-fabriek-baseline", "no-eu-cofinancing"
IMPACT = RUN[:-1]
MOST_DRAWS = 200_000


def compare(title: str, command: list[str], peer: list[str], scale: float, target: str) -> None:
    """Print what a command takes and its peer, of which the time is scaled."""
    (seconds, processor, memory), (theirs, their_processor, _) = measured(command), measured(peer)
    ratios = f"{seconds / (theirs * scale):.2f} | {processor / (their_processor * scale):.2f}"
    print(f"| {title} | {seconds:.1f} s | {processor:.1f} s | {memory:,.0f} MB | {ratios} | {target} |", flush=True)


def main(points: int) -> None:
    print("| work | time | processor | peak memory | time against peer | processor against peer | target |")
    print("|---|---|---|---|---|---|---|")
    inputs = len(space_of([Scenario.load(BASELINE)]).inputs)
    asked = points * (inputs + 2)
    draws = min(asked, MOST_DRAWS)
    indices = [*IMPACT, "sensitivity", BASELINE, "--n", str(points)]
    peer = [*RUN, BASELINE, "--totals", "--draws", str(draws)]
    compare(f"`impact sensitivity`, n = {points:,}, {inputs} inputs", indices, peer, asked / draws, "< 60 s at 1,024")
    with tempfile.TemporaryDirectory() as folder:
        both, one = [*IMPACT, "compare", BASELINE, OTHER], [*RUN, BASELINE, "--out", f"{folder}/result"]
        compare("`impact compare` of two scenarios, 1,000 draws", both, one, 1, "1.6 of one run")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
