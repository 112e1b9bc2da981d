"""Publications on what an outcome rests on: methods, assumptions, checks, what drives it, designs, forecasts."""
