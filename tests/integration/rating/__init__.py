"""Rating properties: the service, the pages, and the past read back."""
