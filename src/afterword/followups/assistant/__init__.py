"""The assistant: any OpenAI-compatible API, asked for one line when a person presses for it; it never sends."""
