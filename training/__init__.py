"""Recipes that make the models shipped with Syntopic; not part of the installed package."""
