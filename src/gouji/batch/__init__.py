"""Many reports at once: evidence for a folder of them, screening by the thousand, replay."""
