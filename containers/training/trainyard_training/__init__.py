"""The `linear` family: TF-IDF and logistic regression, trained by SageMaker's contract, exported to ONNX."""
