"""Answers each line {cleaning, texts} with the tokens of every text."""

import json
import sys

from trainyard_training.classic.cleaning import create_cleaner
from trainyard_training.classic.hyperparameters import Hyperparameters
from trainyard_training.classic.tokenization import create_tokenizer, terms_of

for line in sys.stdin:
    question = json.loads(line)
    cleaning = Hyperparameters.parse(
        {"family": "linear", "candidate": "x", "labels": '["a", "b"]', "cleaning": json.dumps(question["cleaning"])}
    ).cleaning
    clean, tokenize = create_cleaner(cleaning), create_tokenizer(cleaning)
    answer = [terms_of(tokenize(clean(text)), 1, question["ngramMax"]) for text in question["texts"]]
    print(json.dumps(answer), flush=True)
