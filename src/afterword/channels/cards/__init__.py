"""Cards, letters, labels and envelopes as print-ready PDF: what typst draws, with the boxes that a print shop needs."""
