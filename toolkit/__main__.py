"""`python -m toolkit`: the command, where it is not on the path."""

from toolkit.cli import app

if __name__ == "__main__":
    app(prog_name="toolkit")
