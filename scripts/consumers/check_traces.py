"""ATIF documents and session traces are what readers of these formats take."""

import json
from pathlib import Path


from check_readers import expect


def check_traces(dataset: Path, manifest: dict):
    paths = [file["path"] for file in manifest.get("besideFiles", []) if file["path"].startswith("traces/")]
    documents = [path for path in paths if path.startswith("traces/atif/")]
    for path in documents:
        check_atif(json.loads((dataset / path).read_text(encoding="utf-8")), path)
    if documents:
        yield f"traces: {len(documents)} ATIF documents"
    sessions = [path for path in paths if path.startswith("traces/sessions/")]
    for path in sessions:
        check_session([json.loads(line) for line in (dataset / path).read_text(encoding="utf-8").splitlines()], path)
    if sessions:
        yield f"traces: {len(sessions)} sessions"


def check_atif(document: dict, path: str):
    expect(document["schema_version"] == "ATIF-v1.7", f"{path}: {document['schema_version']}")
    numbers = [step["step_id"] for step in document["steps"]]
    expect(numbers == list(range(1, len(numbers) + 1)), f"{path}: steps {numbers}")
    sources = {step["source"] for step in document["steps"]}
    expect(sources == {"system", "user", "agent"}, f"{path}: sources {sources}")
    expect(document["final_metrics"]["total_steps"] == len(numbers), f"{path}: another number of steps")


def check_session(lines: list, path: str):
    expect(lines[0]["type"] == "session", f"{path}: begins with {lines[0]['type']}")
    roles = [line["message"]["role"] for line in lines[1:]]
    expect(roles[:3] == ["system", "user", "assistant"], f"{path}: roles {roles}")
