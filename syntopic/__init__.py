"""The product: command line, settings and the nightly run. It only composes the five stages."""
