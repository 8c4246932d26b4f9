"""Files in: readers, column mapping, and the staging of what was read."""
