"""Workers elsewhere import the work of these tests by a name of its own: packages of others are called `tests` too."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
