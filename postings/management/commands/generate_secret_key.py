"""Makes the secret key of this installation, once."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.management.utils import get_random_secret_key


class Command(BaseCommand):
    help = "Writes a new secret key to DATA_DIR/secret_key unless there is one."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.SECRET_KEY_FILE
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            self.stdout.write(f"{path} is there already; nothing changed.")
            return
        with os.fdopen(handle, "w") as file:
            file.write(get_random_secret_key() + "\n")
        self.stdout.write(f"Secret key written to {path}.")
