"""Pulls in a child process and kills it with SIGKILL at moments spread over a whole pull; prints what the store held.

Run as: python killer.py STORE KILLS. Forking from a process that has everything imported makes one kill cost what one
pull costs, so that a hundred fit in a test.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from impact.sources import pull
from impact.sources.store import Store

TABLE = "83582NED"
MOMENTS = 20  # of a pull at which it is killed, one round


def main(root: str, kills: int) -> None:
    store = Store(root)
    assert pull.pull([TABLE], store=store).ok  # the first one also loads what is loaded on use
    whole = min(_seconds(store) for _ in range(3))
    print(json.dumps(_held(store)))
    number = killed = 0
    before = _held(store)["modified"]
    while killed < kills:
        if number and number % MOMENTS == 0:
            after = _held(store)["modified"]
            whole *= 1 if after != before else 4  # the machine has become busier: no pull of this round got through
            before = after
        _revise()
        child = os.fork()
        if child == 0:
            pull.pull([TABLE], store=store)
            os._exit(0)
        # From the start to well after the usual end; the pulls that get through show the other outcome.
        time.sleep(whole * 2 * (number % MOMENTS) / MOMENTS)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        number += 1
        print(json.dumps({"killed": os.WIFSIGNALED(status), **_held(store)}))


def _seconds(store: Store) -> float:
    _revise()
    start = time.monotonic()
    assert pull.pull([TABLE], store=store).ok
    return time.monotonic() - start


def _revise() -> None:
    urllib.request.urlopen(os.environ["IMPACT_CBS_URL"] + "/control/revise").read()


def _held(store: Store) -> dict[str, object]:
    current = store.current(TABLE)
    assert current is not None
    rows = current.record["tidy"]["rows"]
    return {"modified": current.record["modified"], "rows": rows, "problems": [str(p) for p in store.verify()]}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
