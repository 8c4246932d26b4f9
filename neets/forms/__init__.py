"""What people type on the pages of young people."""
