"""The sample business: a small frame shop with two years of life, to look around in."""
