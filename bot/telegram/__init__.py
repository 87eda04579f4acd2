"""Entente on Telegram: the only package that speaks to the Bot API.

Updates come in through ``intake``, are read by ``updates``; replies are worded as calls by
``messages`` and made by ``delivery``. ``app`` wires them and watches over them.
"""
