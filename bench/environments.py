"""Environments of tests: kubewright-envtest against controller-runtime's envtest, with the same etcd and kube-apiserver."""

import json
import os
import statistics

import load

# What is started on which side.
STARTS = [
    ("empty", "an empty API server", ["ours", "peer"]),
    ("cluster", "with controllers, a scheduler and a node", ["ours"]),
    ("ahead", "the same, started ahead by a test of two seconds", ["ours"]),
]
COUNT = 3


def measure(args, repository, cache, output, note):
    programs = build(args.sides, repository, cache, output)
    servers = output([programs["assets"]], repository).strip().split("\n")[-1]
    environment = os.environ | {"KUBEBUILDER_ASSETS": servers}
    figures = {(name, side): [] for name, _, sides in STARTS for side in sides if side in args.sides}
    for number in range(args.runs):
        for (name, side), rows in figures.items():
            lines = load.run([programs[side], str(COUNT), name], environment).split()
            # The first one of a program also takes what a program does once, and none is ahead of it.
            milliseconds = statistics.median(map(int, lines[1:-1]))
            rows.append((milliseconds, int(lines[-1]) * 1024 / 1e6))
        note(f"environments, round {number + 1}: {json.dumps({' '.join(key): rows[-1] for key, rows in figures.items()})}")
    return {key: tuple(map(statistics.median, zip(*rows))) for key, rows in figures.items()}


def build(sides, repository, cache, output):
    target = load.cargo(repository, ["--package", "kubewright-envtest", "--example", "starts", "--example", "assets"], output)
    programs = {"ours": target / "debug/examples/starts", "assets": target / "debug/examples/assets"}
    if "peer" in sides:
        programs["peer"] = cache / "load/environment"
        output(["go", "build", "-o", str(programs["peer"]), "./environment"], load.HERE / "load/go", CGO_ENABLED="0")
    return programs


def table(figures, args, number, ratio):
    lines = [
        f"## Environments of tests: kubewright-envtest against controller-runtime {load.CONTROLLER_RUNTIME}",
        "",
        f"Time until an environment is ready, with the same etcd and kube-apiserver; the servers have run once before. Ours is built with the profile `dev`, as tests are. Medians of {args.runs} programs that start {COUNT} one after the other, "
        "without the first of each. Memory is that of the program, not of the servers.",
        "",
        "| | ours, ms | peer, ms | times faster | ours, MB | peer, MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, label, _ in STARTS:
        ours, peer = (figures.get((name, side), (None, None)) for side in ("ours", "peer"))
        lines.append(
            f"| {label} | {number(ours[0], 0)} | {number(peer[0], 0)} | {ratio(peer[0], ours[0])} | {number(ours[1], 1)} | {number(peer[1], 1)} |"
        )
    return "\n".join(lines) + "\n"
