"""`python -m evacopt` is the command `evacopt`."""

import sys

from evacopt.backends.isolated import leave_working_folder


def main() -> None:
    """Run the command; nothing that lies in the working folder is imported."""
    leave_working_folder()
    try:
        from evacopt.cli.main import main as command
    except KeyboardInterrupt:  # before there is anybody who would say it
        if sys.stderr is not None:
            sys.stderr.write("evacopt: interrupted\n")
        raise SystemExit(130) from None
    command()


if __name__ == "__main__":
    main()
