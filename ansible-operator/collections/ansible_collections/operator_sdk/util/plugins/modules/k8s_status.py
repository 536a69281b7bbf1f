#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = """
module: k8s_status
short_description: Set the status of a custom resource
description:
  - Fields that are not given stay as they are. Conditions are merged by their type.
  - To set all of the status, give C(manageStatus: false) in watches.yaml, or the operator writes its conditions too.
options:
  api_version:
    type: str
    default: v1
    aliases: [api, version]
    description: Group and version of the kind.
  kind:
    type: str
    required: true
    description: The kind.
  name:
    type: str
    required: true
    description: The name of the object.
  namespace:
    type: str
    description: The namespace of the object.
  status:
    type: dict
    description: Fields of the status.
  conditions:
    type: list
    elements: dict
    description: Conditions; each needs C(type) and C(status).
  force:
    type: bool
    default: false
    description: Replace the whole status.
  kubeconfig: {type: path, description: The kubeconfig; by default that of the run.}
  context: {type: str, description: The context of the kubeconfig.}
  host: {type: str, description: The API server.}
  api_key: {type: str, description: A token.}
  validate_certs: {type: bool, aliases: [verify_ssl], description: Whether the certificate of the API server is checked.}
  ca_cert: {type: path, aliases: [ssl_ca_cert], description: The certificate authority of the API server.}
"""

EXAMPLES = """
- name: Report the address
  operator_sdk.util.k8s_status:
    api_version: example.com/v1
    kind: Site
    name: "{{ ansible_operator_meta.name }}"
    namespace: "{{ ansible_operator_meta.namespace }}"
    status:
      address: http://example.com
    conditions:
      - type: Reachable
        status: "True"
        reason: Probed
"""

import datetime

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.operator_sdk.util.plugins.module_utils.api import (
    AUTH_ARGUMENTS,
    DynamicApiError,
    connect,
)

ATTEMPTS = 5
CONDITION_FIELDS = {"type", "status", "reason", "message", "lastTransitionTime", "lastHeartbeatTime", "observedGeneration"}


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def check(module, conditions):
    for condition in conditions:
        unknown = set(condition) - CONDITION_FIELDS
        if unknown:
            module.fail_json(msg="a condition has no field %s" % ", ".join(sorted(unknown)))
        if not isinstance(condition.get("type"), str):
            module.fail_json(msg="a condition needs a type")
        if condition.get("status") not in ("True", "False", "Unknown"):
            module.fail_json(
                msg='the status of the condition %s must be "True", "False" or "Unknown", in quotes' % condition["type"]
            )


def merge(known, given):
    """Returns the conditions with those that are given; the time of a transition is that of a change of its status."""
    merged = [dict(condition) for condition in known]
    for new in given:
        new = dict(new)
        old = next((other for other in merged if other.get("type") == new["type"]), None)
        if old is None:
            new.setdefault("lastTransitionTime", now())
            merged.append(new)
            continue
        if old.get("status") != new["status"]:
            new.setdefault("lastTransitionTime", now())
        old.update(new)
    return merged


def update(module, resource):
    """Changes the status; a conflict is an error of the API server."""
    given = module.params
    live = resource.get(name=given["name"], namespace=given["namespace"]).to_dict()
    before = live.get("status") or {}
    after = dict(given["status"] or {})
    if not given["force"]:
        after = {**before, **after}
    if given["conditions"] is not None:
        known = [] if given["force"] else before.get("conditions") or []
        after["conditions"] = merge(known, given["conditions"])
    if after == before:
        return False, live
    if module.check_mode:
        return True, {**live, "status": after}
    live["status"] = after
    written = resource.status.replace(body=live, name=given["name"], namespace=given["namespace"])
    return True, written.to_dict()


def main():
    spec = {
        "api_version": {"type": "str", "default": "v1", "aliases": ["api", "version"]},
        "kind": {"type": "str", "required": True},
        "name": {"type": "str", "required": True},
        "namespace": {"type": "str"},
        "status": {"type": "dict"},
        "conditions": {"type": "list", "elements": "dict"},
        "force": {"type": "bool", "default": False},
    }
    module = AnsibleModule(argument_spec={**spec, **AUTH_ARGUMENTS}, supports_check_mode=True)
    given = module.params
    check(module, given["conditions"] or [])
    what = "%s %s" % (given["kind"], given["name"])
    try:
        resource = connect(module).resources.get(api_version=given["api_version"], kind=given["kind"])
    except Exception as error:
        module.fail_json(msg="cannot find the kind %s: %s" % (given["kind"], error))
    if "status" not in resource.subresources:
        module.fail_json(msg="the kind %s has no status" % given["kind"])
    for attempt in range(ATTEMPTS):
        try:
            changed, result = update(module, resource)
            module.exit_json(changed=changed, result=result)
        except DynamicApiError as error:
            if error.status == 409 and attempt + 1 < ATTEMPTS:
                continue
            module.fail_json(msg="cannot set the status of %s: %s" % (what, error.body or error.reason))


if __name__ == "__main__":
    main()
