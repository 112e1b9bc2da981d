"""The web page for people who do not type commands: maps of the region, by address, in Dutch and English.

`application` makes it, `Settings` says where it listens and who may sign in. It calls the rooms below and computes
nothing itself: a map on the page is the map that `impact map` draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.deferred import face

if TYPE_CHECKING:
    from impact.page.serving import application as application
    from impact.page.settings import Settings as Settings

__getattr__, __all__ = face(__name__)
