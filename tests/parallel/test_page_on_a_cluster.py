"""The page sends the draws of scenarios to a cluster where it is given one: the same figures, told block by block."""

from __future__ import annotations

from collections import OrderedDict

import pytest

from impact.page.scenarios import orders
from impact.page.scenarios.form import BASELINE, shipped
from impact.page.scenarios.orders import Kind, Order, made


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep no answer and no solved economy: another test of this process may have asked the same."""
    for kept in ("_answers", "_responses", "_as_they_are"):
        monkeypatch.setattr(orders, kept, OrderedDict())


def test_figures_of_the_page_are_the_same_on_a_cluster(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _forget(monkeypatch)
    order, told = Order(Kind.FIGURES, shipped(BASELINE), 100), []
    there = made(order, lambda: told.append(1), address)
    assert len(told) == order.blocks == 2
    _forget(monkeypatch)
    assert repr(made(order, lambda: None)) == repr(there)
