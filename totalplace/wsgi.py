"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from totalplace.sending import patiently

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "totalplace.settings")
application = patiently(get_wsgi_application())
