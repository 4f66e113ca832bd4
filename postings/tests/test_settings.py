"""What an operator can set, what a deployment must have, and what every response carries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from postings.tests.boards import ROOT

DEPLOY = ("check", "--deploy", "--fail-level", "WARNING")


def manage(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """manage.py in a process of its own that inherits none of the board's settings."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data)} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "perhaps"),
        ("SITE_URL", "jobs.example.org"),
        ("SITE_URL", "ftp://jobs.example.org"),
        ("SITE_URL", "https://jobs.example.org/path"),
        ("DATABASE_URL", "nonsense"),
        ("IMPORT_MAX_BYTES", "2 MiB"),
        ("IMPORT_MAX_BYTES", "0"),
        ("IMPORT_FILE_SECONDS", "-1"),
        ("POSTINGS_PER_PAGE", "a thousand"),
        ("PAGE_CACHE_ENTRIES", "-1"),
        ("TRUST_PROXY", "maybe"),
    ],
)
def test_nonsense_is_refused_with_the_name_of_the_setting(
    tmp_path: Path, name: str, value: str
) -> None:
    done = manage(tmp_path, "check", SECRET_KEY="k", **{name: value})
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("Setting refused: ")
    assert "Traceback" not in done.stderr
    assert name in last


def test_check_deploy_is_clean_with_an_address_and_a_generated_key(tmp_path: Path) -> None:
    assert manage(tmp_path, "generate_secret_key").returncode == 0
    done = manage(tmp_path, *DEPLOY, SITE_URL="https://jobs.example.org")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_check_deploy_is_clean_with_a_given_key(tmp_path: Path) -> None:
    key = "".join(chr(33 + number % 90) for number in range(60))
    done = manage(tmp_path, *DEPLOY, SITE_URL="https://jobs.example.org", SECRET_KEY=key)
    assert done.returncode == 0, done.stderr


def test_check_deploy_is_an_error_without_any_key(tmp_path: Path) -> None:
    done = manage(tmp_path, *DEPLOY, SITE_URL="https://jobs.example.org")
    assert done.returncode == 1
    assert "postings.E001" in done.stderr
    assert "generate_secret_key" in done.stderr


def test_a_generated_key_is_private_and_never_replaced(tmp_path: Path) -> None:
    manage(tmp_path, "generate_secret_key")
    key = tmp_path / "secret_key"
    first = key.read_text()
    assert key.stat().st_mode & 0o777 == 0o600
    manage(tmp_path, "generate_secret_key")
    assert key.read_text() == first


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/admin/login/", "/static/probe.css", "/no-such-page/"])
def test_every_response_carries_the_security_headers(client: Client, path: str, settings) -> None:
    (settings.STATIC_ROOT / "probe.css").write_text("")
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy
    assert "//" not in policy
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    if not path.startswith("/static/"):
        assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/", "/?q=engineer", "/no-such-page/", "/jobs/none-aaaaaaaaaaaa/"]
)
def test_public_pages_set_no_cookie(client: Client, path: str) -> None:
    assert not client.get(path).cookies


@pytest.mark.django_db
def test_behind_tls_plain_http_is_redirected_and_hsts_is_sent(client: Client, settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    assert client.get("/").status_code == 301
    secure = client.get("/", secure=True)
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=31536000")


# Permissions as Django names them; what is not here an editor may not do.
EDITORS_MAY = {
    "view_jobposting change_jobposting delete_jobposting",
    "view_organization add_organization change_organization",
    "view_skill add_skill change_skill",
    "view_sourcerecord view_importrun view_importproblem",
    "view_rejectedfile change_rejectedfile",
}


def editors_may() -> set[str]:
    return set(Group.objects.get(name="Editors").permissions.values_list("codename", flat=True))


@pytest.mark.django_db
def test_an_empty_database_gets_editors_with_their_permissions() -> None:
    assert editors_may() == set(" ".join(EDITORS_MAY).split())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_migrations_can_be_taken_back_and_applied_again() -> None:
    call_command("migrate", "postings", "zero", verbosity=0)
    try:
        assert not [name for name in connection.introspection.table_names() if "postings_" in name]
        assert not Group.objects.filter(name="Editors").exists()
    finally:
        call_command("migrate", verbosity=0)
    assert editors_may() == set(" ".join(EDITORS_MAY).split())
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
