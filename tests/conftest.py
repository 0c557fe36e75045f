"""For all tests: how slow a machine is says nothing of losslint."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("losslint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("losslint")
