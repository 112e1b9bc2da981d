"""What drives each headline of a scenario: designs, indices of variance, tornado, and what knowing would be worth.

From the bottom up: `headlines` (the figures), `inputs` (what is drawn, alone or together), `designs` (where the model
is asked), `evaluation` (what it answers), `indices`, `tornado` and `information` (numbers from arrays), `decision` (a
choice with its payoffs), `result` and `sensitivity` (all of it). The public function has the name of the method, which
is why the room has another.
"""
