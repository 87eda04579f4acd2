"""Moves → drafts: which template words a move, with which values, and what goes with its text.

Drafting renders nothing. A draft says in which order it can be cut, and is cut until it is brief in one
place (:func:`bot.replies.drafts.draft.shortened`).
"""
