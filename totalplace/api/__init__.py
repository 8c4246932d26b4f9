"""The API's plumbing, and the resources of the shared core. Each app adds its own under /api/v1/ by `api_routes`."""
