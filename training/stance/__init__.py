"""The recipe of the model of sentence pairs (`extract/models/judge`): data, training, export."""
