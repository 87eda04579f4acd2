"""Entente: honest, traced answers about CIOs and CMOs working together."""
