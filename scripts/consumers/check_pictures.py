"""Pictures decode, in the configuration that holds them and beside the card."""

from datasets import load_dataset
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image

from check_readers import by_config, expect


def check_pictures(dataset: Path, manifest: dict):
    if "screenshots" in by_config(manifest):
        rows = load_dataset(str(dataset), "screenshots", split="train")
        sizes = {row["image"].size for row in rows}
        expect(all(width > 0 and height > 0 for width, height in sizes), f"pictures of {sizes}")
        yield f"screenshots/train: {rows.num_rows} pictures decode, of {sorted(sizes)} pixels"
    paths = [file["path"] for file in manifest.get("besideFiles", [])]
    for path in paths:
        if path.endswith(".png"):
            Image.open(dataset / path).verify()
        if path.endswith(".svg"):
            ElementTree.parse(dataset / path)
    card = (dataset / "README.md").read_text(encoding="utf-8")
    shown = [path for path in paths if path.endswith((".png", ".svg"))]
    expect(all(f"]({path})" in card for path in shown), "a picture beside the card that it does not show")
    yield f"card: {len(shown)} pictures decode and are shown"
