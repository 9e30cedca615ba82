"""The English pipeline of our own: one multi-task encoder run by onnxruntime inside a spaCy component.

Nothing is imported here, so that the training recipe can share the word features without loading spaCy.
"""

PAUSES = "pauses"  # of `doc.user_data`: seconds of silence by the character offset of the word after it
