"""Conversations: who wrote back, and answering them."""
