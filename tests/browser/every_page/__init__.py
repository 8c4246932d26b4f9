"""Every page there is, in every state it has: what to open, as whom, and what is asked of each."""
