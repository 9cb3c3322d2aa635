"""Run the command line as `python -m charter_cli`."""

from charter_cli.cli import main

if __name__ == "__main__":
    main()
