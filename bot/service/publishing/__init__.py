"""How the knowledge changes while the bot answers from it.

Theory of operation. What is live is a version: texts under a name made of exactly these texts, kept
for good. A change is a draft: the texts that it would put in the place of others. Whatever is asked of
drafts and versions is kept as an errand, with the end of the update that asked for it, and the desk
(:mod:`bot.service.publishing.desk`) carries errands out one after the other, beside the conversations;
what an errand leads to is committed in one transaction with its end. Whenever the process ends, an
errand either still waits, or is done with all that came of it; and exactly one version is live.
"""
