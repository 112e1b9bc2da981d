"""What stands alone at the foot of a page of paper, by the tags of a PDF: a heading, a caption, the head of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

HEADINGS = {"/Title", "/H", *(f"/H{level}" for level in range(1, 7))}


@dataclass(frozen=True)
class Piece:
    """A piece of content: the page it stands on, and the elements it is part of by kind and number, outermost first."""

    page: int
    inside: tuple[tuple[str, int], ...]

    def within(self, kinds: set[str]) -> int | None:
        """Return the innermost element of these kinds that the piece is part of."""
        return next((number for kind, number in reversed(self.inside) if kind in kinds), None)


def pieces(paper: Any) -> list[Piece]:
    """Return the content of a document (`pypdf.PdfReader`) in the order in which it is read."""
    pages = {page.indirect_reference.idnum: at for at, page in enumerate(paper.pages, start=1)}
    number = count()

    def found(node: Any, inside: tuple[tuple[str, int], ...], page: int) -> Iterator[Piece]:
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                yield from found(part, inside, page)
            return
        if isinstance(node, int):
            yield Piece(page, inside)
            return
        if "/Pg" in node:
            page = pages[node.raw_get("/Pg").idnum]
        if "/MCID" in node:
            yield Piece(page, inside)
        elif "/K" in node:
            inner = (*inside, (str(node["/S"]), next(number))) if "/S" in node else inside
            yield from found(node["/K"], inner, page)

    return list(found(paper.trailer["/Root"]["/StructTreeRoot"], (), 0))


def parted_from(run: list[Piece], kinds: set[str]) -> Iterator[int]:
    """Yield the page of each element of these kinds whose next piece of content begins on a later page."""
    for one, after in pairwise(run):
        mine = one.within(kinds)
        if mine is not None and after.within(kinds) != mine and after.page > one.page:
            yield one.page


def stranded(paper: Any) -> list[str]:
    """Return what is parted from what it belongs to, with its page: headings, heads of tables, captions."""
    run = pieces(paper)
    heads = [f"a heading at the foot of page {page}" for page in parted_from(run, HEADINGS)]
    tables = [f"the head of a table at the foot of page {page}" for page in parted_from(run, {"/THead"})]
    return heads + tables + [said for own in captioned(run) for said in parted_captions(own)]


def captioned(run: list[Piece]) -> list[list[Piece]]:
    """Return the content of each element that has a caption."""
    numbers = {outer for one in run for (_, outer), (kind, _) in pairwise(one.inside) if kind == "/Caption"}
    return [[one for one in run if number in {inner for _, inner in one.inside}] for number in sorted(numbers)]


def parted_captions(own: list[Piece]) -> Iterator[str]:
    """Yield the pages of captions that are parted from what stands next to them in their figure."""
    for one, other in pairwise(own):
        mine, its = one.within({"/Caption"}), other.within({"/Caption"})
        if mine != its and other.page != one.page:
            yield f"a caption apart from its figure on pages {one.page} and {other.page}"
