"""The tests of Entente; they mirror the layout of `bot`."""
