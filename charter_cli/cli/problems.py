"""What the command line raises: usage problems, which end a run with 2, and file problems, which end it with 3."""

from charter_cli.model.declaration import Problem


class UsageProblem(Exception):  # noqa: N818 (a wrong use is no error of ours)
    """Something is wrong with the arguments; `key` and `params` make the sentence."""

    def __init__(self, key: str, /, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


class FileProblems(Exception):  # noqa: N818 (a wrong file is no error of ours)
    """Files cannot be used: charters, templates, a declaration that a command is about; `kind` says what they are."""

    def __init__(self, *problems: Problem, kind: str = "") -> None:
        super().__init__(problems)
        self.problems = problems
        self.kind = kind
