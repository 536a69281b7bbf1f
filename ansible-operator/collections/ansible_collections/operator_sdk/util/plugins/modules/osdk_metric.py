#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = """
module: osdk_metric
short_description: Set a metric of the operator
description:
  - The operator serves the metric beside its own. Exactly one of C(counter), C(gauge), C(histogram) and C(summary) is set.
options:
  name:
    type: str
    required: true
    description: The name of the metric.
  description:
    type: str
    required: true
    description: The help text of the metric.
  counter:
    type: dict
    description: Counts up.
    suboptions:
      increment: {type: bool, description: Add 1.}
      add: {type: float, description: Add a number.}
  gauge:
    type: dict
    description: Goes up and down.
    suboptions:
      set: {type: float, description: Set a number.}
      increment: {type: bool, description: Add 1.}
      decrement: {type: bool, description: Subtract 1.}
      set_to_current_time: {type: bool, description: Set the seconds since 1970.}
      add: {type: float, description: Add a number.}
      subtract: {type: float, description: Subtract a number.}
  histogram:
    type: dict
    description: Counts observations in buckets.
    suboptions:
      observe: {type: float, description: The observation.}
  summary:
    type: dict
    description: Sums observations.
    suboptions:
      observe: {type: float, description: The observation.}
"""

EXAMPLES = """
- name: Count a backup
  operator_sdk.util.osdk_metric:
    name: backups
    description: Backups so far
    counter:
      increment: true
"""

from ansible.module_utils.basic import AnsibleModule

NUMBER = {"type": "float"}
FLAG = {"type": "bool"}
KINDS = {
    "counter": {"increment": FLAG, "add": NUMBER},
    "gauge": {
        "set": NUMBER,
        "increment": FLAG,
        "decrement": FLAG,
        "set_to_current_time": FLAG,
        "add": NUMBER,
        "subtract": NUMBER,
    },
    "histogram": {"observe": NUMBER},
    "summary": {"observe": NUMBER},
}


def main():
    spec = {
        "name": {"type": "str", "required": True},
        "description": {"type": "str", "required": True},
    }
    for kind, options in KINDS.items():
        spec[kind] = {"type": "dict", "options": options}
    module = AnsibleModule(
        argument_spec=spec,
        mutually_exclusive=[list(KINDS)],
        required_one_of=[list(KINDS)],
        supports_check_mode=True,
    )
    given = module.params
    kind = next(kind for kind in KINDS if given[kind] is not None)
    actions = {name: value for name, value in given[kind].items() if value is not None and value is not False}
    if len(actions) != 1:
        module.fail_json(msg="%s needs exactly one of %s" % (kind, ", ".join(KINDS[kind])))
    action, value = next(iter(actions.items()))
    metric = {"name": given["name"], "help": given["description"], "kind": kind, "action": action}
    if value is not True:
        metric["value"] = value
    # The operator reads it from the event of this task.
    module.exit_json(changed=False, metric=metric)


if __name__ == "__main__":
    main()
