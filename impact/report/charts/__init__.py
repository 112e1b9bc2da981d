"""How figures are drawn: the theme, charts and maps, each for a page, a slide and a narrow screen."""
