"""What flows between all steps: documents, filings, findings, their texts, their JSON and their tables."""

VERSION = "0.1.0"
