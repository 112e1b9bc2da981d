"""Who may come in: sign-in by OpenID Connect, and sessions that end."""
