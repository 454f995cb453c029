"""What the system calls of Linux are called by, as numbers, and which of them no decoder needs.

The numbers are those of ``<asm/unistd.h>``. Linux promises them to programs, and they never change.
"""

from dataclasses import dataclass

_SINCE_5_1 = {
    "pidfd_send_signal": 424,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "pidfd_open": 434,
    "pidfd_getfd": 438,
    "mount_setattr": 442,
    "fchmodat2": 452,
    "setxattrat": 463,
    "removexattrat": 466,
}
"""The same numbers on every machine."""


@dataclass(frozen=True, slots=True)
class Machine:
    """How one kind of processor is spoken to.

    Attributes:
        audit_number: What the kernel calls it.
        refused: Calls that are refused whatever their arguments are.
        opening: Calls that open files, each with the place of its flags among its arguments.
        unknown: Calls whose arguments cannot be looked into; libraries do without them.
        clone: Starts a thread or a process.
        kill: Sends a signal to a process.
        tgkill: Sends a signal to a thread.
        ioctl: Speaks to devices.
        most: Numbers from here on belong to another kind of processor.
    """

    audit_number: int
    refused: tuple[int, ...]
    opening: tuple[tuple[int, int], ...]
    unknown: tuple[int, ...]
    clone: int
    kill: int
    tgkill: int
    ioctl: int
    most: int = 0x40000000


_CLONE3, _OPENAT2 = 435, 437

_X86_64 = {
    # The network, and memory that processes share.
    "shmget": 29, "shmat": 30, "shmctl": 31, "socket": 41, "connect": 42, "accept": 43, "sendto": 44,
    "sendmsg": 46, "bind": 49, "listen": 50, "socketpair": 53, "semget": 64, "msgget": 68, "accept4": 288,
    "sendmmsg": 307, "memfd_create": 319,
    # Processes.
    "fork": 57, "vfork": 58, "execve": 59, "ptrace": 101, "rt_sigqueueinfo": 129, "setrlimit": 160,
    "tkill": 200, "unshare": 272, "rt_tgsigqueueinfo": 297, "prlimit64": 302, "setns": 308,
    "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "execveat": 322,
    # Files.
    "truncate": 76, "ftruncate": 77, "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85, "link": 86,
    "unlink": 87, "symlink": 88, "chmod": 90, "fchmod": 91, "chown": 92, "fchown": 93, "lchown": 94,
    "utime": 132, "mknod": 133, "chroot": 161, "mount": 165, "umount2": 166, "setxattr": 188,
    "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197, "lremovexattr": 198, "fremovexattr": 199,
    "utimes": 235, "mkdirat": 258, "mknodat": 259, "fchownat": 260, "futimesat": 261, "unlinkat": 263,
    "renameat": 264, "linkat": 265, "symlinkat": 266, "fchmodat": 268, "utimensat": 280,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "renameat2": 316,
    # The kernel itself.
    "init_module": 175, "delete_module": 176, "add_key": 248, "request_key": 249, "keyctl": 250,
    "perf_event_open": 298, "fanotify_init": 300, "finit_module": 313, "kexec_file_load": 320, "bpf": 321,
    "userfaultfd": 323,
}  # fmt: skip

_AARCH64 = {
    "shmget": 194, "shmctl": 195, "shmat": 196, "socket": 198, "socketpair": 199, "bind": 200,
    "listen": 201, "accept": 202, "connect": 203, "sendto": 206, "sendmsg": 211, "semget": 190,
    "msgget": 186, "accept4": 242, "sendmmsg": 269, "memfd_create": 279,
    "execve": 221, "ptrace": 117, "tkill": 130, "rt_sigqueueinfo": 138, "setrlimit": 164, "unshare": 97,
    "rt_tgsigqueueinfo": 240, "prlimit64": 261, "setns": 268, "process_vm_readv": 270,
    "process_vm_writev": 271, "kcmp": 272, "execveat": 281,
    "setxattr": 5, "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15,
    "fremovexattr": 16, "mknodat": 33, "mkdirat": 34, "unlinkat": 35, "symlinkat": 36, "linkat": 37,
    "renameat": 38, "umount2": 39, "mount": 40, "truncate": 45, "ftruncate": 46, "chroot": 51, "fchmod": 52,
    "fchmodat": 53, "fchownat": 54, "fchown": 55, "utimensat": 88, "name_to_handle_at": 264,
    "open_by_handle_at": 265, "renameat2": 276,
    "init_module": 105, "delete_module": 106, "add_key": 217, "request_key": 218, "keyctl": 219,
    "perf_event_open": 241, "fanotify_init": 262, "finit_module": 273, "bpf": 280, "userfaultfd": 282,
    "kexec_file_load": 294,
}  # fmt: skip

MACHINES = {
    "x86_64": Machine(
        audit_number=0xC000003E,
        refused=(*_X86_64.values(), *_SINCE_5_1.values()),
        opening=((2, 1), (257, 2)),
        unknown=(_CLONE3, _OPENAT2),
        clone=56,
        kill=62,
        tgkill=234,
        ioctl=16,
    ),
    "aarch64": Machine(
        audit_number=0xC00000B7,
        refused=(*_AARCH64.values(), *_SINCE_5_1.values()),
        opening=((56, 2),),
        unknown=(_CLONE3, _OPENAT2),
        clone=220,
        kill=129,
        tgkill=131,
        ioctl=29,
    ),
}
"""By what `platform.machine` calls them."""
