"""Independent pieces of work at once: in threads, in processes, or on a cluster, with the same answers to the bit.

`side_by_side` is for work that shares memory, in threads of this process. `answers` is the door for work that can be
done anywhere: it asks the workers that are in force (`working`), keeps what is finished where that was asked (`Kept`),
and shows how long it still takes.
"""

from impact.parallel.backends import BACKENDS as BACKENDS
from impact.parallel.backends import THREADS as THREADS
from impact.parallel.backends import Backend as Backend
from impact.parallel.backends import Workers as Workers
from impact.parallel.backends import workers as workers
from impact.parallel.door import ahead as ahead
from impact.parallel.door import answers as answers
from impact.parallel.door import in_order as in_order
from impact.parallel.door import in_turn as in_turn
from impact.parallel.door import side_by_side as side_by_side
from impact.parallel.door import working as working
from impact.parallel.errors import WorkersLostError as WorkersLostError
from impact.parallel.kept import Kept as Kept
