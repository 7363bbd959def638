"""TRL's SFTTrainer takes two optimizer steps on `sft`, with the loss where `loss_mask` says."""

from datasets import Dataset, load_dataset
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import SFTConfig, SFTTrainer

from check_readers import by_config, expect

# the mark that ends a reply is part of it, the line break after the mark is not
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{% if message.role == 'assistant' %}{% generation %}{{ message.content }}<|im_end|>{% endgeneration %}"
    "{% else %}{{ message.content }}<|im_end|>{% endif %}{{ '\n' }}{% endfor %}"
)
# more of a long conversation would only take longer
ROWS = 2


def check_trl(dataset: Path, manifest: dict):
    if "sft" not in by_config(manifest):
        return
    rows = sorted(load_dataset(str(dataset), "sft", split="train"), key=lambda row: row["tokens"])
    tokenizer = small_tokenizer(rows)
    whole = [row for row in rows if all_replies_count(row)][:ROWS]
    if whole:
        conversations = Dataset.from_list([{"messages": row["messages"]} for row in whole])
        compare_labels(train(conversations, tokenizer), whole, tokenizer)
        yield f"TRL: 2 steps on {len(whole)} rows as they are; its assistant mask is loss_mask"
    masked = [row for row in rows if not all_replies_count(row)][:ROWS]
    if masked:
        tokens = Dataset.from_list([tokens_of(row, tokenizer) for row in masked])
        compare_labels(train(tokens, tokenizer), masked, tokenizer)
        yield f"TRL: 2 steps on {len(masked)} rows with replies that are context only, tokenized with loss_mask"


def all_replies_count(row: dict) -> bool:
    return all(mask == (message["role"] == "assistant") for message, mask in zip(row["messages"], row["loss_mask"]))


def small_tokenizer(rows: list) -> PreTrainedTokenizerFast:
    """Byte pairs learned from the rows themselves, with ChatML's marks."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=4_000,
        special_tokens=["<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((message["content"] for row in rows for message in row["messages"]), trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|im_start|>", chat_template=TEMPLATE
    )


def train(rows: Dataset, tokenizer: PreTrainedTokenizerFast) -> Dataset:
    """Trains a tiny random model for two steps. Returns the rows as the trainer prepared them."""
    torch.manual_seed(1)
    size = dict(hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2)
    config = LlamaConfig(vocab_size=len(tokenizer), max_position_embeddings=131_072, **size)
    with TemporaryDirectory() as folder:
        trainer = SFTTrainer(
            model=LlamaForCausalLM(config),
            args=SFTConfig(
                output_dir=folder,
                max_steps=2,
                max_length=None,
                per_device_train_batch_size=1,
                assistant_only_loss="messages" in rows.column_names,
                gradient_checkpointing=False,
                use_cpu=True,
                bf16=False,
                report_to="none",
                save_strategy="no",
                disable_tqdm=True,
            ),
            train_dataset=rows,
            processing_class=tokenizer,
        )
        result = trainer.train()
        expect(result.global_step == 2, f"{result.global_step} steps")
        expect(result.training_loss == result.training_loss and result.training_loss > 0, f"loss {result.training_loss}")
        return trainer.train_dataset


def compare_labels(prepared: Dataset, rows: list, tokenizer: PreTrainedTokenizerFast):
    for row, found in zip(rows, prepared):
        expected = tokens_of(row, tokenizer)
        expect(found["input_ids"] == expected["input_ids"], f"{row['id']}: the trainer sees other tokens")
        counted = [int(label != -100) for label in found["labels"]]
        expect(counted == expected["assistant_masks"], f"{row['id']}: the trainer's mask is not loss_mask")


def tokens_of(row: dict, tokenizer: PreTrainedTokenizerFast) -> dict:
    """Tokens and their mask, worked out from `loss_mask` by hand: where in the text each message's content stands."""
    text = ""
    spans = []
    for message, mask in zip(row["messages"], row["loss_mask"]):
        text += f"<|im_start|>{message['role']}\n"
        start = len(text)
        text += f"{message['content']}<|im_end|>"
        if mask == 1:
            spans.append((start, len(text)))
        text += "\n"
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    masks = [int(any(start <= at < end for start, end in spans)) for at, _ in encoded["offset_mapping"]]
    return {"input_ids": encoded["input_ids"], "assistant_masks": masks}
