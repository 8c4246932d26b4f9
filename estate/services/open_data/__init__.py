"""Open data: what a body decides to publish, and the files made of it."""

from estate.services.open_data.files import current_file, current_files, forget_files, in_worker, opened
from estate.services.open_data.publishing import publish, withdraw

__all__ = ["current_file", "current_files", "forget_files", "in_worker", "opened", "publish", "withdraw"]
