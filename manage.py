#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from roterfaden.common import rows

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roterfaden.config.settings.dev")
    rows.stand(rows.EVERYTHING)
    execute_from_command_line(sys.argv)
