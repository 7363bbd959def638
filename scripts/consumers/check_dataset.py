"""Loads an emitted dataset as its consumers do: python check_dataset.py DATASET. Exit code 1 when one cannot."""

import json
import sys
import traceback
from pathlib import Path

from check_columns import check_columns
from check_pictures import check_pictures
from check_readers import check_readers
from check_traces import check_traces
from check_trl import check_trl

CHECKS = [check_readers, check_columns, check_pictures, check_traces, check_trl]


def main(dataset: Path) -> int:
    manifest = json.loads((dataset / "manifest.json").read_text(encoding="utf-8"))
    failed = 0
    for check in CHECKS:
        try:
            for finding in check(dataset, manifest):
                print(f"ok      {finding}", flush=True)
        except Exception as error:  # each consumer is told of, whatever it fell over
            failed += 1
            print(f"FAILED  {check.__name__}: {error}", flush=True)
            traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
