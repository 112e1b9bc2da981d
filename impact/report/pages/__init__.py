"""How a publication becomes HTML and PDF: manuscript, documents, web page, the table of sources."""
