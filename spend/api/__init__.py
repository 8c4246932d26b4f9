"""Total spend in the API, under /api/v1/spend/."""
