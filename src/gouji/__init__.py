"""gouji (勾稽): reproducible audits of China's annual reports on open government information."""

from __future__ import annotations

__version__ = "0.1.0"
