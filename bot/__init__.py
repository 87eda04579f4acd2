"""Entente: honest, traced answers about CIOs and CMOs working together."""

import os

# The matrices here are small: threads of the linear algebra wait for each other longer than they
# work, and on a busy machine they spin. It has to be said before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
