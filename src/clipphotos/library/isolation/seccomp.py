"""Has Linux refuse a process the system calls that no decoder needs: network, programs, writing, signals."""

import ctypes
import errno
import os
import platform
import struct
import sys

from clipphotos.library.isolation.system_calls import MACHINES, Machine

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT, _ARGUMENT_BYTES = 0, 4, 16, 8
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NO_NEW_PRIVILEGES, _SECCOMP_CALL = 38, {"x86_64": 317, "aarch64": 277}
_SET_FILTER, _ALL_THREADS = 1, 1

_CLONE_THREAD = 0x10000
_TO_WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TERMINAL_COMMANDS = (0x5412, 0x541C, 0x5423)
"""Typing into a terminal as if the user did, and changing what it is."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_all_but_decoding() -> bool:
    """Give up, for all threads of this process and for ever, what no decoder needs.

    Returns:
        Whether this system can do that, and has done it.
    """
    name = platform.machine()
    machine = MACHINES.get(name)
    if sys.platform != "linux" or machine is None or sys.byteorder != "little":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    code = filter_of(machine, os.getpid())
    program = _Program(len(code) // 8, code)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    call = ctypes.c_long(_SECCOMP_CALL[name])
    return libc.syscall(call, _SET_FILTER, _ALL_THREADS, ctypes.byref(program)) == 0


def filter_of(machine: Machine, process: int) -> bytes:
    """The filter in the kernel's own language: eight bytes an instruction."""
    refuse, unknown = _REFUSE | errno.EPERM, _REFUSE | errno.ENOSYS
    code = [
        _instruction(_LOAD, _MACHINE_AT),
        _instruction(_JUMP_EQUAL, machine.audit_number, if_true=1),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER_AT),
        # The numbers of another kind of processor, by which the rest could be evaded.
        _instruction(_JUMP_AT_LEAST, machine.most, if_false=1),
        _instruction(_RETURN, refuse),
    ]
    for number in machine.refused:
        code += _when(number, [_instruction(_RETURN, refuse)])
    for number in machine.unknown:
        code += _when(number, [_instruction(_RETURN, unknown)])
    for number, place in machine.opening:
        code += _when(number, _unless_any_bit(place, _TO_WRITE, allowed_if_set=False))
    code += _when(machine.clone, _unless_any_bit(0, _CLONE_THREAD, allowed_if_set=True))
    for number in (machine.kill, machine.tgkill):
        code += _when(number, _only_if_equal(0, process))
    terminal = [_load_argument(1)]
    for command in _TERMINAL_COMMANDS:
        terminal += [_instruction(_JUMP_EQUAL, command, if_false=1), _instruction(_RETURN, refuse)]
    code += _when(machine.ioctl, [*terminal, _instruction(_RETURN, _ALLOW)])
    code.append(_instruction(_RETURN, _ALLOW))
    return b"".join(code)


def _instruction(code: int, value: int, *, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction, with how many to pass over behind it."""
    return struct.pack("<HBBI", code, if_true, if_false, value)


def _when(number: int, answer: list[bytes]) -> list[bytes]:
    """What is done about one system call; every way through the answer ends in a return."""
    return [_instruction(_JUMP_EQUAL, number, if_false=len(answer)), *answer]


def _load_argument(place: int) -> bytes:
    """Look at the lower half of an argument, which has all the bits that matter here."""
    return _instruction(_LOAD, _ARGUMENTS_AT + _ARGUMENT_BYTES * place)


def _unless_any_bit(place: int, bits: int, *, allowed_if_set: bool) -> list[bytes]:
    answers = (_ALLOW, _REFUSE | errno.EPERM) if allowed_if_set else (_REFUSE | errno.EPERM, _ALLOW)
    return [
        _load_argument(place),
        _instruction(_JUMP_ANY_BIT, bits, if_false=1),
        _instruction(_RETURN, answers[0]),
        _instruction(_RETURN, answers[1]),
    ]


def _only_if_equal(place: int, value: int) -> list[bytes]:
    return [
        _load_argument(place),
        _instruction(_JUMP_EQUAL, value, if_false=1),
        _instruction(_RETURN, _ALLOW),
        _instruction(_RETURN, _REFUSE | errno.EPERM),
    ]
