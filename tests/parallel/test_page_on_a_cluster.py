"""The page sends the draws of scenarios to a cluster where it is given one: the same figures, told block by block."""

from __future__ import annotations

from impact.page.scenarios import orders
from impact.page.scenarios.form import BASELINE, shipped
from impact.page.scenarios.orders import Kind, Order, made


def test_figures_of_the_page_are_the_same_on_a_cluster(address: str) -> None:
    orders._answers.clear()  # another test of this process may have asked the same
    order, told = Order(Kind.FIGURES, shipped(BASELINE), 100), []
    there = made(order, lambda: told.append(1), address)
    assert len(told) == order.blocks == 2
    orders._answers.clear()
    assert repr(made(order, lambda: None)) == repr(there)
