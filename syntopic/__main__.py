"""`python -m syntopic` is the same as `syntopic`."""

from syntopic.cli import main

if __name__ == "__main__":
    main()
