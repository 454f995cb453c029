"""What libraries cannot do while a model is loaded, whatever they try."""

import os
import pickle
import socket
import threading
from collections.abc import Iterator
from fractions import Fraction

import pytest

from clipphotos.inference.outside.doors import NetworkClosedError, closed, open_to_the_network


@pytest.fixture
def server() -> Iterator[tuple[str, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()


def in_another_thread(server: tuple[str, int], *, downloads: bool) -> list[bool]:
    reached: list[bool] = []

    def reach() -> None:
        try:
            socket.create_connection(server).close()
        except NetworkClosedError:
            reached.append(False)
        else:
            reached.append(True)

    def run() -> None:
        if downloads:
            with open_to_the_network():
                reach()
        else:
            reach()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return reached


def test_the_network_is_closed_to_all_but_downloads(server: tuple[str, int]) -> None:
    with closed(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as letters:
        for reach in (
            lambda: socket.create_connection(server),
            lambda: socket.getaddrinfo("localhost", 80),
            lambda: letters.sendto(b"", server),
        ):
            with pytest.raises(NetworkClosedError):
                reach()
        assert in_another_thread(server, downloads=False) == [False]
        assert in_another_thread(server, downloads=True) == [True]
    socket.create_connection(server).close()
    assert in_another_thread(server, downloads=False) == [True]


def test_nobody_is_asked_and_nothing_unpickled() -> None:
    data = pickle.dumps(Fraction(1, 2))
    with closed():
        with pytest.raises(EOFError):
            input("Run the code of this model? ")
        with pytest.raises(pickle.UnpicklingError):
            pickle.loads(data)
    assert pickle.loads(data) == Fraction(1, 2)


@pytest.mark.skipif(os.name == "nt", reason="there are no such sockets")
def test_the_programs_own_processes_still_talk() -> None:
    with closed():
        one, other = socket.socketpair()
        with one, other:
            one.sendmsg([b"hello"])
            assert other.recv(5) == b"hello"
