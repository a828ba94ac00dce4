"""A service that prints and posts: an HTTP API in the manner of Lob's, which takes a PDF and an address."""
