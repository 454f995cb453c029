"""The main window: composes the rooms; its pages, status bar, dialogs, crash report, single instance."""
