"""A page as one file: finished scenarios with their responses, which opens from a folder without a server.

`payload` is what the script of the page computes with, `shown` what the page shows before anything is changed, and
`built` puts both into one html file. The arithmetic of the script is that of `scenario.responses`, draw by draw.
"""
