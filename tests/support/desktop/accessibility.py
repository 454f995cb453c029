"""Reads what the program says to a screen reader: name, role, state and place of all in its windows."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from jeepney import DBusAddress, HeaderFields, Message, MessageType, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

_ACCESSIBLE = "org.a11y.atspi.Accessible"
_COMPONENT = "org.a11y.atspi.Component"
_TEXT = "org.a11y.atspi.Text"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = "/org/a11y/atspi/accessible/root"
_ON_SCREEN = 0
"""The kind of coordinates."""
_ANSWER_SECONDS = 20
_LOOK_SECONDS = 0.03
MOST_ITEMS = 40
"""Of what a list holds, so many are read: a question each to thousands of photos would take seconds."""
Reference = tuple[str, str]
"""The name of a program on the bus, and the path of an object in it."""


class State(IntEnum):
    """States that the tests ask for, by their bit."""

    ACTIVE = 1
    CHECKED = 4
    ENABLED = 8
    FOCUSED = 12
    SELECTED = 23
    SHOWING = 25


@dataclass(frozen=True, slots=True)
class Node:
    """Something that can be seen or used.

    Attributes:
        reference: Where it is on the bus.
        role: As ``push button``, ``menu item``, ``label``.
        name: What it is called.
        description: What is said about it beside its name.
        states: The bits that are set.
        box: Left, top, width and height on the screen.
        children: What is in it.
    """

    reference: Reference
    role: str
    name: str
    description: str
    states: frozenset[int]
    box: tuple[int, int, int, int]
    children: tuple["Node", ...] = ()

    @property
    def middle(self) -> tuple[int, int]:
        """Where to click it."""
        left, top, width, height = self.box
        return left + width // 2, top + height // 2

    @property
    def is_showing(self) -> bool:
        """Whether it can be seen."""
        return State.SHOWING in self.states and self.box[2] > 0 and self.box[3] > 0

    def all(self) -> Iterator["Node"]:
        """It and whatever is in it, in the order in which it is read."""
        yield self
        for child in self.children:
            yield from child.all()

    def find(self, role: str = "", name: str = "") -> "Node | None":
        """The first thing in it to be seen that has this role and this name, else this text in its name."""
        found = [node for node in self.all() if node.is_showing and role in ("", node.role)]
        exact = [node for node in found if node.name == name]
        return next(iter(exact or [node for node in found if name in node.name]), None)


class Reader:
    """Listens on a screen's bus of accessibility.

    Args:
        environment: The screen's.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        with open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as session:
            where = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            answer = session.send_and_get_reply(new_method_call(where, "GetAddress"), timeout=_ANSWER_SECONDS)
        self._bus: DBusConnection = open_dbus_connection(answer.body[0])

    def close(self) -> None:
        """Listen no longer."""
        self._bus.close()

    def windows(self, process: int) -> list[Node]:
        """The windows of a process with all that is in them; none before it says anything."""
        registry = ("org.a11y.atspi.Registry", _ROOT)
        (programs,) = self._ask([_call(registry, _ACCESSIBLE, "GetChildren")])
        for name, path in programs[0] if programs else []:
            if self._process_of(name) == process:
                (found,) = self._ask([_call((name, path), _ACCESSIBLE, "GetChildren")])
                return [self.read(tuple(each)) for each in (found[0] if found else [])]
        return []

    def read(self, reference: Reference) -> Node:
        """Read something and all that is in it."""
        return self._read_all([reference])[0]

    def text_of(self, node: Node) -> str:
        """What is written in a text field."""
        (answer,) = self._ask([_call(node.reference, _TEXT, "GetText", "ii", (0, -1))])
        return answer[0] if answer else ""

    def _process_of(self, name: str) -> int:
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        call = new_method_call(bus, "GetConnectionUnixProcessID", "s", (name,))
        (answer,) = self._ask([call])
        return answer[0] if answer else 0

    def _read_all(self, references: Sequence[Reference]) -> list[Node]:
        """Read a level of the tree at once: a question at a time would take seconds."""
        calls = [call for each in references for call in _questions(each)]
        answers = iter(self._ask(calls))
        level = [tuple(next(answers) for _ in range(6)) for _ in references]
        below = [_inside(answer[5][0], role=answer[2]) if answer[5] else [] for answer in level]
        inside = iter(self._read_all([child for each in below for child in each]) if any(below) else [])
        nodes: list[Node] = []
        for reference, answer, children in zip(references, level, below, strict=True):
            name, description, role, states, box, _ = answer
            nodes.append(
                Node(
                    reference,
                    role[0] if role else "",
                    name[0][1] if name else "",
                    description[0][1] if description else "",
                    _bits(states[0]) if states else frozenset(),
                    tuple(box[0]) if box else (0, 0, 0, 0),
                    tuple(next(inside) for _ in children),
                )
            )
        return nodes

    def _ask(self, calls: Sequence[Message]) -> list[tuple[Any, ...] | None]:
        """Send questions all at once, then wait for the answers; none for what is gone meanwhile."""
        serials = [next(self._bus.outgoing_serial) for _ in calls]
        for serial, call in zip(serials, calls, strict=True):
            self._bus.send(call, serial=serial)
        answers: dict[int, tuple[Any, ...] | None] = {}
        until = time.monotonic() + _ANSWER_SECONDS
        while len(answers) < len(serials):
            message = self._bus.receive(timeout=max(0.0, until - time.monotonic()))
            answered = message.header.fields.get(HeaderFields.reply_serial)
            if answered is not None:
                is_answer = message.header.message_type is MessageType.method_return
                answers[answered] = message.body if is_answer else None
        return [answers[serial] for serial in serials]


def _inside(children: Sequence[Sequence[str]], role: Sequence[str] | None) -> list[Reference]:
    most = MOST_ITEMS if role and role[0] == "list" else None
    return [(name, path) for name, path in children[:most]]


def _questions(reference: Reference) -> list[Message]:
    return [
        _call(reference, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, "Name")),
        _call(reference, _PROPERTIES, "Get", "ss", (_ACCESSIBLE, "Description")),
        _call(reference, _ACCESSIBLE, "GetRoleName"),
        _call(reference, _ACCESSIBLE, "GetState"),
        _call(reference, _COMPONENT, "GetExtents", "u", (_ON_SCREEN,)),
        _call(reference, _ACCESSIBLE, "GetChildren"),
    ]


def _call(
    reference: Reference, interface: str, method: str, signature: str = "", body: tuple[object, ...] = ()
) -> Message:
    name, path = reference
    return new_method_call(DBusAddress(path, name, interface), method, signature or None, body)


def _bits(words: Sequence[int]) -> frozenset[int]:
    return frozenset(
        bit + 32 * place for place, word in enumerate(words) for bit in range(32) if word >> bit & 1
    )
