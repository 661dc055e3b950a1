"""Fine-tunes a BERT-family base with PyTorch. Needs the packages of `requirements-transformer.txt`."""
