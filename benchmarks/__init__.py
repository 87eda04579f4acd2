"""What answering costs, measured."""

import os

# As the program itself does, before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
