"""Groups of customers: named, counted, put together row by row, and opened to names."""
