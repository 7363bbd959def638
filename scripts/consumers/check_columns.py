"""The columns that verl, LLaMA-Factory and ms-swift read hold what those trainers expect."""

from datasets import load_dataset
from pathlib import Path

from check_readers import by_config, expect

VERL_COLUMNS = {"data_source", "prompt", "ability", "reward_model", "extra_info"}


def check_columns(dataset: Path, manifest: dict):
    configs = by_config(manifest)
    for config in ["prompts", "steps"]:
        for split in configs.get(config, {}):
            rows = load_dataset(str(dataset), config, split=split)
            expect(VERL_COLUMNS <= set(rows.column_names), f"{config}: verl finds no {VERL_COLUMNS - set(rows.column_names)}")
            for row in rows:
                check_prompt(row["prompt"])
                expect(row["reward_model"] == {"style": "rule", "ground_truth": ""}, f"{config}: {row['reward_model']}")
                expect(row["extra_info"]["split"] == split, f"{config}: a row of {split} says {row['extra_info']}")
            yield f"{config}/{split}: verl's columns, {rows.num_rows} prompts that a chat template takes"
    if "sft" in configs:
        rows = load_dataset(str(dataset), "sft", split="train")
        for row in rows:
            roles = [message["role"] for message in row["messages"]]
            expected = ["system", *["user", "assistant"] * (len(roles) // 2)]
            # LLaMA-Factory drops conversations whose turns are not in this order
            expect(roles == expected, f"sft, {row['id']}: roles {roles}")
            expect(len(row["loss_mask"]) == len(roles), f"sft, {row['id']}: a mask of another length")
        yield f"sft/train: {rows.num_rows} conversations in the order that LLaMA-Factory's sharegpt format and ms-swift need"


def check_prompt(prompt: list):
    roles = [message["role"] for message in prompt]
    expect(roles[:2] == ["system", "user"] and roles[-1] == "user", f"a prompt of {roles}")
    expect(all(isinstance(message["content"], str) for message in prompt), "a prompt whose content is no text")
