"""The estate for programs: what pages show and officers change, under /api/v1/."""
