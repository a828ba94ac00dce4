"""What every room stands on: tenancy, database, jobs, leases, clock, signing. It knows no business word."""
