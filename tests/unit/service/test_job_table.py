"""The table of jobs against the commands that there are."""

import importlib
import pkgutil
import typing
from typing import Any

import pytest

from clipphotos.core.jobs import JobSteps
from clipphotos.service import protocol
from clipphotos.service.job_table import JOBS
from clipphotos.service.protocol.command import Command


def every_command() -> list[type]:
    modules = [
        importlib.import_module(f"{protocol.__name__}.{found.name}")
        for found in pkgutil.iter_modules(protocol.__path__)
    ]
    return [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Command) and each.__module__ == module.__name__
        if each is not Command
    ]


def answer_of(command: Any) -> object:
    """The type that a command says that it is answered with."""
    (base,) = command.__orig_bases__
    (answer,) = typing.get_args(base)
    return answer


def test_every_command_has_its_job_and_every_job_its_command():
    assert len(every_command()) > 40
    assert set(JOBS) == set(every_command())


@pytest.mark.parametrize("command", every_command(), ids=lambda command: command.__name__)
def test_a_job_takes_its_command_and_returns_the_answer_that_it_promises(command: type):
    hints = typing.get_type_hints(JOBS[command].begin)
    assert list(hints.values())[1] is command
    assert hints["return"] == JobSteps[answer_of(command)]
