#!/usr/bin/env python3
"""A kubewright plugin: a Tiltfile that deploys the project and a sample of each of its kinds."""
import argparse
import json
import sys

TARGET = """
##@ Tilt

.PHONY: tilt-up
tilt-up: ## Deploy with Tilt, again after every change.
\ttilt up
"""


def tiltfile(config, settings):
    lines = ["# Written by the plugin tilt.example.com.", "k8s_yaml(kustomize('config/default'))"]
    lines.append("docker_build('controller', '.')")
    if settings.get("context"):
        lines.append(f"allow_k8s_contexts('{settings['context']}')")
    for resource in config.get("resources", []):
        if "api" in resource:
            name = "_".join([resource["group"], resource["version"], resource["kind"].lower()])
            lines.append(f"k8s_yaml('config/samples/{name}.yaml')")
    return "\n".join(lines) + "\n"


def flags(args):
    """The plugin's own arguments, after `--`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--context")
    return parser.parse_args(args[args.index("--") + 1 :] if "--" in args else [])


def answer(call):
    command = call["command"]
    if command == "metadata":
        return {"metadata": {"description": "A Tiltfile with a sample of each kind", "examples": ""}}
    if command == "flags":
        flag = {"Name": "context", "Type": "string", "Default": "", "Usage": "a kubectl context to allow"}
        return {"flags": [flag] if call["args"] in (["--edit"], ["--init"]) else []}
    config, old = call["config"], call.get("settings") or {}
    if command == "remove":
        remove = {"removeWritten": {"text": tiltfile(config, old)}}
        return {"changes": {"Tiltfile": [remove], "Makefile": [{"withdraw": {"text": TARGET}}]}}
    if "config/default/kustomization.yaml" not in call["universe"]:
        return {"error": True, "errorMsgs": ["the project has no config/default, which Tilt would deploy"]}
    settings = {"context": flags(call["args"]).context or old.get("context", "")}
    text = tiltfile(config, settings)
    if "context" in old:
        # Changes only what differs, so edits stay.
        change = {"revise": {"from": tiltfile(call["before"], old), "to": text}}
    else:
        change = {"create": {"text": text}}
    makefile = {"insert": {"anchor": "targets", "text": TARGET}}
    return {"settings": settings, "changes": {"Tiltfile": [change], "Makefile": [makefile]}}


if __name__ == "__main__":
    call = json.load(sys.stdin)
    json.dump({"apiVersion": "v1alpha1", "command": call["command"], **answer(call)}, sys.stdout)
