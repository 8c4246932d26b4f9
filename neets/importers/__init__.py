"""What files bring into the register of young people, pseudonymised at the door."""
