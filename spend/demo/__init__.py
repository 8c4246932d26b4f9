"""What the demonstration shows of total spend beyond what the documents publish: illustrative, and marked so."""
