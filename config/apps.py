"""Makes `config` an app so that `manage.py up` is found; adapts two of Django's apps."""

from django.apps import AppConfig
from django.contrib.admin import apps as contrib_admin
from django.contrib.staticfiles.apps import StaticFilesConfig as ContribStaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"


class AdminConfig(contrib_admin.AdminConfig):
    """Takes our site in place of Django's, also for what other packages register."""

    default = False
    default_site = "accounts.admin_site.SetUpSite"


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
