"""Referrals, testimonials and reviews."""
