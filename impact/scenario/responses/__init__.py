"""Per draw, what one unit of everything in a scenario sets in motion, so that other amounts are a multiplication.

The model of all areas is linear in demand. What a draw of the economy (own supply, households, commuting) makes of one
MEUR of a purchase, of a euro of wages and of a euro of the other use of the money is found once, by the same
`AreaModel.circulation` as every run; amounts, years, delays, shares, funding and the cut to the budget are then
multiplied with it, by the same functions as in every run: `demand`, `deflator`, `physical_factor`, `all_concepts`,
`staircase`, `net_national`. So the draws are those of `run(changed scenario, keep="totals")`, but for the last digits.

    found = responses(Scenario.load("ai-fabriek-baseline"), draws=1000)
    found.at({"spending.firms.amount": 30, "funding.eurohpc.status": "refused"}).quantiles("net_regional", "jobs")

What the economy itself hangs on is not among the settings: see `Responses.free`.
"""

from impact.scenario.responses.figures import Figures
from impact.scenario.responses.responses import Responses, responses

__all__ = ["Figures", "Responses", "responses"]
