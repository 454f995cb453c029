"""The main window itself: pages, dialogs it opens, status bar, crash report, single instance."""
