"""One customer's page, and the page of those whom nobody has planned anything for."""
