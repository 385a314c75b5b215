"""gouji (勾稽): reproducible audits of China's annual reports on open government information."""

__version__ = "0.1.0"
