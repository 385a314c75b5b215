"""What lies on disk of audits: records, manifests and signatures, and what they were made of."""
