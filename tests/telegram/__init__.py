"""Entente on Telegram."""
