"""How long the window does not react while the service starts, indexes and searches.

A timer of 10 ms runs in the window's event loop; a stall is how much later than due it fires. ``work`` is the
processor time that the window's own thread spent meanwhile: a long stall with little work means that the
machine was busy with something else. Prints one line of JSON:

    python benchmarks/gui_stalls.py FOLDER [--data-dir DIR]
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HEAVY = ("torch", "open_clip", "hnswlib", "openvino")
PERIOD_MS = 10
PATIENCE_SECONDS = 600


def measure(folder: Path, data_dir: Path) -> dict[str, object]:
    begun = time.perf_counter()
    from PySide6.QtCore import QElapsedTimer, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from clipphotos.app import WindowController
    from clipphotos.gui.bridge import ServiceBridge
    from clipphotos.gui.indexing import IndexingState
    from clipphotos.gui.settings import WindowSettings
    from clipphotos.service.hosts.process import ProcessHost
    from clipphotos.storage.locations import DataLocations

    app = QApplication([])
    app.setQuitOnLastWindowClosed(False)
    locations = DataLocations(data_dir)
    locations.create()
    visible_at_start: list[bool] = []

    class Host(ProcessHost):
        def start(self) -> None:
            visible_at_start.append(keeper.window.isVisible())
            super().start()

    bridge = ServiceBridge(lambda tell: Host(locations, tell))
    keeper = WindowController(app, bridge, locations, WindowSettings(locations.settings))
    keeper.show()
    window = keeper.window
    app.processEvents()
    window_ms = (time.perf_counter() - begun) * 1000

    stalls: list[tuple[float, float, str]] = []
    worked = time.thread_time()
    stage = "service start"
    clock = QElapsedTimer()
    clock.start()

    def tick() -> None:
        nonlocal worked
        now = time.thread_time()
        stalls.append((max(0.0, clock.nsecsElapsed() / 1e6 - PERIOD_MS), (now - worked) * 1000, stage))
        worked = now
        clock.restart()

    timer = QTimer(interval=PERIOD_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start()
    deadline = time.monotonic() + PATIENCE_SECONDS

    def run_until(done: object, seconds: float = PATIENCE_SECONDS) -> None:
        end = min(deadline, time.monotonic() + seconds)
        while time.monotonic() < end and not done():  # type: ignore[operator]
            app.processEvents()
            time.sleep(0.001)

    ready: list[bool] = []
    bridge.ready.connect(lambda: ready.append(True))
    run_until(lambda: ready)
    stage = "indexing"
    window.add_folders([folder])
    run_until(lambda: window.indexing.state is IndexingState.IDLE)
    run_until(lambda: False, 1)
    photos = window.model.rowCount()
    stage = "searching"
    answers: list[object] = []
    window.search.answered.connect(lambda result, _: answers.append(result))
    window.search_bar.edit.setText("red")
    run_until(lambda: answers, 60)
    run_until(lambda: False, 0.5)
    stage = "scrolling"
    window.search_bar.clear()
    bar = window.grid.verticalScrollBar()
    for step in range(50):
        bar.setValue(bar.maximum() * step // 50)
        run_until(lambda: False, 0.02)
    timer.stop()
    hits = window.model.rowCount() if answers else 0
    window.hide()
    keeper.shut_down()
    bridge.close()
    stages = list(dict.fromkeys(at for _, _, at in stalls))
    by_stage = {name: round(max(late for late, _, at in stalls if at == name), 1) for name in stages}
    work = {name: round(max(busy for _, busy, at in stalls if at == name), 1) for name in stages}
    return {
        "window_ms": round(window_ms),
        "shown_before_service": visible_at_start == [True],
        "longest_stall_ms": max(by_stage.values()),
        "by_stage_ms": by_stage,
        "longest_work_ms": max(work.values()),
        "work_by_stage_ms": work,
        "over_50_ms": sum(late > 50 for late, _, _ in stalls),
        "ticks": len(stalls),
        "photos": photos,
        "hits": hits,
        "heavy_imports": [name for name in HEAVY if name in sys.modules],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data-dir", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        print(json.dumps(measure(options.folder.absolute(), options.data_dir or Path(temporary))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
