"""What is right: the catalogue, the suites over frames, and what is said where a row breaks a rule."""
