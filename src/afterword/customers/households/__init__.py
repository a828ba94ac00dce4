"""Who lives or works together: same address and family name, or same firm; a person can say that it is not so."""
