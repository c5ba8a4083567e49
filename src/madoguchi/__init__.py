"""A customer-service desk for shops that sell across borders."""

import sys

# structlog and Alembic load these wherever they are installed, as beside the web framework.
# They take 12 MB to colour tracebacks, and show what variables hold, which our logs may not.
for _colourful in ("rich", "pygments"):
    sys.modules.setdefault(_colourful, None)  # type: ignore[arg-type]

__version__ = "0.1.0"
