"""losslint inside other tools: flake8 and pytest. Floor 7; each module is loaded by its own tool alone."""
