"""Mail through a provider's HTTP interface instead of SMTP: one small module for each provider."""
