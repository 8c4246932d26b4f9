"""The pages of an import, one module a step: upload, columns, checking, faults, preview, apply, undo."""
