"""The button beside a piece of news that takes back what it tells."""

from PySide6.QtCore import QCoreApplication

from clipphotos.gui.bridge import ServiceBridge
from clipphotos.gui.widgets.notice_bar import NoticeBar
from clipphotos.service.protocol.operations import UndoOperation


def tell_with_undo(notice: NoticeBar, bridge: ServiceBridge, text: str, operation_id: int) -> None:
    """Tell what was done, and offer to undo it.

    Args:
        notice: Says it.
        bridge: Undoes it.
        text: What was done.
        operation_id: The operation that did it.
    """

    def undo() -> None:
        notice.hide()
        bridge.submit(UndoOperation(operation_id), None, notice.report)

    notice.inform(text, QCoreApplication.translate("UndoOffer", "Undo"), undo)
