import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roterfaden.config.settings.production")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from roterfaden.operations.safety import refuse_unsafe_start  # noqa: E402
from roterfaden.operations.settling import close_for_forks, settle  # noqa: E402

refuse_unsafe_start(settings, connection)
settle()
# the processes that answer are forked from this one: each opens connections of its own
close_for_forks(connection)
