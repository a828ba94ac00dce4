"""Offers, coupons, redemptions and loyalty."""
