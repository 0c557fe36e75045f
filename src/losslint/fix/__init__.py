"""Fixes: a `Diagnostic` and the project's files come in, edits go out, and are written all together or not at all.

Floor 5. libcst is loaded only when a fix is wanted: files are analysed on `ast`, and edited where libcst says that the
pieces lie, so that everything outside an edit stays as it is, byte for byte.
"""
