#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

DOCUMENTATION = """
module: requeue_after
short_description: Ask the operator for the next run
description:
  - After this run has succeeded, the operator runs again after the time that is given here.
options:
  time:
    type: str
    required: true
    description: The time, such as C(90s), C(5m) or C(1h30m).
"""

EXAMPLES = """
- name: Look again in five minutes
  operator_sdk.util.requeue_after:
    time: 5m
"""

import re

from ansible.module_utils.basic import AnsibleModule

UNITS = {"h": 3600, "m": 60, "s": 1, "ms": 0.001, "us": 0.000001, "ns": 0.000000001}
PART = re.compile(r"(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)")


def seconds(text):
    """Returns the seconds of a duration in Go's format; None if it has another."""
    parts = PART.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        return None
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def main():
    module = AnsibleModule(
        argument_spec={"time": {"type": "str", "required": True}}, supports_check_mode=True
    )
    after = seconds(module.params["time"])
    if after is None:
        module.fail_json(msg="time must be like 90s, 5m or 1h30m, not %s" % module.params["time"])
    # The operator reads it from the event of this task.
    module.exit_json(changed=False, requeue_after_seconds=after)


if __name__ == "__main__":
    main()
