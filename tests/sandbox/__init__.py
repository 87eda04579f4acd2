"""The sandbox: its JSON API over HTTP, and its page in a headless browser."""
