"""What bin/setup, bin/run and bin/test share. Standard library only: it runs before anything is installed."""
