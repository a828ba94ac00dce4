"""The event log: each customer's history, the audit trail, and the news that rooms react to."""
