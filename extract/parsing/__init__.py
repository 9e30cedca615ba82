"""The English pipeline of our own: one multi-task encoder run by onnxruntime inside a spaCy component.

Nothing is imported here, so that the training recipe can share the word features without loading spaCy.
"""
