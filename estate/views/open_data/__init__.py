"""Open data: the public pages and files, and the pages where a body decides."""
