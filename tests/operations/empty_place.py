"""Another machine to restore on, and cases to look for there."""

import os
import sqlite3
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.documents.files import store_file
from tests.fixtures import AT, World, open_case

CANARY = "KANARIE-Sicherung"


class EmptyPlace:
    """Another machine: same master key, nothing else."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings.dev",
            "ROTERFADEN_DATA": str(self.data),
            "ROTERFADEN_KEYS": str(settings.KEY_DIR),
        }
        if connection.vendor == "postgresql":
            # tests of other processes have an empty place of their own
            self.name = f"{connection.settings_dict['NAME']}_empty"
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}"')
                cursor.execute(f'CREATE DATABASE "{self.name}"')
            self.environment |= {
                "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings.production",
                "ROTERFADEN_HOSTS": "localhost",
                "ROTERFADEN_DB_NAME": self.name,
                "ROTERFADEN_DB_USER": "postgres",
                "ROTERFADEN_DB_HOST": connection.settings_dict["HOST"],
            }

    def restore(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return self.call("restore", *arguments)

    def call(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        if connection.vendor == "postgresql":
            host = connection.settings_dict["HOST"]
            with psycopg.connect(host=host, user="postgres", dbname=self.name) as found:
                return found.execute(statement).fetchall()
        with sqlite3.connect(self.data / "roterfaden.sqlite3") as file:
            rows = file.execute(statement).fetchall()
        file.close()
        return rows


def fill(world: World, name: str) -> Case:
    case = open_case(world, first_name=CANARY, last_name=name)
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text=f"{CANARY} {name}", by=world.anna, at=AT
    )
    store_file(
        name="bericht.txt",
        stream=BytesIO(f"{CANARY} {name}".encode()),
        data_key=case.data_key,
        scope=case,
        by=world.anna,
        at=AT,
    )
    return case
