"""The recipe of the English pipeline: treebanks in, one int8 ONNX file and its figures out (`make train-english`)."""
