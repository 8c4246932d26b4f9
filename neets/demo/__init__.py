"""A synthetic cohort of young people: deterministic, marked as synthetic, with the pilot's faults built into it."""
