"""Every write to the register of young people."""
