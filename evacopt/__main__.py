"""`python -m evacopt` is the command `evacopt`."""

from evacopt.backends.isolated import leave_working_folder


def main() -> None:
    """Run the command; nothing that lies in the working folder is imported."""
    leave_working_folder()
    from evacopt.cli.main import main as command

    command()


if __name__ == "__main__":
    main()
