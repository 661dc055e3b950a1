"""Trains a candidate of a platform family by SageMaker's contract and exports it to ONNX; one package a kind of family."""
