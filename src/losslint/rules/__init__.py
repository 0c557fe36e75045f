"""Rules: pure functions from what was observed at a loss call to what is reported. Floor 4."""
