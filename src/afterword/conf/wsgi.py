"""The WSGI door for web servers."""

import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "afterword.conf.settings")

application = get_wsgi_application()
# By name, because settings stand below all rooms: a server may start processes of its own, and each must know.
import_string("afterword.ops.migrating.learn_channels")()
