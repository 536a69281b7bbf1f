# SPDX-License-Identifier: Apache-2.0
"""Access to the API server, through the kubeconfig of the run."""

from __future__ import annotations

import os
import traceback

from ansible.module_utils.basic import missing_required_lib

IMPORT_ERROR = None
try:
    from kubernetes import client, config, dynamic
    from kubernetes.dynamic.exceptions import DynamicApiError
except ImportError:
    DynamicApiError = Exception
    IMPORT_ERROR = traceback.format_exc()

# The options that the modules of kubernetes.core have too.
AUTH_ARGUMENTS = {
    "kubeconfig": {"type": "path"},
    "context": {"type": "str"},
    "host": {"type": "str"},
    "api_key": {"type": "str", "no_log": True},
    "validate_certs": {"type": "bool", "aliases": ["verify_ssl"]},
    "ca_cert": {"type": "path", "aliases": ["ssl_ca_cert"]},
}


def connect(module):
    """Returns a client for any kind."""
    if IMPORT_ERROR:
        module.fail_json(msg=missing_required_lib("kubernetes"), exception=IMPORT_ERROR)
    given = module.params
    settings = client.Configuration()
    if given["host"]:
        settings.host = given["host"]
        if given["api_key"]:
            settings.api_key = {"authorization": "Bearer " + given["api_key"]}
    else:
        path = given["kubeconfig"] or os.environ.get("K8S_AUTH_KUBECONFIG")
        config.load_kube_config(
            config_file=path, context=given["context"], client_configuration=settings
        )
    if given["validate_certs"] is not None:
        settings.verify_ssl = given["validate_certs"]
    if given["ca_cert"]:
        settings.ssl_ca_cert = given["ca_cert"]
    return dynamic.DynamicClient(client.ApiClient(settings))
