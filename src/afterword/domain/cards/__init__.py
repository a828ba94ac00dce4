"""The sizes of cards, letters, labels and envelopes, and how cards lie on a sheet. Millimeters throughout."""
