"""Operators from Helm charts: helm-operator against operator-sdk's, on the same chart and the same objects.

Each side has an API server of its own, and no controllers: what is measured is the operator and Helm, not Pods.
"""

import base64
import json
import os
import re
import shutil
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import load

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent / "helm-operator/tests"
NAMESPACE = "default"
WEBS = f"/apis/demo.example.com/v1/namespaces/{NAMESPACE}/webs"
STARTS = 7
# Each of half a megabyte.
FOREIGN = 60
HALF_A_MEGABYTE = "x" * 500_000
LABELS = {
    "first release": f"start to the first release, median of {STARTS}, s",
    "releases": "{releases} releases, s",
    "processor": "time on processors for these, Helm included, s",
    "unchanged": "time on processors for the next half minute, reconciled every ten seconds, s",
    "runs": "helm processes in that time",
    "idle": "memory idle, MB",
    "many": "memory with {releases} releases, MB",
    "config maps": "memory with 30 MB of foreign ConfigMaps, MB",
    "secrets": "memory with 30 MB of Secrets of foreign releases, MB",
}


class Cluster:
    """The API server, by its kubeconfig."""

    def __init__(self, kubeconfig):
        self.kubeconfig = kubeconfig
        text = Path(kubeconfig).read_text()
        field = lambda name: re.search(rf"{name}: *\"?([^\"\s]+)", text).group(1)
        self.server = field("server")
        data = lambda name: base64.b64decode(field(name)).decode()
        self.context = ssl.create_default_context(cadata=data("certificate-authority-data"))
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(data("client-certificate-data") + data("client-key-data"))
            file.flush()
            self.context.load_cert_chain(file.name)

    def call(self, method, path, body=None):
        request = urllib.request.Request(self.server + path, method=method, data=body and json.dumps(body).encode())
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, context=self.context) as answer:
            return json.load(answer)

    def create(self, path, body):
        return self.call("POST", path, body)

    def web(self, name):
        body = {"apiVersion": "demo.example.com/v1", "kind": "Web", "metadata": {"name": name}, "spec": {"greeting": f"I am {name}"}}
        self.create(WEBS, body)

    def wait_released(self, count, operator):
        """Until this many objects have a release."""
        self.wait(WEBS, lambda web: "deployedRelease" in web.get("status", {}), count, operator, "releases")

    def wait(self, path, is_done, count, operator, what):
        """Until this many objects are done."""
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            objects = self.call("GET", path)["items"]
            if sum(map(is_done, objects)) >= count:
                return
            if operator.process.poll() is not None:
                sys.exit(f"the operator ends: see {operator.log.name}")
            time.sleep(0.02)
        sys.exit(f"there are no {count} {what}: {json.dumps(objects[:1])}; see {operator.log.name}")

    def foreign(self, kind, namespace, **more):
        for number in range(FOREIGN):
            meta = {"name": f"foreign-{number}", "namespace": namespace, **more.get("meta", {})}
            body = {"apiVersion": "v1", "kind": kind, "metadata": meta, **more.get("content", {})}
            self.create(f"/api/v1/namespaces/{namespace}/{kind.lower()}s", body)


class Operator(load.Operator):
    def __init__(self, command, folder, environment):
        self.log = open(folder / "operator.log", "a")
        self.probes = load.free_port()
        words = ["run", "--watches-file=watches.yaml", f"--health-probe-bind-address=127.0.0.1:{self.probes}"]
        self.start = time.perf_counter()
        self.process = subprocess.Popen([*command[:1], *words, *command[1:]], cwd=folder, env=environment, stdout=self.log, stderr=self.log)

    def resident(self):
        return self.memory("it")["it, MB"]

    def family(self):
        """Time on processors with that of children that have ended."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()


def build(args, repository, output, note):
    """The commands of both sides, and a script in front of helm that counts."""
    note("building the operators (helm)")
    target = load.cargo(repository, ["--package", "kubewright-envtest", "--example", "serve"], output)
    oracle = lambda name: output(["cargo", "run", "--quiet", "--package", "kubewright-oracles", "--example", "oracles", name], repository).strip()
    return {
        "server": target / "debug/examples/serve",
        "helm": oracle("helm4"),
        "ours": str(load.program(repository, "kubewright-helm-operator", args.helm_profile, output)),
        "peer": oracle("helmoperator") if "peer" in args.sides else None,
    }


def measure(args, repository, cache, output, note):
    programs = build(args, repository, output, note)
    figures = {}
    for side in args.sides:
        figures[side] = one_side(side, programs, args, cache / "helm" / side)
        note(f"helm, {side}: {json.dumps(figures[side])}")
    return figures


def one_side(side, programs, args, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(TESTS / "charts/web", folder / "chart")
    entry = ["group: demo.example.com", "version: v1", "kind: Web", "chart: chart", "reconcilePeriod: 10s"]
    (folder / "watches.yaml").write_text("- " + "\n  ".join(entry) + "\n")
    helm = folder / "helm"
    helm.write_text(f"#!/bin/sh\necho \"$1\" >> '{folder}/runs'\nexec '{programs['helm']}' \"$@\"\n")
    helm.chmod(0o755)
    (folder / "runs").touch()
    words = lambda helm: [f"--helm={helm}"] if side == "ours" else ["--metrics-bind-address=0"]
    with load.server(programs, TESTS / "crds/demo.yaml") as environment:
        cluster = Cluster(environment["KUBECONFIG"])
        # The script that counts would take time of one side.
        first = first_release([programs[side], *words(programs["helm"])], folder, environment, cluster)
        return {"first release": first} | rounds([programs[side], *words(helm)], folder, environment, cluster, args)


def first_release(command, folder, environment, cluster):
    """From the start of the operator to the release of the only object; the median of several starts."""
    times = []
    for number in range(STARTS):
        cluster.web(f"start-{number}")
        with load.started_as(Operator(command, folder, environment)) as process:
            cluster.wait_released(1, process)
            times.append(time.perf_counter() - process.start)
            cluster.call("DELETE", f"{WEBS}/start-{number}")
            while cluster.call("GET", WEBS)["items"]:
                time.sleep(0.02)
    return statistics.median(times)


def rounds(command, folder, environment, cluster, args):
    row = {"binary, MB": Path(command[0]).stat().st_size / 1e6}
    runs = lambda: len([line for line in (folder / "runs").read_text().split() if line != "version"])
    operator = lambda: load.started_as(Operator(command, folder, environment))
    with operator() as process:
        process.wait_ready()
        time.sleep(10)
        row["idle"] = process.resident()
    cluster.web("first")
    with operator() as process:
        cluster.wait_released(1, process)
        start, before = time.perf_counter(), process.family()
        for number in range(args.releases):
            cluster.web(f"web-{number}")
        cluster.wait_released(args.releases + 1, process)
        row["releases"] = time.perf_counter() - start
        row["processor"] = process.family() - before
        time.sleep(12)
        row["many"] = process.resident()
        before, ran = process.family(), runs()
        time.sleep(30)
        row["unchanged"] = process.family() - before
        row["runs"] = runs() - ran
    cluster.create("/api/v1/namespaces", {"metadata": {"name": "foreign"}})
    cluster.foreign("ConfigMap", "foreign", content={"data": {"text": HALF_A_MEGABYTE}})
    with operator() as process:
        process.wait_ready()
        time.sleep(25)
        row["config maps"] = process.resident()
    cluster.create("/api/v1/namespaces", {"metadata": {"name": "releases"}})
    labels = {"owner": "helm", "name": "foreign", "status": "deployed", "version": "1"}
    content = {"type": "helm.sh/release.v1", "stringData": {"release": HALF_A_MEGABYTE}}
    cluster.foreign("Secret", "releases", meta={"labels": labels}, content=content)
    with operator() as process:
        process.wait_ready()
        time.sleep(25)
        row["secrets"] = process.resident()
    return row


def table(figures, args, number, ratio):
    ours, peer = (figures.get(side, {}) for side in ("ours", "peer"))
    lines = [
        "## Operators from Helm charts: helm-operator against operator-sdk's helm-operator v1.42.3\n",
        "One chart with a Deployment, a Service and a ConfigMap, all namespaces watched. Helm 4 runs as a process of its own on our side and is "
        "part of the peer. Memory is what is resident of the operator while no helm process runs.\n",
        "| | ours | peer | ours as a share |",
        "|---|---:|---:|---:|",
    ]
    for name in ["binary, MB", *LABELS]:
        mine, theirs = ours.get(name), peer.get(name)
        if name == "runs":
            theirs = None
        digits = 0 if name == "runs" else 2 if name in ("first release", "unchanged") else 1
        label = LABELS.get(name, name).format(releases=args.releases)
        lines.append(f"| {label} | {number(mine, digits)} | {number(theirs, digits)} | {ratio(mine, theirs, 2)} |")
    lines.append(f"\nOne round. The last two figures follow each other: the ConfigMaps are still in the cluster with the Secrets. Profile `{args.helm_profile}`.")
    return "\n".join(lines) + "\n"
