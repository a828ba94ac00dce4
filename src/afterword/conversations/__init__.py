"""Conversations: what customers write back, who answers it and until when, and what else comes back."""
