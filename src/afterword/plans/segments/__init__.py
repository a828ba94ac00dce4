"""Groups of customers: named audiences whose members are kept up to date from change to change."""
