#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = """
module: k8s_event
short_description: Create or update an event
description:
  - An event with this name that exists is counted once more.
options:
  name:
    type: str
    required: true
    description: The name of the event.
  namespace:
    type: str
    required: true
    description: The namespace of the event.
  message:
    type: str
    required: true
    description: What happened.
  reason:
    type: str
    default: ""
    description: Why, in one word.
  type:
    type: str
    choices: [Normal, Warning]
    default: Normal
    description: The type of the event.
  reportingComponent:
    type: str
    default: ansible-operator
    description: Who reports it.
  source:
    type: dict
    description: The component that reports it, in the form of Kubernetes.
  involvedObject:
    type: dict
    required: true
    description: The object that it is about, with C(apiVersion), C(kind), C(name) and C(namespace).
  kubeconfig: {type: path, description: The kubeconfig; by default that of the run.}
  context: {type: str, description: The context of the kubeconfig.}
  host: {type: str, description: The API server.}
  api_key: {type: str, description: A token.}
  validate_certs: {type: bool, aliases: [verify_ssl], description: Whether the certificate of the API server is checked.}
  ca_cert: {type: path, aliases: [ssl_ca_cert], description: The certificate authority of the API server.}
"""

EXAMPLES = """
- name: Tell that the backup is done
  operator_sdk.util.k8s_event:
    name: "{{ ansible_operator_meta.name }}-backup"
    namespace: "{{ ansible_operator_meta.namespace }}"
    reason: BackedUp
    message: The backup is complete
    involvedObject:
      apiVersion: example.com/v1
      kind: Site
      name: "{{ ansible_operator_meta.name }}"
      namespace: "{{ ansible_operator_meta.namespace }}"
"""

import datetime

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.operator_sdk.util.plugins.module_utils.api import (
    AUTH_ARGUMENTS,
    DynamicApiError,
    connect,
)


def main():
    spec = {
        "name": {"type": "str", "required": True},
        "namespace": {"type": "str", "required": True},
        "message": {"type": "str", "required": True},
        "reason": {"type": "str", "default": ""},
        "type": {"type": "str", "choices": ["Normal", "Warning"], "default": "Normal"},
        "reportingComponent": {"type": "str", "default": "ansible-operator"},
        "source": {"type": "dict"},
        "involvedObject": {"type": "dict", "required": True},
    }
    module = AnsibleModule(argument_spec={**spec, **AUTH_ARGUMENTS}, supports_check_mode=True)
    given = module.params
    for field in ("apiVersion", "kind", "name", "namespace"):
        if not given["involvedObject"].get(field):
            module.fail_json(msg="involvedObject needs %s" % field)
    if module.check_mode:
        module.exit_json(changed=True)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    fields = ("message", "reason", "type", "reportingComponent", "involvedObject")
    event = {field: given[field] for field in fields}
    event.update(
        apiVersion="v1",
        kind="Event",
        metadata={"name": given["name"], "namespace": given["namespace"]},
        source=given["source"] or {"component": given["reportingComponent"]},
        lastTimestamp=now,
    )
    try:
        events = connect(module).resources.get(api_version="v1", kind="Event")
        try:
            known = events.get(name=given["name"], namespace=given["namespace"]).to_dict()
        except DynamicApiError as error:
            if error.status != 404:
                raise
            event.update(firstTimestamp=now, count=1)
            written = events.create(body=event, namespace=given["namespace"])
        else:
            event["count"] = (known.get("count") or 1) + 1
            written = events.patch(
                body=event, namespace=given["namespace"], content_type="application/merge-patch+json"
            )
    except DynamicApiError as error:
        module.fail_json(msg="cannot write the event %s: %s" % (given["name"], error.body or error.reason))
    module.exit_json(changed=True, result=written.to_dict())


if __name__ == "__main__":
    main()
