"""What tells two states of a file apart: its size and time, and what the system alone says of it."""

import os

LARGEST = 2**63 - 1
"""The largest whole number that SQLite and arrays of 64 bits hold."""

SMALLEST = -(2**63)


def stamp_of(status: os.stat_result) -> tuple[int, int]:
    """A file's size in bytes and its modification time in nanoseconds since the epoch.

    File systems know times that 64 bits cannot hold, such as 1601 or 2300; the nearest that they do hold
    stands for them. So a file is to be compared with what is known of it by this function alone.
    """
    size, mtime_ns = status.st_size, status.st_mtime_ns
    if SMALLEST <= mtime_ns <= LARGEST and size <= LARGEST:
        return size, mtime_ns
    return min(size, LARGEST), max(SMALLEST, min(mtime_ns, LARGEST))


def identity_of(status: os.stat_result) -> str:
    """What a file is and when anything of it was changed last: device, inode, and time of change.

    Anybody who may write a file can give it the size and the modification time of another; these nobody can.
    """
    return f"{status.st_dev} {status.st_ino} {status.st_ctime_ns}"
