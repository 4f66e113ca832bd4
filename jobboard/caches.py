"""What this process keeps in its own memory."""

from typing import Any

from django.core.cache.backends.locmem import LocMemCache


class Memory(LocMemCache):
    """Django's, whose keys are all ours: to look for what memcached would refuse in them takes
    longer than to find them."""

    def validate_key(self, key: Any) -> None:
        pass
