"""`python -m evacopt` is the command `evacopt`."""

from evacopt.cli.main import main

if __name__ == "__main__":
    main()
