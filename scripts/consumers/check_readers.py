"""The datasets library, pyarrow, pandas and polars read the same rows, with the features that the card states."""

from datasets import load_dataset, load_dataset_builder
from glob import glob
from pathlib import Path

import pandas
import polars
import pyarrow
import pyarrow.parquet


def check_readers(dataset: Path, manifest: dict):
    for config, splits in by_config(manifest).items():
        builder = load_dataset_builder(str(dataset), config)
        stated = builder.info.features
        for split, rows in splits.items():
            loaded = load_dataset(str(dataset), config, split=split)
            expect(loaded.num_rows == rows, f"{config}/{split}: {loaded.num_rows} rows, the manifest says {rows}")
            expect(loaded.features == stated, f"{config}/{split}: features {loaded.features}, the card says {stated}")
            check_agreement(dataset, config, split, rows)
            yield f"{config}/{split}: {rows} rows with {len(stated)} features; pyarrow, pandas and polars agree"


def check_agreement(dataset: Path, config: str, split: str, rows: int):
    """Compares all values, not only counts."""
    files = sorted(glob(str(dataset / config / f"{split}-*.parquet")))
    by_arrow = pyarrow.concat_tables([pyarrow.parquet.read_table(file) for file in files]).to_pylist()
    by_polars = polars.concat([polars.read_parquet(file) for file in files]).to_dicts()
    by_pandas = pandas.concat([pandas.read_parquet(file) for file in files], ignore_index=True)
    expect(len(by_arrow) == rows, f"pyarrow: {len(by_arrow)} rows of {rows}")
    expect(by_polars == by_arrow, f"{config}/{split}: polars and pyarrow read other values")
    for at, row in enumerate(by_pandas.to_dict("records")):
        for name, value in row.items():
            expect(
                plain(value) == plain(by_arrow[at][name]),
                f"{config}/{split}, row {at}, {name}: pandas and pyarrow read other values",
            )


def plain(value):
    """Arrays as lists, a missing number as None: how pandas writes down the same values."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, float) and value != value:
        return None
    return value


def by_config(manifest: dict) -> dict:
    """Rows by configuration and split."""
    configs: dict = {}
    for part in manifest["configs"]:
        configs.setdefault(part["config"], {})[part["split"]] = part["rows"]
    return configs


def expect(holds: bool, problem: str):
    if not holds:
        raise AssertionError(problem)
