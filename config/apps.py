"""Makes `config` an app so that `manage.py up` is found; trims the collected static files."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig as ContribStaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"


class StaticFilesConfig(ContribStaticFilesConfig):
    """Leaves out the parts of Bootstrap and htmx that no page loads: collecting stays quick."""

    ignore_patterns = [
        *ContribStaticFilesConfig.ignore_patterns,
        "*.rtl.*",
        "bootstrap.css*",
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "ext",
        "htmax-*",
        "htmx-2.js",
        "htmx-4*",
    ]
