"""What flows between all steps: documents, filings, findings, their texts and their JSON."""
